import type { EntityManager } from '@mikro-orm/postgresql';
import type { SubscriptionStatus } from '../plans/plan-standing.ts';
import { Subscription } from './subscription.ts';

/** The states in which a subscription runs, paid or not. */
export const RUNNING_STATUSES: ReadonlySet<SubscriptionStatus> = new Set<SubscriptionStatus>([
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
]);

/** Whether a subscription will be charged for its next period: there is something to charge, and no end before it. */
export const isChargedNext = ({ hasPaymentMethod, cancelsAt }: Subscription): boolean => hasPaymentMethod && !cancelsAt;

/** The subscription that runs, paid or in its trial; null without one. A second one is taken back (BIL-24). */
export async function runningSubscription(em: EntityManager, orgId: string): Promise<Subscription | null> {
  return em.findOne(
    Subscription,
    { orgId, status: { $in: [...RUNNING_STATUSES] } },
    { orderBy: { createdAt: 'desc' } },
  );
}
