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
  primary key (org_id, id)
);
${tenantTableSql('billing', 'subscription', 'select, insert, update')}
`,
};
