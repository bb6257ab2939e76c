import type { SqlMigration } from '@offplan/kernel/database/migration';

/** The newest card that somebody has set on a page of Stripe's, as soon as it is about to be used: an older one is used no more (BIL-31). */
export const checkoutCard: SqlMigration = {
  name: '20261121-170-checkout-card',
  sql: `
    alter table billing.billing_account add column checkout_card text, add column checkout_card_at timestamptz;
  `,
};
