import type { SqlMigration } from '@offplan/kernel/database/migration';
import { guestScopeSql, tenantFunctionsSql, tenantTableSql } from '@offplan/kernel/database/tenant-sql';
import { entitlementMirrorSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';
import { spineSql } from '@offplan/kernel/events/spine-sql';

const tenant = (table: string, grants?: string) => tenantTableSql('identity', table, grants);

/** Of a table of people: a guest in its host's scope sees the rows about itself and no others. */
const guestSeesItself = (table: string) => `
create policy guest_scope on identity.${table} as restrictive
  using ((select identity.current_projects()) is null or user_id = (select identity.current_person()));`;

/** People and sessions, Organisations, members, invitations and guest grants. */
export const people: SqlMigration = {
  name: '20261121-1-people',
  sql: `
${tenantFunctionsSql('identity')}
create function identity.current_token() returns bytea language sql stable as
  $$ select decode(nullif(current_setting('app.token_hash', true), ''), 'hex') $$;
${spineSql('identity')}
-- A guest in its host's scope has no business with what the host's team did here.
create policy guest_scope on identity.event as restrictive for select using ((select identity.current_projects()) is null);
${entitlementMirrorSql('identity')}

-- Not tenant tables: a person belongs to no Organisation or to several, a session to a person, and whoever tries to sign in has no
-- tenant yet. What of a person others may see is decided in code, in one place (users/visible-users.ts).
create table identity."user" (
  id uuid primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  password_hash text not null,
  locale text not null,
  terms_version text not null,
  terms_accepted_at timestamptz not null,
  terms_address text,
  created_at timestamptz not null
);
grant select, insert, update on identity."user" to identity_app;

create table identity.session (
  id uuid primary key,
  user_id uuid not null references identity."user" (id),
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  ended_at timestamptz,
  user_agent text
);
create index session_by_user on identity.session (user_id) where ended_at is null;
grant select, insert, update on identity.session to identity_app;

-- What counts against a rate limit: by hash, so that the table names nobody.
create table identity.attempt (
  id uuid primary key,
  kind text not null,
  key bytea not null,
  at timestamptz not null
);
create index attempt_by_key on identity.attempt (kind, key, at);
create index attempt_by_age on identity.attempt (at);
grant select, insert, delete on identity.attempt to identity_app;

-- Not a tenant table: these names are public host names, and asking whether one is free must see all of them (ID-24).
create table identity.organisation_slug (
  slug text primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) between 3 and 40),
  org_id uuid not null
);
grant select, insert on identity.organisation_slug to identity_app;

-- Its id is the tenant.
create table identity.organisation (
  id uuid primary key,
  slug text not null references identity.organisation_slug (slug),
  name text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  time_zone text not null,
  locale text not null,
  created_at timestamptz not null
);

create table identity.membership (
  org_id uuid not null references identity.organisation (id),
  id uuid not null,
  user_id uuid not null references identity."user" (id),
  role text not null check (role in ('owner', 'admin', 'sales_manager', 'sales_agent')),
  status text not null check (status in ('active', 'ended')),
  joined_at timestamptz not null,
  ended_at timestamptz,
  version integer not null,
  primary key (org_id, id)
);
-- ID-21: one Owner at any time, whatever races.
create unique index membership_owner on identity.membership (org_id) where role = 'owner' and status = 'active';
create unique index membership_person on identity.membership (org_id, user_id) where status = 'active';
create index membership_by_user on identity.membership (user_id) where status = 'active';
${tenant('membership', 'select, insert, update')}
create policy own on identity.membership for select using (user_id = (select identity.current_person()));
${guestSeesItself('membership')}

create table identity.invitation (
  org_id uuid not null references identity.organisation (id),
  id uuid not null,
  email text not null check (email = lower(email)),
  role text not null check (role in ('admin', 'sales_manager', 'sales_agent')),
  status text not null check (status in ('pending', 'accepted', 'revoked')),
  token_hash bytea not null,
  invited_by uuid not null references identity."user" (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  version integer not null,
  primary key (org_id, id)
);
create unique index invitation_pending on identity.invitation (org_id, email) where status = 'pending';
create index invitation_by_token on identity.invitation (token_hash);
${tenant('invitation', 'select, insert, update')}
create policy by_token on identity.invitation for select using (token_hash = (select identity.current_token()));
create policy guest_scope on identity.invitation as restrictive using ((select identity.current_projects()) is null);

create table identity.guest_grant (
  org_id uuid not null references identity.organisation (id),
  id uuid not null,
  project_id uuid not null,
  email text not null check (email = lower(email)),
  guest_org_id uuid references identity.organisation (id),
  capabilities text[] not null check (capabilities <@ '{sales,content}' and cardinality(capabilities) > 0),
  status text not null check (status in ('pending', 'active', 'withdrawn')),
  token_hash bytea not null,
  invited_by uuid not null references identity."user" (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  version integer not null,
  primary key (org_id, id),
  check (status <> 'active' or guest_org_id is not null)
);
create unique index guest_grant_pending on identity.guest_grant (org_id, project_id, email) where status = 'pending';
create unique index guest_grant_active on identity.guest_grant (org_id, project_id, guest_org_id) where status = 'active';
create index guest_grant_by_guest on identity.guest_grant (guest_org_id) where status = 'active';
create index guest_grant_by_token on identity.guest_grant (token_hash);
${tenant('guest_grant', 'select, insert, update')}
create policy by_token on identity.guest_grant for select using (token_hash = (select identity.current_token()));
create policy own_guest on identity.guest_grant for select using (status = 'active' and guest_org_id in
  (select org_id from identity.membership where user_id = (select identity.current_person()) and status = 'active'));
create policy guest_scope on identity.guest_grant as restrictive using ((select identity.current_projects()) is null or guest_org_id in
  (select org_id from identity.membership where user_id = (select identity.current_person()) and status = 'active'));

-- An Organisation is seen as the tenant, by its members wherever they are, by the guests it let in, and by the hosts whose guest it is.
-- The sub-queries are bound by the policies of the tables they read.
alter table identity.organisation enable row level security;
alter table identity.organisation force row level security;
create policy tenant on identity.organisation using (id = (select identity.current_org())) with check (id = (select identity.current_org()));
create policy known on identity.organisation for select using (id in (
  select org_id from identity.membership where user_id = (select identity.current_person()) and status = 'active'
  union all select org_id from identity.guest_grant where status = 'active'
  union all select guest_org_id from identity.guest_grant where guest_org_id is not null));
grant select, insert, update on identity.organisation to identity_app;

create table identity.workspace_visit (
  org_id uuid not null,
  user_id uuid not null,
  visited_at timestamptz not null,
  primary key (org_id, user_id)
);
${tenant('workspace_visit', 'select, insert, update')}
create policy own on identity.workspace_visit for select using (user_id = (select identity.current_person()));
${guestSeesItself('workspace_visit')}

-- Inventory's projects by name, for invitations of guests.
create table identity.project_name (
  org_id uuid not null,
  project_id uuid not null,
  name text not null,
  primary key (org_id, project_id)
);
${tenant('project_name', 'select, insert, update')}
${guestScopeSql('identity', 'project_name', 'project_id')}
`,
};
