import type { SubgraphName } from '../database/subgraph-roles.ts';
import { tenantTableSql } from '../database/tenant-sql.ts';

/** The table in which a subgraph keeps a copy of what billing published, so that it can enforce limits by itself (BIL-3). */
export function entitlementMirrorSql(subgraph: SubgraphName): string {
  return `
create table ${subgraph}.entitlement_mirror (
  org_id uuid primary key,
  version bigint not null,
  tier text not null,
  is_trial boolean not null,
  trial_ends_at timestamptz,
  status text not null,
  limits jsonb not null,
  features text[] not null
);
${tenantTableSql(subgraph, 'entitlement_mirror')}`;
}

/** What came to `entitlementMirrorSql` later: how a plan fares. A subgraph that begins to mirror takes all four. */
export function planFaresSql(subgraph: SubgraphName): string {
  return `
alter table ${subgraph}.entitlement_mirror
  add column is_continuing boolean not null default false,
  add column ended_at timestamptz,
  add column ended_plan text check (ended_plan in ('trial', 'paid')),
  add column is_frozen boolean not null default false,
  add column payment_trouble text check (payment_trouble in ('failed', 'needs_verification')),
  add column grace_ends_at timestamptz;`;
}

/** What came later still: the tier that is coming, and what each of them holds (BIL-23). */
export function planHoldsSql(subgraph: SubgraphName): string {
  return `
alter table ${subgraph}.entitlement_mirror
  add column coming_tier text,
  add column tier_limits jsonb not null default '{}';`;
}

/** And the least tier of each feature, for whoever is told that the plan lacks it (BIL-2). */
export function leastTiersSql(subgraph: SubgraphName): string {
  return `alter table ${subgraph}.entitlement_mirror add column least_tiers jsonb not null default '{}';`;
}
