import type { SqlMigration } from '@offplan/kernel/database/migration';

/** A nudge for the first day, which is about no project (GRO-1). */
export const welcome: SqlMigration = {
  name: '20261121-160-welcome',
  sql: `
alter table growth.nudge
  alter column project_id drop not null,
  drop constraint nudge_key_check,
  add constraint nudge_key_check check (key in ('welcome', 'first_publish', 'first_buyer_link', 'fifty_unit_views'));
`,
};
