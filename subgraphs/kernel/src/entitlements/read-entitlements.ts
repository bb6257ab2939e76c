import type { EntityManager } from '@mikro-orm/postgresql';
import { Transaction } from '../database/subgraph-database.ts';
import type { EndedPlan, Entitlements, PaymentTrouble, PlanLimits, PlanStatus, TierSlug } from './entitlements.ts';

/**
 * The mirrored entitlements of an Organisation, or null while billing has not published any (PLAN_PENDING). With `lock` the row stays
 * locked until the transaction ends: whoever counts against a limit next waits, so that two at once cannot both take the last place.
 */
export async function readEntitlements(
  source: Transaction | EntityManager,
  orgId: string,
  options: { lock?: boolean } = {},
): Promise<Entitlements | null> {
  const em = source instanceof Transaction ? source.em : source;
  const rows = (await em.execute(
    `select version, tier, is_trial, trial_ends_at, status, limits, features, is_continuing, ended_at, ended_plan, is_frozen, payment_trouble,
       grace_ends_at, coming_tier, tier_limits, least_tiers from ${em.config.get('schema')}.entitlement_mirror
     where org_id = ? ${options.lock ? 'for update' : ''}`,
    [orgId],
  )) as MirrorRow[];
  const row = rows[0];
  if (!row) return null;
  return {
    version: Number(row.version),
    tier: row.tier,
    isTrial: row.is_trial,
    trialEndsAt: isoOf(row.trial_ends_at),
    status: row.status,
    limits: row.limits,
    features: row.features,
    comingTier: row.coming_tier,
    tierLimits: row.tier_limits,
    leastTiers: row.least_tiers,
    isContinuing: row.is_continuing,
    endedAt: isoOf(row.ended_at),
    endedPlan: row.ended_plan,
    isFrozen: row.is_frozen,
    paymentTrouble: row.payment_trouble,
    graceEndsAt: isoOf(row.grace_ends_at),
  };
}

const isoOf = (value: Date | string | null) => (value === null ? null : new Date(value).toISOString());

interface MirrorRow {
  version: string;
  tier: TierSlug;
  is_trial: boolean;
  trial_ends_at: Date | string | null;
  status: PlanStatus;
  limits: PlanLimits;
  features: string[];
  is_continuing: boolean;
  ended_at: Date | string | null;
  ended_plan: EndedPlan | null;
  is_frozen: boolean;
  payment_trouble: PaymentTrouble | null;
  grace_ends_at: Date | string | null;
  coming_tier: TierSlug | null;
  tier_limits: Partial<Record<TierSlug, PlanLimits>>;
  least_tiers: Partial<Record<string, TierSlug>>;
}
