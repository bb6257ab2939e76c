import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** Links with which the Owner of an archived Organisation brings it back (BIL-29). */
export const restoreLinks: SqlMigration = {
  name: '20261121-143-restore-links',
  sql: `
create table identity.restore_link (
  org_id uuid not null,
  id uuid not null,
  -- The Owner to whom it was mailed.
  user_id uuid not null references identity."user" (id),
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- When the Organisation came back: from then on it opens nothing.
  used_at timestamptz,
  primary key (org_id, id)
);
create index restore_link_by_token on identity.restore_link (token_hash);
${tenantTableSql('identity', 'restore_link', 'select, insert, update')}
create policy by_token on identity.restore_link for select using (token_hash = (select identity.current_token()));
create policy guest_scope on identity.restore_link as restrictive using ((select identity.current_projects()) is null);`,
};
