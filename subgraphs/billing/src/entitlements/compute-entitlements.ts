import type { Entitlements, TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type { PlanStanding } from '../plans/plan-standing.ts';
import type { Pricing } from '../plans/pricing.ts';
import { TRIAL } from '../plans/pricing-config.ts';

const isoOf = (date: Date | null) => date?.toISOString() ?? null;

/** What an Organisation may do, from where its plan stands (BIL-3). A running trial is Pro with its own limits (BIL-11). */
export function computeEntitlements(
  pricing: Pricing,
  standing: PlanStanding,
  { version, trialEndsAt, comingTier }: { version: number; trialEndsAt: Date | null; comingTier: TierSlug | null },
): Entitlements {
  const { tier, isTrial, status, isContinuing, endedPlan, isFrozen, paymentTrouble } = standing;
  return {
    version,
    tier,
    isTrial,
    trialEndsAt: isoOf(trialEndsAt),
    status,
    limits: isTrial ? TRIAL.limits : pricing.tierOf(tier).limits,
    features: pricing.featuresOf(tier),
    comingTier: status === 'active' ? comingTier : null,
    tierLimits: Object.fromEntries(pricing.tiers.map(({ slug, limits }) => [slug, limits])),
    isContinuing,
    endedAt: isoOf(standing.endedAt),
    endedPlan,
    isFrozen,
    paymentTrouble,
    graceEndsAt: isoOf(standing.graceEndsAt),
  };
}
