import { agendaSql } from '@offplan/kernel/agenda/agenda-sql';
import type { SqlMigration } from '@offplan/kernel/database/migration';
import { planFaresSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';

/** How the plan fares (its end, its grace, whether it goes on), and what growth does about it when. */
export const planFares: SqlMigration = {
  name: '20261121-100-plan-fares',
  sql: `${planFaresSql('growth')}
${agendaSql('growth')}`,
};
