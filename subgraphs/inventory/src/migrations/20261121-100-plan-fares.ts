import type { SqlMigration } from '@offplan/kernel/database/migration';
import { planFaresSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';

/** How the plan fares: its end, its grace, whether it goes on. */
export const planFares: SqlMigration = {
  name: '20261121-100-plan-fares',
  sql: planFaresSql('inventory'),
};
