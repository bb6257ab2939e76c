import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** Views: somebody of the team looks at the workspace with the eyes of an agent or of a guest, for a while, in one session. */
export const viewAs: SqlMigration = {
  name: '20261121-40-view-as',
  sql: `
create table identity.view_as (
  org_id uuid not null references identity.organisation (id),
  id uuid not null,
  session_id uuid not null references identity.session (id),
  user_id uuid not null references identity."user" (id),
  agent_user_id uuid references identity."user" (id),
  guest_org_id uuid,
  project_id uuid,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (org_id, id),
  check ((agent_user_id is null) = (guest_org_id is not null) and (guest_org_id is null) = (project_id is null))
);
-- A session looks with one pair of eyes at a time.
create unique index view_as_open on identity.view_as (org_id, session_id) where ended_at is null;
${tenantTableSql('identity', 'view_as', 'select, insert, update')}
create policy guest_scope on identity.view_as as restrictive using ((select identity.current_projects()) is null);
`,
};
