import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import { BillingAccount } from '../accounts/billing-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { closeOpenPages } from '../checkout/close-open-pages.ts';
import { releaseSchedule } from './carry-out-plan-change.ts';
import { runningSubscription } from './running-subscription.ts';
import { syncAccount } from './sync-account.ts';
import { wantTakenBack } from './want-taken-back.ts';

const CANCEL_PLAN = 'billing.cancel_plan';

/** Whoever closes a workspace cancels its plan (ID-27); so does its archiving (GRO-5). */
const CANCELS: ReadonlySet<OrganisationStatus> = new Set<OrganisationStatus>([
  'deleting',
  'deleted',
  'free_guest_archived',
]);

/** Keeps where an Organisation stands, and cancels the plan of one that is closed or put away. */
export const cancelWhenClosed: EventConsumer = {
  name: 'cancel_when_closed',
  types: ['organisation.status_changed', 'organisation.restoration_refused'],
  async apply(tx, event) {
    const { orgId, actor } = event;
    const account = await lockAccount(tx, orgId);
    if (!account) return;
    if (event.type === 'organisation.restoration_refused') {
      const subscriptionId = String(event.data.subscriptionId);
      await wantTakenBack(tx, account, { subscriptionId, why: 'late', actor });
      return;
    }
    account.organisationStatus = event.data.after!.status as OrganisationStatus;
    account.organisationStatusSince = new Date(event.occurredAt);
    await tx.em.flush();
    if (CANCELS.has(account.organisationStatus))
      await enqueue(tx, CANCEL_PLAN, { orgId }, { key: `cancel plan ${orgId}` });
  },
};

/**
 * Closes the pages on which a plan could still be bought (BIL-29), and lets the plan end with what is paid for: nothing is charged again, and
 * whoever brings the workspace back before that has its plan still, and may withdraw the cancellation. A change that was to come goes first; Stripe refuses otherwise.
 */
export const cancelPlan = (options: BillingOptions): Task => ({
  name: CANCEL_PLAN,
  isOutside: true,
  async run({ db }, payload) {
    const { stripe } = options;
    const orgId = String(payload.orgId);
    const account = await db.reader({ orgId }).findOne(BillingAccount, { orgId });
    if (!stripe || !account?.stripeCustomerId) return;
    // It may have been brought back before the job's turn came.
    if (!CANCELS.has(account.organisationStatus)) return;
    await closeOpenPages(stripe, account.stripeCustomerId);
    await syncAccount(options, db, orgId);
    const subscription = await runningSubscription(db.reader({ orgId }), orgId);
    const since = account.organisationStatusSince;
    // What was bought since is not the old plan.
    if (!subscription || subscription.cancelsAt || (since && subscription.createdAt >= since)) return;
    if (subscription.scheduleId)
      await releaseSchedule(stripe, subscription.scheduleId, `closed:${subscription.scheduleId}`);
    await stripe.client.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await syncAccount(options, db, orgId);
  },
});
