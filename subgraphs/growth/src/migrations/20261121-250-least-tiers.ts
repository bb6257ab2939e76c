import type { SqlMigration } from '@offplan/kernel/database/migration';
import { leastTiersSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';

/** With which tier each feature begins. */
export const leastTiers: SqlMigration = {
  name: '20261121-250-least-tiers',
  sql: leastTiersSql('growth'),
};
