import type { SqlMigration } from '@offplan/kernel/database/migration';

/** A person starts one trial (BIL-15), however many Organisations it makes and however often it comes back. */
export const oneTrial: SqlMigration = {
  name: '20261121-81-one-trial',
  sql: `
alter table identity."user" add column trial_started_at timestamptz;

-- As the owner, whom the policies bind as well: those who have started one are in the events of all tenants.
alter table identity.event no force row level security;
update identity."user" u set trial_started_at = t.at from (
  select (actor->>'id')::uuid as id, min(occurred_at) as at from identity.event
  where type = 'organisation.created' and data->>'path' = 'trial' group by 1
) t where t.id = u.id;
alter table identity.event force row level security;
`,
};
