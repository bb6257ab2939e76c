import type { SubgraphName } from '../database/subgraph-roles.ts';
import type { EventConsumer } from '../events/consumer.ts';
import { ENTITLEMENTS_CHANGED } from './entitlements.ts';

/** Keeps the mirror of a subgraph. Events may arrive late or twice: an older version never replaces a newer one. */
export function entitlementConsumer(subgraph: SubgraphName): EventConsumer {
  return {
    name: 'entitlement_mirror',
    types: [ENTITLEMENTS_CHANGED],
    async apply(tx, event) {
      await tx.query(
        `insert into ${subgraph}.entitlement_mirror as mirror (org_id, version, tier, is_trial, trial_ends_at, status, limits, features,
           is_continuing, ended_at, ended_plan, is_frozen, payment_trouble, grace_ends_at, coming_tier, tier_limits, least_tiers)
         select ?, version, tier, "isTrial", "trialEndsAt", status, limits, features, coalesce("isContinuing", false), "endedAt", "endedPlan",
           coalesce("isFrozen", false), "paymentTrouble", "graceEndsAt", "comingTier", coalesce("tierLimits", '{}'),
           coalesce("leastTiers", '{}')
         from jsonb_to_record(?::jsonb) as r(version bigint, tier text, "isTrial" boolean, "trialEndsAt" timestamptz, status text,
           limits jsonb, features text[], "isContinuing" boolean, "endedAt" timestamptz, "endedPlan" text, "isFrozen" boolean,
           "paymentTrouble" text, "graceEndsAt" timestamptz, "comingTier" text, "tierLimits" jsonb, "leastTiers" jsonb)
         on conflict (org_id) do update set version = excluded.version, tier = excluded.tier, is_trial = excluded.is_trial,
           trial_ends_at = excluded.trial_ends_at, status = excluded.status, limits = excluded.limits, features = excluded.features,
           is_continuing = excluded.is_continuing, ended_at = excluded.ended_at, ended_plan = excluded.ended_plan,
           is_frozen = excluded.is_frozen, payment_trouble = excluded.payment_trouble, grace_ends_at = excluded.grace_ends_at,
           coming_tier = excluded.coming_tier, tier_limits = excluded.tier_limits,
           least_tiers = excluded.least_tiers
         where mirror.version < excluded.version`,
        [event.orgId, JSON.stringify(event.data.after)],
      );
    },
  };
}
