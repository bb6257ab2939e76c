import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantFunctionsSql, tenantTableSql } from '@offplan/kernel/database/tenant-sql';
import { entitlementMirrorSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';
import { spineSql } from '@offplan/kernel/events/spine-sql';

/** The activity of each project by day, counted from events. */
export const activity: SqlMigration = {
  name: '20261121-1-activity',
  sql: `
${tenantFunctionsSql('growth')}
${spineSql('growth')}
${entitlementMirrorSql('growth')}

create table growth.project_day (
  org_id uuid not null,
  project_id uuid not null,
  day date not null,
  flips integer not null default 0,
  conflicts integer not null default 0,
  imports integer not null default 0,
  primary key (org_id, project_id, day)
);
${tenantTableSql('growth', 'project_day', 'select, insert, update')}
`,
};
