import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { isUnpaid, type SubscriptionStatus } from '../plans/plan-standing.ts';
import type { Pricing } from '../plans/pricing.ts';
import type { PlanChange } from './plan-change.ts';
import { PlanChangeKind } from './plan-change-view.ts';
import { RUNNING_STATUSES } from './running-subscription.ts';

/** How a plan changes to another: that follows from whether it is paid yet, and whether anything is charged at present. */
export function kindOf(
  pricing: Pricing,
  { status, tier: from }: { status: SubscriptionStatus; tier: TierSlug },
  { to, isSuspended }: { to: TierSlug; isSuspended: boolean },
): PlanChangeKind {
  if (status === 'trialing') return PlanChangeKind.AT_TRIAL_END;
  if (pricing.tierOf(to).rank <= pricing.tierOf(from).rank) return PlanChangeKind.DOWNGRADE;
  return isSuspended ? PlanChangeKind.AT_RELEASE : PlanChangeKind.UPGRADE;
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
 * cancelled meanwhile, which a plan to come would silently take back (BIL-25). One that waits for the end of a suspension is for whichever
 * period runs then; what it costs is asked when it comes.
 */
export function isAsPreviewed(pricing: Pricing, change: PlanChange, now: PlanStanding): boolean {
  const isForRelease = change.kind === PlanChangeKind.AT_RELEASE;
  return (
    now.id === change.subscriptionId &&
    RUNNING_STATUSES.has(now.status) &&
    !isUnpaid(now.status) &&
    now.tier === change.fromTier &&
    !now.cancelsAt &&
    (isForRelease || now.periodEndsAt.getTime() === change.nextInvoiceAt.getTime()) &&
    kindOf(pricing, now, { to: change.toTier, isSuspended: isForRelease }) === change.kind
  );
}
