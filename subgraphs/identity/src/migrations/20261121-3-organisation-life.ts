import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** Statuses and slugs of Organisations, offers of ownership, managers, invitations by slug, and sign-ups that wait for their mail. */
export const organisationLife: SqlMigration = {
  name: '20261121-3-organisation-life',
  sql: `
-- A name in use belongs to an Organisation (until is null). A former one keeps leading to it until its time is over (ID-25), one of a
-- deleted Organisation leads nowhere and stays blocked (ID-28); after that anybody may take it.
alter table identity.organisation_slug
  add column until timestamptz,
  add column leads boolean not null default true,
  -- When the Organisation is deleted, of a closed one (ID-27): here it is found without knowing its tenant.
  add column deletes_at timestamptz;
create index organisation_slug_by_deletion on identity.organisation_slug (deletes_at) where deletes_at is not null;
create index organisation_slug_by_org on identity.organisation_slug (org_id);
grant update on identity.organisation_slug to identity_app;

alter table identity.organisation
  add column status text not null default 'active' check (status in ('active', 'suspended', 'free_guest_archived', 'deleting', 'deleted')),
  add column version integer not null default 1,
  -- Since when it has its slug: creation or the last change (ID-25).
  add column slug_since timestamptz,
  add column last_activity_at timestamptz,
  -- Set once, at creation (ID-20).
  add column referred_by_user_id uuid references identity."user" (id),
  -- When a closed Organisation is deleted (ID-27).
  add column deletes_at timestamptz,
  -- Whether money was ever paid: from then on ownership moves by an Operator's hand (ID-22).
  add column has_paid boolean not null default false;
update identity.organisation set slug_since = created_at, last_activity_at = created_at;
alter table identity.organisation alter column slug_since set not null, alter column last_activity_at set not null;

alter table identity.membership add column manager_user_id uuid references identity."user" (id);
create index membership_by_manager on identity.membership (org_id, manager_user_id) where status = 'active';

create table identity.ownership_offer (
  org_id uuid not null references identity.organisation (id),
  id uuid not null,
  user_id uuid not null references identity."user" (id),
  offered_by uuid not null references identity."user" (id),
  status text not null check (status in ('pending', 'accepted', 'withdrawn')),
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  version integer not null,
  primary key (org_id, id)
);
create unique index ownership_offer_pending on identity.ownership_offer (org_id) where status = 'pending';
create index ownership_offer_by_token on identity.ownership_offer (token_hash);
${tenantTableSql('identity', 'ownership_offer', 'select, insert, update')}
create policy by_token on identity.ownership_offer for select using (token_hash = (select identity.current_token()));
create policy guest_scope on identity.ownership_offer as restrictive using ((select identity.current_projects()) is null);

alter table identity.invitation add column sent_at timestamptz;
update identity.invitation set sent_at = created_at;
alter table identity.invitation alter column sent_at set not null;
alter table identity.guest_grant add column sent_at timestamptz;
update identity.guest_grant set sent_at = created_at;
alter table identity.guest_grant alter column sent_at set not null;

-- An offer to an Organisation named by its slug is for whoever owns or administers it then.
alter table identity.guest_grant add column invited_org_id uuid references identity.organisation (id);

-- A hash is missing for people who sign in by another provider only.
alter table identity."user" alter column password_hash drop not null;

-- Sign-ups of path A that wait for their mail (ID-3): nothing else exists of them. Not a tenant table: there is no tenant yet.
create table identity.pending_sign_up (
  id uuid primary key,
  token_hash bytea not null unique,
  -- Of the cookie of the browser that signed up: from there the link alone confirms, from elsewhere the password is asked for.
  browser_hash bytea not null,
  email text not null check (email = lower(email)),
  name text not null,
  password_hash text not null,
  locale text not null,
  organisation_name text not null,
  slug text not null,
  country text not null,
  terms_version text not null,
  terms_accepted_at timestamptz not null,
  terms_address text,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index pending_sign_up_by_email on identity.pending_sign_up (email);
create index pending_sign_up_by_age on identity.pending_sign_up (expires_at);
grant select, insert, delete on identity.pending_sign_up to identity_app;

-- What Operators let through although a check of sign-ups would refuse it (ID-10).
create table identity.sign_up_allowance (
  kind text not null check (kind in ('domain', 'email', 'network')),
  value text not null,
  until timestamptz,
  note text not null,
  primary key (kind, value)
);
grant select on identity.sign_up_allowance to identity_app;

-- What registries said of a domain, so that they are not asked again and again.
create table identity.domain_age (
  domain text primary key,
  registered_at timestamptz,
  asked_at timestamptz not null
);
grant select, insert, update on identity.domain_age to identity_app;
`,
};
