import type { SqlMigration } from '@offplan/kernel/database/migration';
import { planHoldsSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';

/** What the tiers hold, and the one that is coming. */
export const planHolds: SqlMigration = {
  name: '20261121-130-plan-holds',
  sql: planHoldsSql('growth'),
};
