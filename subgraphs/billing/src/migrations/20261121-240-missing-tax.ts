import type { SqlMigration } from '@offplan/kernel/database/migration';

/** Whether Stripe lacks a place to tax what a customer is charged, and has switched the tax of a plan off for it, as it last told. */
export const missingTax: SqlMigration = {
  name: '20261121-240-missing-tax',
  sql: `
    alter table billing.billing_account add column needs_address boolean not null default false;
    alter table billing.subscription add column is_untaxed boolean not null default false;
  `,
};
