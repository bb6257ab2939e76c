import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { isUnpaid, type SubscriptionStatus } from '../plans/plan-standing.ts';
import type { Pricing } from '../plans/pricing.ts';
import type { PlanChange } from './plan-change.ts';
import { PlanChangeKind } from './plan-change-view.ts';
import { RUNNING_STATUSES } from './running-subscription.ts';

/** How a plan changes to another: that follows from whether it is paid yet. */
export function kindOf(
  pricing: Pricing,
  { status, tier: from }: { status: SubscriptionStatus; tier: TierSlug },
  to: TierSlug,
): PlanChangeKind {
  if (status === 'trialing') return PlanChangeKind.AT_TRIAL_END;
  return pricing.tierOf(to).rank > pricing.tierOf(from).rank ? PlanChangeKind.UPGRADE : PlanChangeKind.DOWNGRADE;
}

/** A subscription, as it was last told of or as Stripe has it now. */
interface PlanStanding {
  id: string;
  status: SubscriptionStatus;
  tier: TierSlug;
  cancelsAt: Date | null;
  periodEndsAt: Date;
}

/**
 * Whether a change would still do and cost what was shown (BIL-22): the same subscription, plan, kind and period, all paid, and nobody has
 * cancelled meanwhile, which a plan to come would silently take back (BIL-25).
 */
export function isAsPreviewed(pricing: Pricing, change: PlanChange, now: PlanStanding): boolean {
  return (
    now.id === change.subscriptionId &&
    RUNNING_STATUSES.has(now.status) &&
    !isUnpaid(now.status) &&
    now.tier === change.fromTier &&
    !now.cancelsAt &&
    now.periodEndsAt.getTime() === change.nextInvoiceAt.getTime() &&
    kindOf(pricing, now, change.toTier) === change.kind
  );
}
