import type { SqlMigration } from '@offplan/kernel/database/migration';

/** Limits that were agreed upon with a given tier; and every plan is looked at anew, to publish with which tier each feature begins. */
export const givenLimits: SqlMigration = {
  name: '20261121-251-given-limits',
  sql: `
alter table billing.billing_account add column given_limits jsonb;
insert into billing.agenda (org_id, key, task, due_at, payload, not_before)
  select org_id, 'review_plan', 'billing.review_plan', now(), '{}', now() from billing.billing_account
  on conflict (org_id, key) do update set due_at = least(agenda.due_at, excluded.due_at), not_before = excluded.not_before;
`,
};
