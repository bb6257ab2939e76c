import type { SqlMigration } from '@offplan/kernel/database/migration';
import { planHoldsSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';

/** Members and guests that the Owner keeps when a plan does not hold all of them (BIL-23). */
export const whatStays: SqlMigration = {
  name: '20261121-130-what-stays',
  sql: `
${planHoldsSql('identity')}
alter table identity.membership add column kept_at timestamptz;
alter table identity.guest_grant add column kept_at timestamptz;`,
};
