import type { SqlMigration } from '@offplan/kernel/database/migration';

/** What is booked of a source may be taken back, once too; and until when the books were compared with Stripe's. */
export const revenue: SqlMigration = {
  name: '20261121-141-revenue',
  sql: `
alter table billing.revenue
  drop constraint revenue_kind_check,
  add constraint revenue_kind_check check (kind in
    ('paid', 'refunded', 'refund_failed', 'credited', 'credit_voided', 'dispute_lost', 'dispute_won_back')),
  drop constraint revenue_pkey,
  add primary key (org_id, source_id, kind);

create table billing.comparison (
  name text primary key,
  compared_until timestamptz not null,
  -- By currency, in minor units: what had moved at Stripe since the time before, and what was booked of it.
  sums jsonb not null
);
grant select, insert, update on billing.comparison to billing_app;
`,
};
