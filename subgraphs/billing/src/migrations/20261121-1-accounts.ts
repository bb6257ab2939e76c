import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantFunctionsSql, tenantTableSql } from '@offplan/kernel/database/tenant-sql';
import { spineSql } from '@offplan/kernel/events/spine-sql';

/** The billing account of each Organisation. */
export const accounts: SqlMigration = {
  name: '20261121-1-accounts',
  sql: `
${tenantFunctionsSql('billing')}
${spineSql('billing')}

create table billing.billing_account (
  org_id uuid primary key,
  version integer not null,
  tier text not null,
  trial_started_at timestamptz,
  trial_ends_at timestamptz,
  is_trial_over boolean not null
);
${tenantTableSql('billing', 'billing_account', 'select, insert, update')}
`,
};
