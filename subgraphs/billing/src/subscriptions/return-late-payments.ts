import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import type Stripe from 'stripe';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { knownCustomer } from '../customers/known-customer.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import type { SubscriptionStatus } from '../plans/plan-standing.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { dateOf, idOf, isSince } from '../stripe/stripe-values.ts';
import { isDone, once } from '../webhooks/once.ts';
import { isPutAway } from './closed-statuses.ts';
import { creditInvoice } from './credit-invoice.ts';
import { releaseSchedule } from './release-schedule.ts';
import { RUNNING_STATUSES } from './running-subscription.ts';

const RETURN_LATE = 'billing.return_late_payments';

/** Queues that it is looked for money which came on the old plan of an Organisation that is closed or put away. */
export function queueReturnLate(tx: Transaction, orgId: string): Promise<void> {
  return enqueue(tx, RETURN_LATE, { orgId }, { key: `return late ${orgId}` });
}

/**
 * Gives back what was paid for the old plan of an Organisation after it was closed or put away (BIL-29, ID-27): Stripe's next attempt at the
 * card may be faster than we are at taking an invoice back. What was bought anew since goes its own way.
 */
export const returnLatePayments = (options: BillingOptions): Task => ({
  name: RETURN_LATE,
  isOutside: true,
  async run({ db, logger }, payload) {
    const orgId = String(payload.orgId);
    const known = await knownCustomer(options, db, orgId);
    if (!known) return;
    const { stripe, account, customer } = known;
    const { organisationStatus: status, organisationStatusSince: since } = account;
    // It may have been brought back before the job's turn came: then what was paid counts.
    if (!since || !isPutAway(status)) return;
    for await (const invoice of stripe.client.invoices.list({
      customer,
      status: 'paid',
      limit: 100,
    })) {
      if (!isLate(invoice, since)) continue;
      const subscription = await stripe.client.subscriptions.retrieve(subscriptionOf(invoice)!);
      if (isSince(dateOf(subscription.created), since)) continue;
      const about = { subscriptionId: subscription.id, invoiceId: invoice.id! };
      const key = `late_payment:${invoice.id}`;
      let isOurs = false;
      await inAccount({ db, orgId }, async (tx, locked) => {
        // One that somebody has given back already is not noted; one of which we were interrupted is finished.
        isOurs = !isGivenBack(invoice) || (await isDone(tx, orgId, key));
        if (!isOurs || !(await once(tx, orgId, key))) return;
        await noteForOperators(tx, { orgId, key, kind: 'late_payment', data: about });
        await tell(tx, locked, { kind: 'system' }, 'subscription.late_found', about);
      });
      if (!isOurs) continue;
      await endUnpaid(stripe, subscription, invoice);
      const amount = await creditInvoice(stripe, invoice, 'order_change');
      const returned = { ...about, amount, currency: invoice.currency };
      await inAccount({ db, orgId }, async (tx, locked) => {
        if (!(await once(tx, orgId, `returned:${invoice.id}`))) return;
        await tell(tx, locked, { kind: 'system' }, 'subscription.late_taken_back', returned);
        logger.warn({ orgId, ...returned }, 'A payment on the old plan of a closed workspace was returned');
      });
    }
  },
});

const subscriptionOf = ({ parent }: Stripe.Invoice) => idOf(parent?.subscription_details?.subscription);

/** Of a plan, with money of a card, when it was closed already. What is owed beside a plan, as for a tax id that was none, is owed still. */
function isLate(invoice: Stripe.Invoice, since: Date): boolean {
  const { paid_at } = invoice.status_transitions;
  return Boolean(subscriptionOf(invoice) && invoice.amount_paid > 0 && paid_at && isSince(dateOf(paid_at), since));
}

const isGivenBack = ({ post_payment_credit_notes_amount: given, total }: Stripe.Invoice) => given >= total;

/** A period whose money goes back is not to be used; that of an upgrade leaves what was paid before it. */
async function endUnpaid(stripe: StripeAccount, plan: Stripe.Subscription, invoice: Stripe.Invoice): Promise<void> {
  if (invoice.billing_reason === 'subscription_update') return;
  if (!RUNNING_STATUSES.has(plan.status as SubscriptionStatus)) return;
  const schedule = idOf(plan.schedule);
  if (schedule) await releaseSchedule(stripe, schedule, `closed:${schedule}`);
  await stripe.client.subscriptions.cancel(plan.id, { invoice_now: false, prorate: false });
}
