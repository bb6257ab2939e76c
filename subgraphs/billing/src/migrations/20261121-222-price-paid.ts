import type { SqlMigration } from '@offplan/kernel/database/migration';

/** What a subscription costs in a month: whoever bought at an older price goes on paying it. Null until Stripe was asked again. */
export const pricePaid: SqlMigration = {
  name: '20261121-222-price-paid',
  sql: `
    alter table billing.subscription add column monthly_price integer;
  `,
};
