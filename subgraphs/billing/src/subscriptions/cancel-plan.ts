import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import Stripe from 'stripe';
import { lockAccount } from '../accounts/lock-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { closeOpenPages } from '../checkout/close-open-pages.ts';
import { knownCustomer } from '../customers/known-customer.ts';
import { hasEnded } from '../plans/plan-standing.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { dateOf, idOf, isSince } from '../stripe/stripe-values.ts';
import { isPutAway } from './closed-statuses.ts';
import { releaseSchedule } from './release-schedule.ts';
import { syncAccount } from './sync-account.ts';
import { wantTakenBack } from './want-taken-back.ts';

const CANCEL_PLAN = 'billing.cancel_plan';

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
    if (isPutAway(account.organisationStatus))
      await enqueue(tx, CANCEL_PLAN, { orgId }, { key: `cancel plan ${orgId}` });
  },
};

/**
 * Closes the pages on which a plan could still be bought (BIL-29), and lets the plan end with what is paid for: nothing is charged again, and
 * whoever brings the workspace back before that has its plan still, and may withdraw the cancellation. A period that is not paid ends at once, and
 * what is open is taken back, or Stripe would try the card for it days after. Each step looks at what Stripe has, so that whoever comes after a crash does
 * what is left.
 */
export const cancelPlan = (options: BillingOptions): Task => ({
  name: CANCEL_PLAN,
  isOutside: true,
  async run({ db }, payload) {
    const orgId = String(payload.orgId);
    const known = await knownCustomer(options, db, orgId);
    if (!known) return;
    const { stripe, account, customer } = known;
    // It may have been brought back before the job's turn came.
    if (!isPutAway(account.organisationStatus)) return;
    await closeOpenPages(stripe, customer);
    await syncAccount(options, db, orgId);
    const since = account.organisationStatusSince;
    // What was bought since is not the old plan.
    const boughtSince = new Set<string>();
    for await (const plan of stripe.client.subscriptions.list({
      customer,
      status: 'all',
      limit: 100,
      expand: ['data.latest_invoice'],
    })) {
      if (since && isSince(dateOf(plan.created), since)) boughtSince.add(plan.id);
      else if (!hasEnded(plan.status)) await endPlan(stripe, plan);
    }
    await voidOpen(stripe, customer, boughtSince);
    // Also looks for what was paid since, while nobody had taken it back.
    await syncAccount(options, db, orgId);
  },
});

/** Ends a plan with what is paid for. A change that was to come goes first; Stripe refuses otherwise. */
async function endPlan(stripe: StripeAccount, plan: Stripe.Subscription): Promise<void> {
  const scheduleId = idOf(plan.schedule);
  if (scheduleId) await releaseSchedule(stripe, scheduleId, `closed:${scheduleId}`);
  if (isOwed(plan)) {
    await stripe.client.subscriptions.cancel(plan.id, { invoice_now: false, prorate: false });
    return;
  }
  if (plan.pending_update) await voidOne(stripe, idOf(plan.latest_invoice)!);
  if (!plan.cancel_at && !plan.cancel_at_period_end)
    await stripe.client.subscriptions.update(plan.id, { cancel_at_period_end: true });
}

const UNPAID: ReadonlySet<Stripe.Subscription.Status> = new Set(['past_due', 'unpaid', 'incomplete']);

/** Whether the period that runs is not paid: it was tried in vain, or its invoice is about to be charged. */
function isOwed({ status, latest_invoice }: Stripe.Subscription): boolean {
  const invoice = latest_invoice as Stripe.Invoice | null;
  const isPeriods = invoice !== null && invoice.billing_reason !== 'subscription_update';
  return UNPAID.has(status) || (isPeriods && (invoice.status === 'draft' || invoice.status === 'open'));
}

/** Takes back what is open of old plans. What is owed beside a plan, as for a tax id that was none, is owed still. */
async function voidOpen(stripe: StripeAccount, customer: string, boughtSince: ReadonlySet<string>): Promise<void> {
  for await (const { id, parent } of stripe.client.invoices.list({ customer, status: 'open', limit: 100 })) {
    const plan = idOf(parent?.subscription_details?.subscription);
    if (id && plan && !boughtSince.has(plan)) await voidOne(stripe, id);
  }
}

async function voidOne({ client }: StripeAccount, id: string): Promise<void> {
  try {
    await insist<unknown>(
      `closed:${id}:void`,
      (idempotencyKey) => client.invoices.voidInvoice(id, {}, { idempotencyKey }),
      async () => ((await client.invoices.retrieve(id)).status === 'open' ? null : true),
    );
  } catch (fault) {
    // Paid since the question before: its money is given back.
    if (!(fault instanceof Stripe.errors.StripeInvalidRequestError)) throw fault;
  }
}
