import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import Stripe from 'stripe';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { ensureTrial } from '../customers/open-customer.ts';
import { publishEntitlements } from '../entitlements/publish-entitlements.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { idOf, secondsOf } from '../stripe/stripe-values.ts';
import { phaseAgain, phasesLeft, scheduleOf } from '../subscriptions/phase-settings.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { BY_ITSELF, syncAccount } from '../subscriptions/sync-account.ts';
import { moveTrialEnd } from './move-trial-end.ts';
import { endExtension, readExtension } from './trial-extension.ts';

const EXTEND_TRIAL = 'billing.extend_trial';

/** Queues that Stripe hears of an extension that is written down. */
export function queueTrialExtension(tx: Transaction, orgId: string): Promise<void> {
  return enqueue(tx, EXTEND_TRIAL, { orgId }, { key: `extend trial ${orgId}` });
}

/** Moves the end of the trial at Stripe and takes the answer over (GRO-2, OPR-4). Whoever comes after a crash does what is left. */
export const carryOutExtension = (options: BillingOptions): Task => ({
  name: EXTEND_TRIAL,
  isOutside: true,
  async run({ db, clock }, payload) {
    const orgId = String(payload.orgId);
    const { stripe } = options;
    const order = await db.transaction({ orgId }, (tx) => readExtension(tx, orgId));
    if (!stripe || order?.state !== 'ordered') return;
    // The trial's own job may not have come to it yet.
    const customer = await ensureTrial(stripe, { db, orgId, now: clock.now() });
    await extendAtStripe(stripe, { orgId, customer, endsAt: order.endsAt });
    await syncAccount(options, db, orgId);
    await inAccount({ db, orgId }, (tx, account) => settleExtension(options, tx, account));
  },
});

/**
 * Ends an order: done, when the trial runs until then by what Stripe has told; a trial that Stripe has no part in is moved here. Failed, when it
 * was over before: that is before the Operators, as somebody was promised the days. The account is locked.
 */
export async function settleExtension(
  options: BillingOptions,
  tx: Transaction,
  account: BillingAccount,
): Promise<void> {
  const { orgId } = account;
  const order = await readExtension(tx, orgId);
  if (order?.state !== 'ordered') return;
  const { endsAt } = order;
  const isOffplansOwn = (await tx.em.count(Subscription, { orgId })) === 0;
  if (isOffplansOwn && account.published?.isTrial && account.trialEndsAt! > tx.now) {
    await moveTrialEnd(tx, account, endsAt, BY_ITSELF);
    await publishEntitlements(options, tx, account);
  }
  const runsUntil = account.published?.isTrial ? account.trialEndsAt : null;
  if (runsUntil && secondsOf(runsUntil) >= secondsOf(endsAt)) return endExtension(tx, orgId, 'done');
  await endExtension(tx, orgId, 'failed');
  const data = { days: order.days, endsAt: endsAt.toISOString() };
  const key = `trial_not_extended:${data.endsAt}`;
  if (await noteForOperators(tx, { orgId, key, kind: 'trial_not_extended', data }))
    await tell(tx, account, BY_ITSELF, 'trial.extension_failed', data);
}

async function extendAtStripe(
  { client }: StripeAccount,
  { orgId, customer, endsAt }: { orgId: string; customer: string; endsAt: Date },
): Promise<void> {
  const until = secondsOf(endsAt);
  const [trial] = (
    await client.subscriptions.list({ customer, status: 'trialing', limit: 1, expand: ['data.schedule'] })
  ).data;
  if (!trial || trial.trial_end! >= until) return;
  const key = `extend:${orgId}:${until}`;
  const schedule = scheduleOf(trial);
  try {
    if (schedule)
      await insist(`${key}:${schedule.id}`, (idempotencyKey) =>
        client.subscriptionSchedules.update(schedule.id, movedSchedule(trial, schedule, until), { idempotencyKey }),
      );
    // The schedule may have moved it with its phase.
    if (!schedule || (await client.subscriptions.retrieve(trial.id)).trial_end! < until)
      await insist(key, (idempotencyKey) =>
        client.subscriptions.update(trial.id, { trial_end: until, proration_behavior: 'none' }, { idempotencyKey }),
      );
  } catch (fault) {
    // Over since the question before: that comes out when Stripe is asked.
    if (!(fault instanceof Stripe.errors.StripeInvalidRequestError)) throw fault;
  }
}

/** The plan that was chosen for the trial's end begins with the new one (BIL-13). */
function movedSchedule(
  trial: Stripe.Subscription,
  schedule: Stripe.SubscriptionSchedule,
  until: number,
): Stripe.SubscriptionScheduleUpdateParams {
  const card = idOf(trial.default_payment_method);
  const [running, ...coming] = phasesLeft(schedule).map((phase) => phaseAgain(phase, card));
  return {
    end_behavior: schedule.end_behavior as Stripe.SubscriptionScheduleUpdateParams.EndBehavior,
    proration_behavior: 'none',
    phases: [
      { ...running!, end_date: until, trial_end: until },
      ...coming.map(({ start_date: _, end_date: __, ...phase }) => ({
        ...phase,
        duration: { interval: 'month' as const, interval_count: 1 },
      })),
    ],
  };
}
