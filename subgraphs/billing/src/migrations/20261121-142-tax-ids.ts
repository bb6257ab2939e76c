import type { SqlMigration } from '@offplan/kernel/database/migration';

/** Whether a tax id of the customer was found invalid, as Stripe last told. */
export const taxIds: SqlMigration = {
  name: '20261121-142-tax-ids',
  sql: `alter table billing.billing_account add column has_invalid_tax_id boolean not null default false;`,
};
