import type { Clock } from '@offplan/kernel/clock';
import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import { wantLetter } from '@offplan/kernel/mail/want-letter';
import Stripe from 'stripe';
import { lockAccount } from '../accounts/lock-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { collectionPauseOf, isSuspendedByDispute } from '../disputes/collection-pause.ts';
import type { SubscriptionStatus } from '../plans/plan-standing.ts';
import { insist } from '../stripe/insist.ts';
import { paymentAnswer } from '../stripe/payment-answer.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { dateOf, idOf, secondsOf } from '../stripe/stripe-values.ts';
import { isPutAway } from './closed-statuses.ts';
import { cancelsAtOf } from './fetch-customer.ts';
import { noteChange } from './noted-change.ts';
import { nextPhaseOf, runningPhaseOf, scheduleOf, settingsOf } from './phase-settings.ts';
import { PlanChange, type PlanChangeFailure } from './plan-change.ts';
import { itemsWith, previewUpgrade } from './plan-change-costs.ts';
import { isAsPreviewed } from './plan-change-kind.ts';
import { PlanChangeKind } from './plan-change-view.ts';
import { CARRY_OUT, queuePlanChange } from './queue-plan-change.ts';
import { releaseSchedule } from './release-schedule.ts';
import { BY_ITSELF, syncAccount } from './sync-account.ts';

/** Carries out a confirmed change of plan that the request which confirmed it did not live to carry out. */
export const carryOutConfirmed = (options: BillingOptions): Task => ({
  name: CARRY_OUT,
  isOutside: true,
  async run({ db, clock }, payload) {
    const of = { orgId: String(payload.orgId), id: String(payload.id) };
    try {
      await carryOutPlanChange(options, { db, clock }, of);
    } catch (fault) {
      await noteChange(db, of);
      throw fault;
    }
  },
});

/** Whether somebody waits for the answer: what it comes to is then said on the screen, else in a letter. */
interface Listener {
  isWaiting: boolean;
}

type Result = Pick<PlanChange, 'state' | 'paymentUrl' | 'failure'>;

const DONE: Result = { state: 'done', paymentUrl: null, failure: null };
const failed = (failure: PlanChangeFailure): Result => ({ state: 'failed', paymentUrl: null, failure });

/** What an answer of Stripe's ends a change with; null for one after which asking again may do. */
function failureBy(fault: unknown): PlanChangeFailure | null {
  if (fault instanceof Stripe.errors.StripeCardError) return 'declined';
  return fault instanceof Stripe.errors.StripeInvalidRequestError ? 'refused' : null;
}

interface Place {
  db: SubgraphDatabase;
  clock: Clock;
}

interface Work extends Place {
  options: BillingOptions;
  stripe: StripeAccount;
  change: PlanChange;
}

/**
 * Tells Stripe what was confirmed, step by step, each with a key of its own: whoever comes after a crash, or at the same time, gets the same
 * answers (BIL-35). How it came out is read from Stripe anew, as those may be old. It may be late: what would not do any more what the person
 * was shown is not done (BIL-22). Does nothing with a change that is not waiting for it, or that waits for the end of a suspension.
 */
export async function carryOutPlanChange(
  options: BillingOptions,
  { db, clock }: Place,
  { orgId, id }: { orgId: string; id: string },
  listener: Listener = { isWaiting: false },
): Promise<void> {
  const change = await db.reader({ orgId }).findOne(PlanChange, { orgId, id });
  const { stripe } = options;
  if (!stripe || change?.state !== 'confirmed') return;
  const work: Work = { db, clock, options, stripe, change };
  const result = await (isCharged(change) ? upgrade(work) : planLater(work)).catch((fault) => {
    const failure = failureBy(fault);
    if (!failure) throw fault;
    return failed(failure);
  });
  if (!result) return;
  // In one transaction with what Stripe has now: nobody may see the change ended and the plan not changed.
  await syncAccount(options, db, orgId, BY_ITSELF, async (tx) => {
    const account = await lockAccount(tx, orgId);
    const row = await tx.em.findOneOrFail(PlanChange, { orgId, id });
    if (!account || row.state !== 'confirmed') return;
    Object.assign(row, result);
    if (result.state === 'done' && row.kind === PlanChangeKind.AT_TRIAL_END) account.chosenTier = row.toTier;
    if (result.state === 'failed' && !listener.isWaiting)
      await wantLetter(tx, {
        orgId,
        template: 'plan_change_failed',
        key: `plan_change_failed:${id}`,
        values: { planName: options.pricing.tierOf(row.toTier).name, why: row.failure! },
      });
    await tx.em.flush();
  });
}

/** For so long, in ms, an answer of Stripe's to what it was told may still be on its way. */
const UNDER_WAY = 10 * 60_000;

/** What keeps a change from being begun: it was taken back; it would not do what was shown; nothing is charged at present. */
type Hindrance = 'withdrawn' | 'overtaken' | 'held_back';

/**
 * Notes that Stripe is told of it from now on, and of which charge. Whoever takes it back, suspends or closes the workspace has the account
 * locked too: what is begun was begun before that.
 */
function begin(
  { db, change: { orgId, id } }: Work,
  charge: Pick<PlanChange, 'prorationAt' | 'dueToday'> | null = null,
): Promise<PlanChange | Hindrance> {
  return db.transaction({ orgId }, async (tx) => {
    const account = await lockAccount(tx, orgId);
    const row = await tx.em.findOneOrFail(PlanChange, { orgId, id });
    if (!account || row.state !== 'confirmed') return 'withdrawn';
    if (isCharged(row)) {
      if (isPutAway(account.organisationStatus)) return 'overtaken';
      if (await isSuspendedByDispute(tx.em, orgId)) return holdBack(tx, row);
    }
    Object.assign(row, charge, { begunAt: row.begunAt ?? tx.now });
    await tx.em.flush();
    return row;
  });
}

/** Whether a change is charged when it is carried out. */
const isCharged = ({ kind }: PlanChange): boolean =>
  kind === PlanChangeKind.UPGRADE || kind === PlanChangeKind.AT_RELEASE;

/**
 * Lets a change wait until Stripe charges again; whoever sees to that hastens what waits. It can be taken back meanwhile, as Stripe knows nothing
 * of it, unless it was told a moment ago. What was shown before a suspension is not carried out in it.
 */
async function holdBack(tx: Transaction, row: PlanChange): Promise<Hindrance> {
  if (row.kind === PlanChangeKind.UPGRADE && (await isSuspendedByDispute(tx.em, row.orgId))) return 'overtaken';
  row.notedAt ??= tx.now;
  if (row.begunAt && tx.now.getTime() - row.begunAt.getTime() < UNDER_WAY) await queuePlanChange(tx, row, UNDER_WAY);
  else row.begunAt = null;
  await tx.em.flush();
  return 'held_back';
}

/** Nothing is charged at present, whatever is known here: the invoice would be void. */
function waitForCollection({ db, change: { orgId, id } }: Work): Promise<Hindrance> {
  return db.transaction({ orgId }, async (tx) => {
    await lockAccount(tx, orgId);
    const row = await tx.em.findOneOrFail(PlanChange, { orgId, id });
    return row.state === 'confirmed' ? holdBack(tx, row) : 'withdrawn';
  });
}

const read = ({ stripe, change }: Work) =>
  stripe.client.subscriptions.retrieve(change.subscriptionId, { expand: ['latest_invoice', 'schedule'] });

const priceIn = (subscription: Stripe.Subscription) => subscription.items.data[0]?.price.id;

async function holds({ options, stripe, change }: Work, subscription: Stripe.Subscription): Promise<boolean> {
  const item = subscription.items.data[0]!;
  return isAsPreviewed(options.pricing, change, {
    id: subscription.id,
    status: subscription.status as SubscriptionStatus,
    tier: await stripe.catalogue.tierOf(item.price.id),
    cancelsAt: cancelsAtOf(subscription, item),
    periodEndsAt: dateOf(item.current_period_end),
  });
}

/**
 * Charges the difference now and changes the plan when it is paid, never before (BIL-20): `pending_if_incomplete` keeps the old price until
 * then (stripe.md 0, 5). A change that was waiting for its day is released first; Stripe refuses otherwise.
 */
async function upgrade(work: Work): Promise<Result | null> {
  const { stripe, change } = work;
  const { client } = stripe;
  const price = await priceOf(work);
  const before = await read(work);
  const earlier = await settled(work, before, price);
  if (earlier) return earlier;
  if (!(await holds(work, before))) return failed('overtaken');
  const isForRelease = change.kind === PlanChangeKind.AT_RELEASE;
  // Paused still, where Stripe has not heard yet that a suspension is over, or somebody has paused it there.
  const isCollected = !collectionPauseOf(before).isOn;
  const charge = isForRelease && isCollected ? await chargeAtRelease(work, before, price) : null;
  if (charge && charge.dueToday > change.dueAtMost!) return failed('overtaken');
  const begun = await (isCollected ? begin(work, charge) : waitForCollection(work));
  if (typeof begun === 'string') return begun === 'overtaken' ? failed('overtaken') : null;
  const params: Stripe.SubscriptionUpdateParams = {
    items: itemsWith(before.items.data[0]!.id, price),
    proration_behavior: 'always_invoice',
    proration_date: secondsOf(begun.prorationAt),
    payment_behavior: 'pending_if_incomplete',
  };
  let failure: PlanChangeFailure | null = null;
  try {
    const schedule = scheduleOf(before);
    if (schedule) await releaseSchedule(stripe, schedule.id, `change:${change.id}:release`);
    await insist<unknown>(
      `change:${change.id}:update`,
      (idempotencyKey) => client.subscriptions.update(before.id, params, { idempotencyKey }),
      async () => {
        const now = await read(work);
        return priceIn(now) === price || isPendingIn(now, price) ? now : null;
      },
    );
  } catch (fault) {
    failure = failureBy(fault);
    if (!failure) throw fault;
  }
  // The answer may be the first one to its key, said again: meanwhile the person may have paid, or the time for it be over.
  return (await settled(work, await read(work), price)) ?? failed(failure ?? 'declined');
}

/** What an upgrade that was noted in a suspension is charged when Stripe is told now. */
async function chargeAtRelease(
  { stripe, clock }: Work,
  before: Stripe.Subscription,
  price: string,
): Promise<Pick<PlanChange, 'prorationAt' | 'dueToday'>> {
  const prorationAt = dateOf(secondsOf(clock.now()));
  const { amount_due: dueToday } = await previewUpgrade(stripe.client, {
    customer: idOf(before.customer)!,
    subscription: before.id,
    item: before.items.data[0]!.id,
    price,
    at: prorationAt,
  });
  return { prorationAt, dueToday };
}

const isPendingIn = ({ pending_update: pending }: Stripe.Subscription, price: string) =>
  pending?.subscription_items?.some((item) => item.price.id === price) ?? false;

/** How an upgrade that Stripe was told of stands there; null when Stripe knows of none. One that the bank has declined is taken back. */
async function settled(work: Work, subscription: Stripe.Subscription, price: string): Promise<Result | null> {
  const { client } = work.stripe;
  if (priceIn(subscription) === price) return DONE;
  if (!isPendingIn(subscription, price)) return null;
  const invoice = subscription.latest_invoice as Stripe.Invoice;
  const isDeclined = invoice.status === 'open' && (await paymentAnswer(client, invoice.id!)) === 'refused';
  // Paid a moment ago, it is still awaited: Stripe says when it is done.
  if (!isDeclined) return awaiting(invoice);
  // So that nobody pays for it later; with the invoice goes the change.
  const isVoided = await insist(`change:${work.change.id}:void`, (idempotencyKey) =>
    client.invoices.voidInvoice(invoice.id!, {}, { idempotencyKey }),
  ).then(
    () => true,
    (fault) => {
      // Paid or voided since the question before.
      if (!failureBy(fault)) throw fault;
      return false;
    },
  );
  const after = await read(work);
  if (priceIn(after) === price) return DONE;
  return isVoided || !isPendingIn(after, price) ? failed('declined') : awaiting(after.latest_invoice as Stripe.Invoice);
}

const awaiting = ({ hosted_invoice_url: url }: Stripe.Invoice): Result => ({
  state: 'awaiting_payment',
  paymentUrl: url ?? null,
  failure: null,
});

/**
 * Lets the plan change at the end of the period or trial, by a schedule made of the subscription as it is (BIL-21, BIL-13). Two calls: the
 * first may carry nothing else. Every phase says all of its settings, or they fall back (stripe.md 2.2).
 */
async function planLater(work: Work): Promise<Result | null> {
  const { stripe, change } = work;
  const { subscriptionSchedules } = stripe.client;
  const price = await priceOf(work);
  const before = await read(work);
  const known = scheduleOf(before);
  if (priceIn(before) === price || (known && nextPriceOf(known) === price)) return DONE;
  if (!(await holds(work, before))) {
    if (known) await releaseBare(work, known);
    return failed('overtaken');
  }
  if ((await begin(work)) === 'withdrawn') return null;
  const schedule =
    known ??
    (await insist<Stripe.SubscriptionSchedule>(
      `change:${change.id}:schedule`,
      (idempotencyKey) => subscriptionSchedules.create({ from_subscription: before.id }, { idempotencyKey }),
      async () => scheduleOf(await read(work)),
    ));
  // Cancelled since the question before.
  if (schedule.end_behavior === 'cancel') {
    await releaseBare(work, schedule);
    return failed('overtaken');
  }
  try {
    await insist(`change:${change.id}:phases`, (idempotencyKey) =>
      subscriptionSchedules.update(schedule.id, phasesOf(before, schedule, { change, price }), { idempotencyKey }),
    );
  } catch (fault) {
    if (failureBy(fault)) await releaseBare(work, schedule);
    throw fault;
  }
  return DONE;
}

function phasesOf(
  subscription: Stripe.Subscription,
  schedule: Stripe.SubscriptionSchedule,
  { change, price }: { change: PlanChange; price: string },
): Stripe.SubscriptionScheduleUpdateParams {
  const now = runningPhaseOf(schedule);
  const settings = settingsOf(now, idOf(subscription.default_payment_method));
  return {
    end_behavior: 'release',
    proration_behavior: 'none',
    phases: [
      {
        ...settings,
        // The price that runs: it may be one that is sold no more.
        items: [{ price: idOf(now.items[0]?.price)!, quantity: 1 }],
        start_date: now.start_date,
        end_date: now.end_date,
        ...(now.trial_end ? { trial_end: now.trial_end } : {}),
      },
      {
        ...settings,
        items: [{ price, quantity: 1 }],
        duration: { interval: 'month', interval_count: 1 },
        proration_behavior: 'none',
        metadata: { tier: change.toTier },
      },
    ],
  };
}

/** The price that a schedule brings. */
const nextPriceOf = (schedule: Stripe.SubscriptionSchedule): string | null =>
  idOf(nextPhaseOf(schedule)?.items[0]?.price);

/** A schedule that brings nothing is of no use, and while it is there nobody can cancel in the portal. */
async function releaseBare({ stripe, change }: Work, schedule: Stripe.SubscriptionSchedule): Promise<void> {
  if (!nextPriceOf(schedule)) await releaseSchedule(stripe, schedule.id, `change:${change.id}:release`);
}

/** The one that was shown: two processes may hold different ones for what is sold now. */
async function priceOf({ stripe, change }: Work): Promise<string> {
  const price = change.priceId ?? (await stripe.catalogue.priceOf(change.toTier))?.id;
  if (!price) throw new Error(`${change.toTier} has no price at Stripe`);
  return price;
}
