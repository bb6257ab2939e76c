import { type Cap, type Entitlements, type PlanLimits, TIER_SLUGS, type TierSlug } from './entitlements.ts';

/** What is to be known of a plan to say what fits it. */
export type HeldPlan = Pick<Entitlements, 'tier' | 'status' | 'limits' | 'tierLimits'>;

/**
 * Whether a thing is beyond a plan that runs (BIL-23): `place` is its place among those that the cap counts, from 1. A plan that has ended
 * holds nothing, and says so by itself (BIL-18).
 */
export function isBeyond({ status, limits }: Pick<HeldPlan, 'status' | 'limits'>, cap: Cap, place: number): boolean {
  const limit = limits[cap];
  return status === 'active' && limit !== null && place > limit;
}

/** The least tier, from the present one, whose limit holds that many; null when none is known to. */
export function leastTierFor(
  { tier, tierLimits }: Pick<HeldPlan, 'tier' | 'tierLimits'>,
  cap: Cap,
  many: number,
): TierSlug | null {
  return (
    TIER_SLUGS.slice(TIER_SLUGS.indexOf(tier)).find((slug) => {
      const limits = tierLimits[slug];
      return limits !== undefined && (limits[cap] === null || limits[cap] >= many);
    }) ?? null
  );
}

/** What is counted against: the limits of a tier that is asked about, else of the coming one, else those in force (BIL-23). */
export function limitsToFit(
  { limits, tierLimits, comingTier }: Pick<Entitlements, 'limits' | 'tierLimits' | 'comingTier'>,
  asked: TierSlug | null = null,
): PlanLimits {
  const tier = asked ?? comingTier;
  return (tier && tierLimits[tier]) ?? limits;
}
