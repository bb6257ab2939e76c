import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** Which reminders about an Organisation a person wants no more of. */
export const unsubscriptions: SqlMigration = {
  name: '20261121-145-unsubscriptions',
  sql: `
create table identity.unsubscription (
  org_id uuid not null,
  user_id uuid not null references identity."user" (id),
  kind text not null check (kind in ('trial_reminders', 'reactivation_reminders')),
  created_at timestamptz not null,
  primary key (org_id, user_id, kind)
);
${tenantTableSql('identity', 'unsubscription', 'select, insert')}
create policy guest_scope on identity.unsubscription as restrictive using ((select identity.current_projects()) is null);

alter table identity.wanted_letter
  drop constraint wanted_letter_outcome_check,
  add constraint wanted_letter_outcome_check check (outcome in ('written', 'suspended', 'closed', 'nobody', 'unsubscribed'));`,
};
