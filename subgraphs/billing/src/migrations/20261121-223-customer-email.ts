import type { SqlMigration } from '@offplan/kernel/database/migration';

/** The e-mail that a customer is being made with, until Stripe's id of it is known: it is found by it, should the answer be lost (BIL-35). */
export const customerEmail: SqlMigration = {
  name: '20261121-223-customer-email',
  sql: `
    alter table billing.billing_account add column customer_email text;
  `,
};
