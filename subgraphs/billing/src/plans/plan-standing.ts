import type { EndedPlan, PaymentTrouble, PlanStatus, TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { FREEZE_DAYS, TRIAL } from './pricing-config.ts';

/** Stripe's states of a subscription, from the one that counts most. Its own type is open to states to come; one that is not here is nobody's to guess at. */
export const SUBSCRIPTION_STATUSES = [
  'active',
  'past_due',
  'trialing',
  'unpaid',
  'paused',
  'incomplete',
  'canceled',
  'incomplete_expired',
] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** Whether an invoice of the plan is open and its payment is missing; also of a state that Stripe has added since. */
export const isUnpaid = (status: string): boolean => status === 'past_due' || status === 'unpaid';

/** What a subscription says about the plan. */
export interface SubscriptionFacts {
  status: SubscriptionStatus;
  tier: TierSlug;
  createdAt: Date;
  trialEndsAt: Date | null;
  endedAt: Date | null;
  hasPaymentMethod: boolean;
  trouble: PaymentTrouble | null;
  troubleSince: Date | null;
}

/** Everything that a plan depends on, beside the time. */
export interface PlanFacts {
  trialEndsAt: Date | null;
  chosenTier: TierSlug | null;
  givenTier: TierSlug | null;
  subscriptions: readonly SubscriptionFacts[];
  /** For how many days access stays without payment; null: for as long as Stripe tries (BIL-41). */
  graceDays: number | null;
}

/** Where a plan stands at a moment, and when that changes by itself. */
export interface PlanStanding {
  tier: TierSlug;
  isTrial: boolean;
  status: PlanStatus;
  isContinuing: boolean;
  endedAt: Date | null;
  endedPlan: EndedPlan | null;
  isFrozen: boolean;
  paymentTrouble: PaymentTrouble | null;
  graceEndsAt: Date | null;
  /** The next moment at which the same facts give another standing; null when time changes nothing. */
  changesAt: Date | null;
}

const DAY = 86_400_000;
const later = (from: Date, days: number) => new Date(from.getTime() + days * DAY);

/**
 * Where a plan stands: the one place that decides it, from facts and time alone (BIL-3). A total map of Stripe's states (stripe.md 2.3). The
 * trial is offplan's own and runs also while Stripe has not heard of it (BIL-16); what Stripe says comes to it.
 */
export function planStanding(facts: PlanFacts, now: Date): PlanStanding {
  const { givenTier } = facts;
  if (givenTier) return { ...RUNNING, tier: givenTier };
  const current = currentOf(facts.subscriptions);
  const bySubscription = current && standingOf(current, facts, now);
  if (bySubscription) return bySubscription;
  return withoutSubscription(facts, now);
}

const RUNNING = {
  isTrial: false,
  status: 'active',
  isContinuing: false,
  endedAt: null,
  endedPlan: null,
  isFrozen: false,
  paymentTrouble: null,
  graceEndsAt: null,
  changesAt: null,
} as const satisfies Partial<PlanStanding>;

/** A state that runs comes before one that does not. */
const rankOf = (status: SubscriptionStatus) => SUBSCRIPTION_STATUSES.indexOf(status);

const ENDED: ReadonlySet<string> = new Set<SubscriptionStatus>(['canceled', 'incomplete_expired']);

/** Whether a subscription is over for good. */
export const hasEnded = (status: string): boolean => ENDED.has(status);

/** Whose first payment has not come: these say nothing about the plan, and what was before them stands. */
const NEVER_BEGAN: ReadonlySet<SubscriptionStatus> = new Set<SubscriptionStatus>(['incomplete', 'incomplete_expired']);

/** The subscription that counts: one that runs before one that does not, then the newest. */
function currentOf(subscriptions: readonly SubscriptionFacts[]): SubscriptionFacts | undefined {
  return subscriptions
    .filter(({ status }) => !NEVER_BEGAN.has(status))
    .sort(
      (one, other) => rankOf(one.status) - rankOf(other.status) || other.createdAt.getTime() - one.createdAt.getTime(),
    )[0];
}

function standingOf(subscription: SubscriptionFacts, facts: PlanFacts, now: Date): PlanStanding | null {
  // Should Stripe leave out a time, the standing must still not depend on when it is asked for.
  const { status, tier, trouble, createdAt } = subscription;
  switch (status) {
    case 'trialing':
      return inTrial(subscription, facts, now);
    case 'active':
      return { ...RUNNING, tier, isContinuing: true, paymentTrouble: trouble };
    case 'past_due':
    case 'unpaid': {
      const since = subscription.troubleSince ?? createdAt;
      const graceEndsAt = graceEndOf(since, facts);
      if (graceEndsAt && graceEndsAt <= now) return ended(graceEndsAt, 'paid', now, trouble ?? 'failed');
      // Without a grace access lasts for as long as Stripe tries, and it tries no more.
      if (!graceEndsAt && status === 'unpaid') return ended(since, 'paid', now, trouble ?? 'failed');
      return { ...RUNNING, tier, paymentTrouble: trouble ?? 'failed', graceEndsAt, changesAt: graceEndsAt };
    }
    case 'canceled': {
      // Ended for want of a payment, it ended for offplan with the grace: what was promised by that day does not move with Stripe's.
      const endedAt = subscription.endedAt ?? createdAt;
      const graceEndsAt = subscription.troubleSince && graceEndOf(subscription.troubleSince, facts);
      const at = graceEndsAt && graceEndsAt < endedAt ? graceEndsAt : endedAt;
      return ended(at, wasTrialOnly(subscription) ? 'trial' : 'paid', now);
    }
    case 'paused':
      // Its pause is a cause of suspension (BIL-44); the tier waits for the release.
      return { ...RUNNING, tier, isContinuing: true };
    case 'incomplete':
    case 'incomplete_expired':
      return null;
  }
}

const graceEndOf = (since: Date, { graceDays }: PlanFacts) => (graceDays === null ? null : later(since, graceDays));

function inTrial(subscription: SubscriptionFacts, facts: PlanFacts, now: Date): PlanStanding {
  const endsAt = subscription.trialEndsAt ?? facts.trialEndsAt ?? subscription.createdAt;
  const isContinuing = subscription.hasPaymentMethod;
  if (endsAt > now)
    return {
      ...RUNNING,
      tier: TRIAL.tier,
      isTrial: true,
      isContinuing: isContinuing || facts.chosenTier !== null,
      changesAt: endsAt,
    };
  // Stripe says within the minute what became of it; until then a card is believed.
  return isContinuing
    ? { ...RUNNING, tier: facts.chosenTier ?? subscription.tier, isContinuing }
    : ended(endsAt, 'trial', now);
}

function withoutSubscription(facts: PlanFacts, now: Date): PlanStanding {
  const { trialEndsAt } = facts;
  if (!trialEndsAt) return { ...RUNNING, tier: 'free_guest' };
  if (trialEndsAt > now)
    return {
      ...RUNNING,
      tier: TRIAL.tier,
      isTrial: true,
      isContinuing: facts.chosenTier !== null,
      changesAt: trialEndsAt,
    };
  return ended(trialEndsAt, 'trial', now);
}

/** It ended without a payment: at the trial's end, or before. */
function wasTrialOnly({ trialEndsAt, endedAt }: SubscriptionFacts): boolean {
  return trialEndsAt !== null && endedAt !== null && endedAt <= trialEndsAt;
}

function ended(at: Date, plan: EndedPlan, now: Date, paymentTrouble: PaymentTrouble | null = null): PlanStanding {
  const freezesAt = later(at, FREEZE_DAYS);
  const isFrozen = freezesAt <= now;
  return {
    ...RUNNING,
    tier: 'free_guest',
    status: 'ended',
    endedAt: at,
    endedPlan: plan,
    isFrozen,
    paymentTrouble,
    changesAt: isFrozen ? null : freezesAt,
  };
}
