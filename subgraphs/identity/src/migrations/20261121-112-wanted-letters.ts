import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** Which letters to their Owner an Organisation has had, so that each is written once however often it is wanted. */
export const wantedLetters: SqlMigration = {
  name: '20261121-112-wanted-letters',
  sql: `
create table identity.wanted_letter (
  org_id uuid not null,
  key text not null,
  outcome text not null check (outcome in ('written', 'suspended', 'closed', 'nobody')),
  primary key (org_id, key)
);
${tenantTableSql('identity', 'wanted_letter', 'select, insert')}
create policy guest_scope on identity.wanted_letter as restrictive using ((select identity.current_projects()) is null);`,
};
