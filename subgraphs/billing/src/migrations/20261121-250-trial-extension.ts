import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** That an Operator has given a trial more days, until Stripe has it too: once an Organisation (OPR-4). */
export const trialExtension: SqlMigration = {
  name: '20261121-250-trial-extension',
  sql: `
create table billing.trial_extension (
  org_id uuid primary key references billing.billing_account (org_id),
  days integer not null check (days between 1 and 7),
  ends_at timestamptz not null,
  -- Failed: the trial was over before Stripe heard of it; then it may be ordered anew.
  state text not null default 'ordered' check (state in ('ordered', 'done', 'failed')),
  ordered_at timestamptz not null
);
${tenantTableSql('billing', 'trial_extension', 'select, insert, update')}
`,
};
