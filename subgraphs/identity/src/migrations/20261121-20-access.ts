import type { SqlMigration } from '@offplan/kernel/database/migration';

/**
 * Ways to sign in and to get back in: resets, second factors, passkeys, Google. None is a tenant's: like users and sessions they belong to
 * a person or to a browser that has not signed in yet. Tokens are stored as SHA-256.
 */
export const access: SqlMigration = {
  name: '20261121-20-access',
  sql: `
-- Grows with each change of the account; events about it carry it.
alter table identity."user" add column version integer not null default 1;

-- When the person last proved who it is: the sign-in, or a renewed proof. The network is an address or, of IPv6, its /64.
alter table identity.session add column proven_at timestamptz;
alter table identity.session add column network text;
update identity.session set proven_at = created_at;
alter table identity.session alter column proven_at set not null;

-- A sign-in whose second factor is awaited. It opens nothing.
create table identity.half_sign_in (
  token_hash bytea primary key,
  user_id uuid not null references identity."user" (id),
  organisation_slug text,
  failures integer not null default 0,
  expires_at timestamptz not null
);
create index half_sign_in_by_user on identity.half_sign_in (user_id);
grant select, insert, update, delete on identity.half_sign_in to identity_app;

-- One a person: a newer link makes the older one useless.
create table identity.password_reset (
  user_id uuid primary key references identity."user" (id),
  token_hash bytea not null unique,
  expires_at timestamptz not null
);
grant select, insert, update, delete on identity.password_reset to identity_app;

create table identity.email_change (
  user_id uuid primary key references identity."user" (id),
  email text not null check (email = lower(email)),
  token_hash bytea not null unique,
  requested_at timestamptz not null,
  expires_at timestamptz not null
);
grant select, insert, update, delete on identity.email_change to identity_app;

-- An authenticator app (TOTP). A pending one does not replace the active one until a code of it was typed. No code of a step up to
-- last_step is taken again.
create table identity.authenticator (
  user_id uuid not null references identity."user" (id),
  state text not null check (state in ('pending', 'active')),
  sealed_secret bytea not null,
  last_step bigint not null default 0,
  created_at timestamptz not null,
  primary key (user_id, state)
);
grant select, insert, update, delete on identity.authenticator to identity_app;

create table identity.recovery_code (
  user_id uuid not null references identity."user" (id),
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);
grant select, insert, update, delete on identity.recovery_code to identity_app;

create table identity.passkey (
  id uuid primary key,
  user_id uuid not null references identity."user" (id),
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null check (length(name) between 1 and 60),
  is_synced boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_by_user on identity.passkey (user_id);
grant select, insert, update, delete on identity.passkey to identity_app;

-- A challenge is for one browser (the token is in its cookie), for one purpose, and used once.
create table identity.passkey_challenge (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('register', 'sign_in', 'second_factor', 'prove')),
  user_id uuid references identity."user" (id),
  challenge text not null,
  expires_at timestamptz not null
);
grant select, insert, delete on identity.passkey_challenge to identity_app;

-- Who somebody is at an OpenID Connect provider.
create table identity.external_identity (
  issuer text not null,
  subject text not null,
  user_id uuid not null references identity."user" (id),
  email text not null,
  linked_at timestamptz not null,
  primary key (issuer, subject),
  unique (user_id, issuer)
);
grant select, insert, delete on identity.external_identity to identity_app;

-- A way to the provider and back, for one browser (the token is in its cookie).
create table identity.external_sign_in (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('sign_in', 'link')),
  user_id uuid references identity."user" (id),
  state text not null,
  nonce text not null,
  code_verifier text not null,
  organisation_slug text,
  next text not null,
  expires_at timestamptz not null
);
grant select, insert, delete on identity.external_sign_in to identity_app;

-- Somebody whom a provider knows and we do not: what a sign-up may take from there.
create table identity.external_proof (
  token_hash bytea primary key,
  issuer text not null,
  subject text not null,
  email text not null check (email = lower(email)),
  name text,
  expires_at timestamptz not null
);
grant select, insert, delete on identity.external_proof to identity_app;
`,
};
