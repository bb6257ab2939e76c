import type { SqlMigration } from '@offplan/kernel/database/migration';

/** Since when a customer at Stripe is asked for: made since then, it is found again should the answer be lost (BIL-35). */
export const customerAsked: SqlMigration = {
  name: '20261121-223-customer-asked',
  sql: `
    alter table billing.billing_account add column customer_asked_at timestamptz;
  `,
};
