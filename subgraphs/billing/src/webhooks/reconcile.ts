import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import type Stripe from 'stripe';
import type { BillingOptions } from '../billing-options.ts';
import { knownCustomer } from '../customers/known-customer.ts';
import { queueForCustomers } from '../customers/queue-for-customers.ts';
import { takeOverDispute } from '../disputes/take-over-dispute.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import { compareRevenue, type Sums } from '../revenue/compare-revenue.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { secondsOf } from '../stripe/stripe-values.ts';
import { findDrift } from '../subscriptions/find-drift.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { taxPlans } from '../tax/tax-plans.ts';
import { HANDLED_EVENTS } from './event-table.ts';
import { takeInEvent } from './stored-event.ts';

const DAY = 86_400_000;
/** How far back events are looked for that never arrived: longer than Stripe tries to deliver one. In ms. */
const LOOK_BACK = 4 * DAY;
/** For so long Stripe keeps events. In ms. */
const EVENTS_KEPT = 30 * DAY;
/** What the comparison before may have come too early for. In ms. */
const OVERLAP = DAY;
/** What an event of this age or less tells is on its way, in ms, not missed. */
const ON_ITS_WAY = 15 * 60_000;
/** As many types as Stripe lists at once. */
const TYPES_AT_ONCE = 20;
const DAILY = 'daily';
const COMPARE_CUSTOMER = 'billing.compare_customer';

/**
 * Looks daily for what the webhooks did not bring (BIL-34): events that never arrived are taken in now, every customer is asked for anew, each by
 * a job of its own, and the books are compared with Stripe’s balance. All go the way of every event, so what they find is mended by the same code; each difference is an event in the
 * Organisation's log. How far back follows from the last comparison that came to its end: the first one sees everything.
 */
export const reconcileWithStripe = (options: BillingOptions): Task => ({
  name: 'billing.reconcile_with_stripe',
  isOutside: true,
  cron: '23 4 * * *',
  async run({ db, clock, logger }) {
    const { stripe } = options;
    if (!stripe) return;
    const now = clock.now();
    const before = await readCompared(db);
    const since = before && new Date(before.getTime() - OVERLAP);
    const eventsSince = Math.max(
      Math.min(now.getTime() - LOOK_BACK, since?.getTime() ?? 0),
      now.getTime() - EVENTS_KEPT,
    );
    const missed = await takeInEvents(stripe, db, { created: { gte: secondsOf(new Date(eventsSince)) } });
    if (missed > 0) logger.warn({ missed }, 'Events of Stripe had not arrived; they are processed now');
    await queueForCustomers(db, COMPARE_CUSTOMER);
    const sums = await compareRevenue({ stripe, db, logger }, since ?? new Date(0));
    await writeCompared(db, now, sums);
  },
});

/**
 * Compares one Organisation with Stripe: its plan and where it is taxed, card, invoices, disputes that are open. Queued by the daily comparison. What no
 * event has told is logged and noted for the Operators, once a day, before it is mended.
 */
export const compareCustomer = (options: BillingOptions): Task => ({
  name: COMPARE_CUSTOMER,
  isOutside: true,
  async run({ db, clock, logger }, payload) {
    const orgId = String(payload.orgId);
    const known = await knownCustomer(options, db, orgId);
    if (!known) return;
    const { stripe, customer } = known;
    const differences = await findDrift(db, known);
    if (differences.length > 0 && !(await isBeingTold(stripe, db, { customer, now: clock.now() }))) {
      logger.warn({ orgId, differences }, 'What was kept of an Organisation differs from Stripe; it is mended');
      const key = `drift:${clock.now().toISOString().slice(0, 10)}`;
      await db.transaction({ orgId }, (tx) =>
        noteForOperators(tx, { orgId, key, kind: 'drift', data: { differences } }),
      );
    }
    await taxPlans(stripe, customer);
    await syncAccount(options, db, orgId);
    for (const id of await openDisputes(db, orgId))
      await takeOverDispute({ stripe, db, orgId, actor: { kind: 'system' } }, id);
  },
});

/** Whether an event of a customer is on its way to us or through the queue, and may be what a difference comes from. */
async function isBeingTold(
  stripe: StripeAccount,
  db: SubgraphDatabase,
  { customer, now }: { customer: string; now: Date },
): Promise<boolean> {
  const since = new Date(now.getTime() - ON_ITS_WAY);
  await takeInEvents(stripe, db, { created: { gte: secondsOf(since) } });
  const rows = (await db
    .reader({})
    .execute(
      `select from billing.stripe_event where customer_id = ? and (created_at >= ? or state = 'received') limit 1`,
      [customer, since],
    )) as object[];
  return rows.length > 0;
}

/** Takes in hourly what Stripe knows it could not deliver (stripe.md 4.6). */
export const fetchUndeliveredEvents = ({ stripe }: BillingOptions): Task => ({
  name: 'billing.fetch_undelivered_events',
  isOutside: true,
  cron: '41 * * * *',
  async run({ db, logger }) {
    if (!stripe) return;
    const missed = await takeInEvents(stripe, db, { delivery_success: false });
    if (missed > 0) logger.warn({ missed }, 'Events that Stripe could not deliver were fetched');
  },
});

/** Takes in events of the kinds that are handled. Resolves with how many were new. */
async function takeInEvents(
  { client }: StripeAccount,
  db: SubgraphDatabase,
  which: Pick<Stripe.EventListParams, 'created' | 'delivery_success'>,
): Promise<number> {
  let missed = 0;
  for (let from = 0; from < HANDLED_EVENTS.length; from += TYPES_AT_ONCE) {
    const types = HANDLED_EVENTS.slice(from, from + TYPES_AT_ONCE);
    for await (const event of client.events.list({ types, ...which, limit: 100 }))
      if (await db.transaction({}, (tx) => takeInEvent(tx, event))) missed += 1;
  }
  return missed;
}

async function openDisputes(db: SubgraphDatabase, orgId: string): Promise<string[]> {
  const rows = (await db
    .reader({ orgId })
    .execute(
      `select id from billing.dispute where org_id = ? and status not in ('won', 'lost', 'warning_closed', 'prevented')`,
      [orgId],
    )) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** Until when the last comparison that came to its end has looked; null before the first. */
async function readCompared(db: SubgraphDatabase): Promise<Date | null> {
  const [row] = (await db
    .reader({})
    .execute('select compared_until from billing.comparison where name = ?', [DAILY])) as {
    compared_until: Date | string;
  }[];
  return row ? new Date(row.compared_until) : null;
}

async function writeCompared(db: SubgraphDatabase, until: Date, sums: Sums): Promise<void> {
  await db.transaction({}, (tx) =>
    tx.query(
      `insert into billing.comparison (name, compared_until, sums) values (?, ?, ?::jsonb)
       on conflict (name) do update set compared_until = excluded.compared_until, sums = excluded.sums`,
      [DAILY, until, JSON.stringify(sums)],
    ),
  );
}
