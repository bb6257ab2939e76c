import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { ToldSubscription } from './fetch-customer.ts';
import { PlanChange } from './plan-change.ts';

/** Ends changes of plan that waited for a payment: paid, when the subscription has the plan; failed, when Stripe waits no more. */
export async function settlePlanChanges(
  tx: Transaction,
  orgId: string,
  subscriptions: readonly ToldSubscription[],
): Promise<void> {
  for (const change of await tx.em.find(PlanChange, { orgId, state: 'awaiting_payment' })) {
    const subscription = subscriptions.find(({ id }) => id === change.subscriptionId);
    if (subscription?.tier === change.toTier) change.state = 'done';
    else if (!subscription?.isUpdatePending) change.state = 'failed';
    else change.isRefused = subscription.isUpdateRefused;
  }
}
