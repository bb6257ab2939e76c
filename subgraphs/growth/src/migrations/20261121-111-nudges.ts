import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** Successes of an Organisation that are worth a word, each once (GRO-32). */
export const nudges: SqlMigration = {
  name: '20261121-111-nudges',
  sql: `
create table growth.nudge (
  org_id uuid not null,
  key text not null check (key in ('first_publish', 'first_buyer_link', 'fifty_unit_views')),
  id uuid not null,
  project_id uuid not null,
  happened_at timestamptz not null,
  dismissed_at timestamptz,
  primary key (org_id, key)
);
${tenantTableSql('growth', 'nudge', 'select, insert, update')}

-- How often units of a project were looked at, until that is a success.
create table growth.unit_views (
  org_id uuid not null,
  project_id uuid not null,
  views integer not null,
  primary key (org_id, project_id)
);
${tenantTableSql('growth', 'unit_views', 'select, insert, update')}
`,
};
