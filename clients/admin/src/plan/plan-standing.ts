/** What a plan comes to for the person: each has words and a way on of its own (UI-15). */
export type Standing =
  | 'trial'
  | 'continuing'
  | 'paid'
  | 'cancelling'
  | 'coming'
  | 'pastDue'
  /** Ended for want of a payment, and it comes back with one: there is nothing to buy anew. */
  | 'unpaid'
  | 'ended'
  | 'freeGuest';

interface Tier {
  readonly slug: string;
}

/** What of a plan says how it stands. */
export interface StandingPlan {
  readonly tier: Tier;
  readonly isTrial: boolean;
  readonly isContinuing: boolean;
  readonly isEnded: boolean;
  readonly endedAt: string | null;
  readonly paymentTrouble: string | null;
}

/** What is known of what comes, by whoever pays. */
export interface StandingBilling {
  readonly isAvailable: boolean;
  readonly isSubscribed: boolean;
  readonly card: object | null;
  readonly cancelsAt: string | null;
  readonly coming: { readonly tier: Tier; readonly canBeWithdrawn: boolean } | null;
}

/** How a plan stands. `billing` is null for whoever does not pay: a cancellation is not seen then. */
export function standingOf(plan: StandingPlan, billing: StandingBilling | null): Standing {
  if (plan.isEnded && plan.paymentTrouble && billing?.isSubscribed) return 'unpaid';
  if (plan.tier.slug === 'free_guest' || plan.isEnded) return plan.endedAt ? 'ended' : 'freeGuest';
  if (plan.paymentTrouble) return 'pastDue';
  if (billing?.cancelsAt) return 'cancelling';
  // A tier that was chosen without a card does not come: the trial ends.
  if (plan.isTrial) return plan.isContinuing && !lacksCard(billing) ? 'continuing' : 'trial';
  return billing?.coming ? 'coming' : 'paid';
}

/** Whether there is a card to be added, and none is. */
export const lacksCard = (billing: Pick<StandingBilling, 'isAvailable' | 'card'> | null): boolean =>
  Boolean(billing?.isAvailable && !billing.card);
