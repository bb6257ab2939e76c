import type { SqlMigration } from '@offplan/kernel/database/migration';
import { guestScopeSql, tenantTableSql } from '@offplan/kernel/database/tenant-sql';

const tenant = (table: string) => tenantTableSql('inventory', table);

/** Imports of unit lists, the mapping that a project remembers, and what a list says of a unit that had no column yet. */
export const imports: SqlMigration = {
  name: '20261121-2-imports',
  sql: `
alter table inventory.unit add column section text, add column layout text;

create table inventory.unit_import (
  org_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  created_by uuid not null,
  created_at timestamptz not null,
  version integer not null default 1,
  file_name text not null,
  format text not null check (format in ('csv', 'xlsx', 'json')),
  -- Null once imported: nobody needs the file any more, and it may name buyers.
  content bytea,
  state text not null default 'staged' check (state in ('staged', 'previewed', 'running', 'done', 'failed')),
  sheets jsonb not null,
  mapping jsonb not null,
  options jsonb not null,
  preview jsonb,
  problems jsonb,
  changes jsonb,
  flips jsonb,
  idempotency_key text,
  skips_wrong_rows boolean not null default false,
  keeps_mapping boolean not null default false,
  starter jsonb,
  attempts integer not null default 0,
  progress_done integer not null default 0,
  progress_total integer not null default 0,
  result jsonb,
  failure jsonb,
  finished_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, project_id) references inventory.project (org_id, id)
);
create index unit_import_by_project on inventory.unit_import (org_id, project_id, id desc);
${tenant('unit_import')}
${guestScopeSql('inventory', 'unit_import', 'project_id')}

create table inventory.import_mapping (
  org_id uuid not null,
  project_id uuid not null,
  mapping jsonb not null,
  unreleased_words jsonb not null,
  kept_at timestamptz not null,
  primary key (org_id, project_id),
  foreign key (org_id, project_id) references inventory.project (org_id, id)
);
${tenant('import_mapping')}
${guestScopeSql('inventory', 'import_mapping', 'project_id')}
`,
};
