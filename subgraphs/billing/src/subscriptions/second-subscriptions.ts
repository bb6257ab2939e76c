import type { ToldSubscription } from './fetch-customer.ts';
import { RUNNING_STATUSES } from './running-subscription.ts';

type Candidate = Pick<ToldSubscription, 'id' | 'status' | 'hasPaymentMethod' | 'createdAt'>;

/** Somebody pays for it, or will without doing more. */
const isPaidFor = ({ status, hasPaymentMethod }: Candidate) =>
  status === 'active' || (status === 'trialing' && hasPaymentMethod);

/**
 * The subscriptions of a customer that run beside the one that stays (BIL-24): whoever pays on two pages at the same instant has two. The
 * older one stays; one that nobody pays for gives way to one that is paid.
 */
export function secondSubscriptions<Told extends Candidate>(subscriptions: readonly Told[]): Told[] {
  return subscriptions
    .filter(({ status }) => RUNNING_STATUSES.has(status))
    .sort(
      (one, other) =>
        Number(isPaidFor(other)) - Number(isPaidFor(one)) ||
        one.createdAt.getTime() - other.createdAt.getTime() ||
        (one.id < other.id ? -1 : 1),
    )
    .slice(1);
}
