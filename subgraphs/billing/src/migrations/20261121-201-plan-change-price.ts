import type { SqlMigration } from '@offplan/kernel/database/migration';

/** The price that a change of plan was reckoned with: what is sold may have another one when it is carried out. */
export const planChangePrice: SqlMigration = {
  name: '20261121-201-plan-change-price',
  sql: 'alter table billing.plan_change add column price_id text',
};
