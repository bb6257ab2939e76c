import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type { Task } from '@offplan/kernel/jobs/task';
import type Stripe from 'stripe';
import { lockAccount } from '../accounts/lock-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { insist } from '../stripe/insist.ts';
import { paymentAnswer } from '../stripe/payment-answer.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { idOf } from '../stripe/stripe-values.ts';
import { PlanChange } from './plan-change.ts';
import { PlanChangeKind } from './plan-change-view.ts';
import { Subscription } from './subscription.ts';
import { syncAccount } from './sync-account.ts';

export const CARRY_OUT = 'billing.carry_out_plan_change';

/** Carries out a confirmed change of plan that the request which confirmed it did not live to carry out. */
export const carryOutConfirmed = (options: BillingOptions): Task => ({
  name: CARRY_OUT,
  isOutside: true,
  run: ({ db }, { orgId, id }) => carryOutPlanChange(options, db, { orgId: String(orgId), id: String(id) }),
});

type Result = Pick<PlanChange, 'state' | 'paymentUrl'>;

/**
 * Tells Stripe what was confirmed, step by step, each with a key of its own: whoever comes after a crash, or at the same time, gets the same
 * answers (BIL-35). Does nothing with a change that is not waiting for it.
 */
export async function carryOutPlanChange(
  options: BillingOptions,
  db: SubgraphDatabase,
  { orgId, id }: { orgId: string; id: string },
): Promise<void> {
  const em = db.reader({ orgId });
  const change = await em.findOne(PlanChange, { orgId, id });
  const { stripe } = options;
  if (!stripe || change?.state !== 'confirmed') return;
  const subscription = await em.findOneOrFail(Subscription, { orgId, id: change.subscriptionId });
  const result =
    change.kind === PlanChangeKind.UPGRADE
      ? await upgrade(stripe, change, subscription)
      : await planLater(stripe, change, subscription);
  await db.transaction({ orgId }, async (tx) => {
    const account = await lockAccount(tx, orgId);
    const row = await tx.em.findOneOrFail(PlanChange, { orgId, id });
    if (row.state !== 'confirmed') return;
    Object.assign(row, result);
    if (account && row.kind === PlanChangeKind.AT_TRIAL_END) account.chosenTier = row.toTier;
  });
  await syncAccount(options, db, orgId);
}

/**
 * Charges the difference now and changes the plan when it is paid, never before (BIL-20): `pending_if_incomplete` keeps the old price until
 * then (stripe.md 0, 5). A change that was waiting for its day is released first; Stripe refuses otherwise.
 */
async function upgrade(stripe: StripeAccount, change: PlanChange, subscription: Subscription): Promise<Result> {
  const { client } = stripe;
  if (subscription.scheduleId) await releaseSchedule(stripe, subscription.scheduleId, `change:${change.id}:release`);
  const price = await priceOf(stripe, change.toTier);
  const params: Stripe.SubscriptionUpdateParams = {
    items: [{ id: subscription.itemId, price, quantity: 1 }],
    proration_behavior: 'always_invoice',
    proration_date: change.prorationAt.getTime() / 1_000,
    payment_behavior: 'pending_if_incomplete',
    expand: ['latest_invoice'],
  };
  const updated = await insist<Stripe.Subscription>(
    `change:${change.id}:update`,
    (idempotencyKey) => client.subscriptions.update(subscription.id, params, { idempotencyKey }),
    async () => {
      const now = await client.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
      return now.pending_update || now.items.data[0]?.price.id === price ? now : null;
    },
  );
  if (!updated.pending_update) return { state: 'done', paymentUrl: null };
  const invoice = updated.latest_invoice as Stripe.Invoice;
  if ((await paymentAnswer(client, invoice.id!)) === 'wants_person')
    return { state: 'awaiting_payment', paymentUrl: invoice.hosted_invoice_url ?? null };
  // Declined: the invoice is taken back, so that nobody pays for it later; with it goes the change.
  await insist(`change:${change.id}:void`, (idempotencyKey) =>
    client.invoices.voidInvoice(invoice.id!, {}, { idempotencyKey }),
  );
  return { state: 'failed', paymentUrl: null };
}

/**
 * Lets the plan change at the end of the period or trial, by a schedule made of the subscription as it is (BIL-21, BIL-13). Two calls: the
 * first may carry nothing else. Every phase says all of its settings, or they fall back (stripe.md 2.2).
 */
async function planLater(stripe: StripeAccount, change: PlanChange, subscription: Subscription): Promise<Result> {
  const { subscriptionSchedules, subscriptions } = stripe.client;
  const schedule = subscription.scheduleId
    ? await subscriptionSchedules.retrieve(subscription.scheduleId)
    : await insist<Stripe.SubscriptionSchedule>(
        `change:${change.id}:schedule`,
        (idempotencyKey) => subscriptionSchedules.create({ from_subscription: subscription.id }, { idempotencyKey }),
        async () =>
          (await subscriptions.retrieve(subscription.id, { expand: ['schedule'] }))
            .schedule as Stripe.SubscriptionSchedule | null,
      );
  const now = schedule.phases[0]!;
  const [price, next] = [await priceOf(stripe, change.fromTier), await priceOf(stripe, change.toTier)];
  const params: Stripe.SubscriptionScheduleUpdateParams = {
    end_behavior: 'release',
    proration_behavior: 'none',
    phases: [
      {
        items: [{ price: itemPriceOf(now) ?? price, quantity: 1 }],
        start_date: now.start_date,
        end_date: now.end_date,
        ...(now.trial_end ? { trial_end: now.trial_end } : {}),
      },
      {
        items: [{ price: next, quantity: 1 }],
        duration: { interval: 'month', interval_count: 1 },
        proration_behavior: 'none',
        metadata: { tier: change.toTier },
      },
    ],
  };
  await insist(`change:${change.id}:phases`, (idempotencyKey) =>
    subscriptionSchedules.update(schedule.id, params, { idempotencyKey }),
  );
  return { state: 'done', paymentUrl: null };
}

/** The price that runs: it may be one that is sold no more. */
function itemPriceOf(phase: Stripe.SubscriptionSchedule.Phase): string | null {
  const price = phase.items[0]?.price;
  return idOf(price);
}

async function priceOf(stripe: StripeAccount, tier: TierSlug): Promise<string> {
  const price = await stripe.catalogue.priceOf(tier);
  if (!price) throw new Error(`${tier} has no price at Stripe`);
  return price.id;
}

/** Releases a schedule, which leaves the subscription as it is; one that is released already stays so. */
export async function releaseSchedule(stripe: StripeAccount, scheduleId: string, key: string): Promise<void> {
  const schedule = await stripe.client.subscriptionSchedules.retrieve(scheduleId);
  if (schedule.status !== 'active' && schedule.status !== 'not_started') return;
  await insist(key, (idempotencyKey) =>
    stripe.client.subscriptionSchedules.release(scheduleId, {}, { idempotencyKey }),
  );
}
