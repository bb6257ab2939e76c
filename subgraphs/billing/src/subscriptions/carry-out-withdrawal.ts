import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import Stripe from 'stripe';
import type { BillingOptions } from '../billing-options.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { PlanChange } from './plan-change.ts';
import { releaseSchedule } from './release-schedule.ts';
import { syncAccount } from './sync-account.ts';

export const WITHDRAW = 'billing.withdraw_plan_change';

/** What a person has taken back, as it stood then: whatever is begun anew later is not meant. */
export interface Withdrawal {
  orgId: string;
  subscriptionId: string;
  /** Begins the keys of the calls: the account's version with the withdrawal. */
  key: string;
  /** The schedule that would have brought a lower plan. */
  scheduleId: string | null;
  /** Whether the end after a cancellation is taken back. */
  keepsPlan: boolean;
  /** The upgrade whose payment is not waited for any more. */
  changeId: string | null;
}

/** Carries out a withdrawal that the request which confirmed it did not live to carry out. */
export const withdrawConfirmed = (options: BillingOptions): Task => ({
  name: WITHDRAW,
  isOutside: true,
  run: ({ db }, payload) => carryOutWithdrawal(options, db, payload as unknown as Withdrawal),
});

/** Tells Stripe what was taken back. Whoever comes after a crash, or at the same time, gets the same answers (BIL-35). */
export async function carryOutWithdrawal(
  options: BillingOptions,
  db: SubgraphDatabase,
  withdrawal: Withdrawal,
): Promise<void> {
  const { stripe } = options;
  if (!stripe) return;
  const { orgId, subscriptionId, scheduleId, key } = withdrawal;
  if (scheduleId) await releaseSchedule(stripe, scheduleId, `withdraw:${scheduleId}`);
  if (withdrawal.keepsPlan)
    await insist(`${key}:keep`, (idempotencyKey) =>
      stripe.client.subscriptions.update(subscriptionId, { cancel_at_period_end: false }, { idempotencyKey }),
    );
  if (withdrawal.changeId) await takeBackUpgrade(stripe, db, withdrawal.changeId, orgId);
  await syncAccount(options, db, orgId);
}

/** Voids the invoice that waits, and with it the change. Paid at the same instant, the upgrade stands: that comes out when Stripe is asked. */
async function takeBackUpgrade(stripe: StripeAccount, db: SubgraphDatabase, id: string, orgId: string): Promise<void> {
  const change = await db.reader({ orgId }).findOne(PlanChange, { orgId, id });
  if (change?.state !== 'awaiting_payment') return;
  const { client } = stripe;
  const subscription = await client.subscriptions.retrieve(change.subscriptionId, { expand: ['latest_invoice'] });
  const invoice = subscription.latest_invoice as Stripe.Invoice | null;
  if (!subscription.pending_update || invoice?.status !== 'open') return;
  try {
    await insist(`change:${id}:void`, (idempotencyKey) =>
      client.invoices.voidInvoice(invoice.id!, {}, { idempotencyKey }),
    );
  } catch (fault) {
    // Paid since the question before.
    if (!(fault instanceof Stripe.errors.StripeInvalidRequestError)) throw fault;
    return;
  }
  await db.transaction({ orgId }, async (tx) => {
    const row = await tx.em.findOneOrFail(PlanChange, { orgId, id });
    if (row.state === 'awaiting_payment') row.state = 'withdrawn';
  });
}
