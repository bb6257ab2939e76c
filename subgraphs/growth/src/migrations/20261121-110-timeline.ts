import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/** What happens around the end of a trial or plan (GRO-1), and what of an Organisation decides when. */
export const timeline: SqlMigration = {
  name: '20261121-110-timeline',
  sql: `
create table growth.organisation (
  org_id uuid primary key,
  time_zone text not null default 'UTC',
  status text not null default 'active'
);
${tenantTableSql('growth', 'organisation', 'select, insert, update')}

-- One trial, or one paid plan from its end on; a further one is another cycle. ends_at moves when a trial is extended (GRO-2).
create table growth.timeline_cycle (
  org_id uuid not null,
  cycle integer not null,
  plan text not null check (plan in ('trial', 'paid')),
  ends_at timestamptz not null,
  has_ended boolean not null,
  is_continuing boolean not null,
  is_open boolean not null,
  -- Of the Organisation's timeline: grows with each change, over all its cycles.
  version integer not null,
  primary key (org_id, cycle)
);
create unique index timeline_open on growth.timeline_cycle (org_id) where is_open;
${tenantTableSql('growth', 'timeline_cycle', 'select, insert, update')}

create table growth.timeline_step (
  org_id uuid not null,
  cycle integer not null,
  step text not null,
  state text not null check (state in ('planned', 'done', 'skipped', 'cancelled')),
  due_at timestamptz not null,
  done_at timestamptz,
  -- Why it was skipped or cancelled.
  reason text,
  primary key (org_id, cycle, step),
  foreign key (org_id, cycle) references growth.timeline_cycle,
  check ((state = 'planned') = (done_at is null)),
  check ((state in ('skipped', 'cancelled')) = (reason is not null))
);
${tenantTableSql('growth', 'timeline_step', 'select, insert, update')}
`,
};
