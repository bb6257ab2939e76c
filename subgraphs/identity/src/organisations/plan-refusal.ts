import { type Entitlements, TIER_SLUGS } from '@offplan/kernel/entitlements/entitlements';
import { NotPermitted, NotPermittedReason } from '@offplan/kernel/graphql/user-errors';

/** The refusal when a workspace's plan does not allow a change: not published yet, ended (BIL-18), or without the feature (BIL-2). */
export function planRefusal(entitlements: Entitlements | null, feature?: string): NotPermitted | null {
  if (!entitlements) return new NotPermitted(NotPermittedReason.PLAN_PENDING);
  if (entitlements.status === 'ended') return new NotPermitted(NotPermittedReason.PLAN_ENDED);
  if (feature && !entitlements.features.includes(feature))
    return new NotPermitted(NotPermittedReason.FEATURE, entitlements.leastTiers[feature] ?? null);
  return null;
}

/** The tier to offer when a limit is reached: from the trial the plan that it shows, else the next one; null at the top. */
export function upgradeFrom({ tier, isTrial }: Entitlements): string | null {
  if (isTrial) return tier;
  return TIER_SLUGS[TIER_SLUGS.indexOf(tier) + 1] ?? null;
}
