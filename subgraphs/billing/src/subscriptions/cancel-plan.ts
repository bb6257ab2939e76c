import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import { BillingAccount } from '../accounts/billing-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { closeOpenPages } from '../checkout/close-open-pages.ts';
import { releaseSchedule } from './carry-out-plan-change.ts';
import { runningSubscription } from './running-subscription.ts';
import { syncAccount } from './sync-account.ts';

const CANCEL_PLAN = 'billing.cancel_plan';

/** Whoever closes a workspace cancels its plan (ID-27); so does its archiving (GRO-5). */
export const cancelWhenClosed: EventConsumer = {
  name: 'cancel_when_closed',
  types: ['organisation.status_changed'],
  async apply(tx, event) {
    if (event.data.after?.status === 'deleting' || event.data.after?.status === 'free_guest_archived')
      await enqueue(tx, CANCEL_PLAN, { orgId: event.orgId }, { key: `cancel plan ${event.orgId}` });
  },
};

/**
 * Closes the pages on which a plan could still be bought (BIL-29), and lets the plan end with what is paid for: nothing is charged again, and
 * whoever brings the workspace back before that has its plan still, and may withdraw the cancellation. A change that was to come goes first; Stripe refuses otherwise.
 */
export const cancelPlan = (options: BillingOptions): Task => ({
  name: CANCEL_PLAN,
  async run({ db }, payload) {
    const { stripe } = options;
    const orgId = String(payload.orgId);
    const account = await db.reader({ orgId }).findOne(BillingAccount, { orgId });
    if (!stripe || !account?.stripeCustomerId) return;
    await closeOpenPages(stripe, account.stripeCustomerId);
    await syncAccount(options, db, orgId);
    const subscription = await runningSubscription(db.reader({ orgId }), orgId);
    if (!subscription || subscription.cancelsAt) return;
    if (subscription.scheduleId)
      await releaseSchedule(stripe, subscription.scheduleId, `closed:${subscription.scheduleId}`);
    await stripe.client.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await syncAccount(options, db, orgId);
  },
});
