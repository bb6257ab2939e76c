import { agendaSql } from '@offplan/kernel/agenda/agenda-sql';
import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** What billing knows of Stripe's customers and subscriptions, and when it looks at a plan again. */
export const stripe: SqlMigration = {
  name: '20261121-100-stripe',
  sql: `
${agendaSql('billing')}

alter table billing.billing_account
  add column name text not null default '',
  add column country text not null default '',
  add column currency text not null default 'usd' check (currency in ('usd', 'eur', 'aed')),
  add column owner_user_id uuid,
  add column owner_email text,
  add column stripe_customer_id text,
  add column given_tier text,
  add column chosen_tier text,
  add column invoice_reference text check (char_length(invoice_reference) <= 140),
  add column card jsonb,
  add column next_charge integer,
  add column pages_opened integer not null default 0,
  add column synced_ticket bigint not null default 0,
  add column published jsonb;
-- Whose a customer of Stripe's is: what Stripe tells names the customer alone.
create table billing.stripe_customer (
  customer_id text primary key,
  org_id uuid not null references billing.billing_account (org_id)
);
grant select, insert on billing.stripe_customer to billing_app;
-- Nobody could pay so far: a tier other than Free Guest was given by hand.
update billing.billing_account set given_tier = tier where tier <> 'free_guest';
alter table billing.billing_account drop column tier, drop column is_trial_over;
-- What was published last stands in the last event about it.
update billing.billing_account a set published = (select e.data -> 'after' from billing.event e
  where e.org_id = a.org_id and e.type = 'entitlements.changed' order by e.position desc limit 1);
insert into billing.agenda (org_id, key, task, due_at, payload, not_before)
  select org_id, 'review_plan', 'billing.review_plan', now(), '{}', now() from billing.billing_account;

create table billing.subscription (
  org_id uuid not null references billing.billing_account (org_id),
  id text not null,
  item_id text not null,
  status text not null,
  tier text not null,
  currency text not null,
  created_at timestamptz not null,
  trial_ends_at timestamptz,
  period_starts_at timestamptz not null,
  period_ends_at timestamptz not null,
  cancels_at timestamptz,
  ended_at timestamptz,
  has_payment_method boolean not null,
  next_tier text,
  next_tier_at timestamptz,
  schedule_id text,
  trouble_since timestamptz,
  trouble text check (trouble in ('failed', 'needs_verification')),
  open_invoice_url text,
  is_update_pending boolean not null,
  primary key (org_id, id)
);
${tenantTableSql('billing', 'subscription', 'select, insert, update')}

create table billing.invoice (
  org_id uuid not null references billing.billing_account (org_id),
  id text not null,
  number text,
  status text not null check (status in ('open', 'paid', 'void', 'uncollectible')),
  total bigint not null,
  amount_paid bigint not null,
  currency text not null,
  created_at timestamptz not null,
  url text,
  pdf_url text,
  primary key (org_id, id)
);
create index invoice_newest on billing.invoice (org_id, created_at desc, id desc);
${tenantTableSql('billing', 'invoice', 'select, insert, update')}

-- The journal of what was confirmed: the calls to Stripe have their keys of it (BIL-35).
create table billing.plan_change (
  org_id uuid not null references billing.billing_account (org_id),
  id uuid not null,
  state text not null check (state in ('previewed', 'confirmed', 'awaiting_payment', 'done', 'failed')),
  kind text not null check (kind in ('upgrade', 'downgrade', 'at_trial_end')),
  from_tier text not null,
  to_tier text not null,
  subscription_id text not null,
  proration_at timestamptz not null,
  takes_effect_at timestamptz not null,
  currency text not null,
  due_today integer not null,
  next_invoice integer not null,
  next_invoice_at timestamptz not null,
  lines jsonb not null,
  payment_url text,
  created_at timestamptz not null,
  primary key (org_id, id)
);
${tenantTableSql('billing', 'plan_change')}

-- Each asking of Stripe takes a number first; an answer is written only when none of a later number was (BIL-31).
create sequence billing.sync_ticket;
grant usage on sequence billing.sync_ticket to billing_app;

-- What Stripe has told, by the ids alone: what the object is like is asked for when the event is processed.
create table billing.stripe_event (
  id text primary key,
  type text not null,
  object_id text not null,
  customer_id text,
  charge_id text,
  created_at timestamptz not null,
  received_at timestamptz not null,
  state text not null default 'received' check (state in ('received', 'done', 'parked')),
  attempts integer not null default 0,
  outcome text,
  error text,
  finished_at timestamptz
);
create index stripe_event_open on billing.stripe_event (received_at) where state <> 'done';
create index stripe_event_finished on billing.stripe_event (finished_at) where state = 'done';
grant select, insert, update, delete on billing.stripe_event to billing_app;

create table billing.refused_stripe_event (
  day date not null,
  reason text not null,
  times integer not null,
  primary key (day, reason)
);
grant select, insert, update, delete on billing.refused_stripe_event to billing_app;

create table billing.done_once (
  org_id uuid not null,
  key text not null,
  done_at timestamptz not null,
  primary key (org_id, key)
);
${tenantTableSql('billing', 'done_once', 'select, insert')}

-- Money that has moved, on a cash basis, once a source (BIL-40).
create table billing.revenue (
  org_id uuid not null,
  source_id text not null,
  kind text not null check (kind in ('paid', 'refunded', 'credited', 'dispute_lost', 'dispute_won_back')),
  amount bigint not null,
  currency text not null,
  occurred_at timestamptz not null,
  primary key (org_id, source_id)
);
${tenantTableSql('billing', 'revenue', 'select, insert')}

create table billing.dispute (
  org_id uuid not null references billing.billing_account (org_id),
  id text not null,
  charge_id text not null,
  status text not null,
  reason text not null,
  amount bigint not null,
  currency text not null,
  created_at timestamptz not null,
  evidence_due_at timestamptz,
  -- What an Operator has written down of a lost one (BIL-45).
  settlement text check (settlement in ('settled', 'declined')),
  updated_at timestamptz not null,
  primary key (org_id, id)
);
${tenantTableSql('billing', 'dispute', 'select, insert, update')}

create table billing.suspension_cause (
  org_id uuid not null references billing.billing_account (org_id),
  cause text not null,
  since timestamptz not null,
  primary key (org_id, cause)
);
${tenantTableSql('billing', 'suspension_cause')}
`,
};
