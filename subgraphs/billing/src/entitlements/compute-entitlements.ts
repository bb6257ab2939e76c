import type { Entitlements, PlanLimits, TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type { PlanStanding } from '../plans/plan-standing.ts';
import type { Pricing } from '../plans/pricing.ts';
import { FEATURES, TRIAL } from '../plans/pricing-config.ts';

const isoOf = (date: Date | null) => date?.toISOString() ?? null;

/** What an Organisation may do, from where its plan stands (BIL-3). A running trial is Pro with its own limits (BIL-11). `given`: the limits that an Operator has agreed upon, in place of the tier's. */
export function computeEntitlements(
  pricing: Pricing,
  standing: PlanStanding,
  {
    version,
    trialEndsAt,
    comingTier,
    given,
  }: { version: number; trialEndsAt: Date | null; comingTier: TierSlug | null; given: Partial<PlanLimits> | null },
): Entitlements {
  const { tier, isTrial, status, isContinuing, endedPlan, isFrozen, paymentTrouble } = standing;
  return {
    version,
    tier,
    isTrial,
    trialEndsAt: isoOf(trialEndsAt),
    status,
    limits: isTrial ? TRIAL.limits : { ...pricing.tierOf(tier).limits, ...given },
    features: pricing.featuresOf(tier),
    comingTier: status === 'active' ? comingTier : null,
    tierLimits: Object.fromEntries(pricing.tiers.map(({ slug, limits }) => [slug, limits])),
    leastTiers: Object.fromEntries(FEATURES.map((feature) => [feature, pricing.leastTierOf(feature)])),
    isContinuing,
    endedAt: isoOf(standing.endedAt),
    endedPlan,
    isFrozen,
    paymentTrouble,
    graceEndsAt: isoOf(standing.graceEndsAt),
  };
}
