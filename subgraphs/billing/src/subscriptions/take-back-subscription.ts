import type { Task } from '@offplan/kernel/jobs/task';
import { wantLetter } from '@offplan/kernel/mail/want-letter';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import type { SubscriptionStatus } from '../plans/plan-standing.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { idOf } from '../stripe/stripe-values.ts';
import { once } from '../webhooks/once.ts';
import { creditInvoice } from './credit-invoice.ts';
import { releaseSchedule } from './release-schedule.ts';
import { RUNNING_STATUSES } from './running-subscription.ts';
import { syncAccount } from './sync-account.ts';
import { TAKE_BACK, type TakeBackReason } from './want-taken-back.ts';

/** What is said when it is done, and the reason on the credit note. */
const DONE = {
  second: {
    type: 'subscription.second_taken_back',
    says: 'A second subscription was taken back',
    reason: 'duplicate',
  },
  late: {
    type: 'subscription.late_taken_back',
    says: 'A payment for a closed workspace was returned',
    reason: 'order_change',
  },
} as const satisfies Record<TakeBackReason, object>;

/**
 * Cancels a second or late subscription at once and gives back what it charged (BIL-24, BIL-29). Each step looks at what Stripe has first: whoever comes after a
 * crash, however late, does what is left of it and nothing twice.
 */
export const takeBackSubscription = (options: BillingOptions): Task => ({
  name: TAKE_BACK,
  isOutside: true,
  async run({ db, logger }, payload) {
    const { stripe } = options;
    const { orgId, subscriptionId, why } = payload as { orgId: string; subscriptionId: string; why: TakeBackReason };
    if (!stripe) return;
    const subscription = await stripe.client.subscriptions.retrieve(subscriptionId);
    if (RUNNING_STATUSES.has(subscription.status as SubscriptionStatus)) {
      const { schedule } = subscription;
      if (schedule) await releaseSchedule(stripe, idOf(schedule)!, `take_back:${subscriptionId}:release`);
      await stripe.client.subscriptions.cancel(subscriptionId, { invoice_now: false, prorate: false });
    }
    const returned = await giveBack(stripe, subscriptionId, why);
    await inAccount({ db, orgId }, async (tx, account) => {
      if (!(await once(tx, orgId, `taken_back:${subscriptionId}`))) return;
      await tell(tx, account, { kind: 'system' }, DONE[why].type, { subscriptionId, ...returned });
      logger.warn({ orgId, subscriptionId, ...returned }, DONE[why].says);
      // The Owner of a closed workspace gets no letters; its card tells.
      if (why === 'second' && returned.amount > 0)
        await wantLetter(tx, {
          orgId,
          template: 'second_payment_returned',
          key: `taken_back:${subscriptionId}`,
          values: { amount: { amountMinor: returned.amount, currency: returned.currency.toUpperCase() } },
        });
    });
    await syncAccount(options, db, orgId);
  },
});

/** Gives back all that a subscription has charged, by credit notes, and takes back what is still open. Resolves with what went back to the card. */
async function giveBack(
  stripe: StripeAccount,
  subscription: string,
  why: TakeBackReason,
): Promise<{ amount: number; currency: string }> {
  const { client } = stripe;
  let amount = 0;
  let currency = '';
  for await (const invoice of client.invoices.list({ subscription, limit: 100 })) {
    const id = invoice.id!;
    currency = invoice.currency;
    if (invoice.status === 'open')
      await insist(`take_back:${id}:void`, (idempotencyKey) => client.invoices.voidInvoice(id, {}, { idempotencyKey }));
    if (invoice.status === 'paid' && invoice.total > 0)
      amount += await creditInvoice(stripe, invoice, DONE[why].reason);
  }
  return { amount, currency };
}
