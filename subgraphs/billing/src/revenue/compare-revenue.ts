import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import type { Logger } from '@offplan/kernel/logging';
import type Stripe from 'stripe';
import { takeOverDispute } from '../disputes/take-over-dispute.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import { customerOfCharge } from '../stripe/customer-of-charge.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { idOf, secondsOf } from '../stripe/stripe-values.ts';
import { type BookCall, bookCreditNote, bookInvoice, bookRefund } from './book-revenue.ts';
import type { RevenueKind } from './booking.ts';

const BY_ITSELF: Actor = { kind: 'system' };

/** By currency, in minor units. */
export type Sums = Record<string, { stripe: number; booked: number }>;

interface Comparison {
  stripe: StripeAccount;
  db: SubgraphDatabase;
  logger: Logger;
  sums: Sums;
  late: number;
}

/** What a movement at Stripe is in our books. */
interface Expected {
  call: BookCall;
  sourceId: string;
  kind: RevenueKind;
  amount: number;
  currency: string;
}

/**
 * Compares the books with what Stripe’s balance has seen since a moment (BIL-40, BIL-34): every charge, refund, failed refund and chargeback of our customers.
 * What is not booked is booked now, so an outage of any length costs nothing; what differs all the same is noted for the Operators. Resolves with the
 * sums. Throws at its end when a movement could not be looked at: then the comparison is not complete.
 */
export async function compareRevenue(
  { stripe, db, logger }: Pick<Comparison, 'stripe' | 'db' | 'logger'>,
  since: Date,
): Promise<Sums> {
  const comparison: Comparison = { stripe, db, logger, sums: {}, late: 0 };
  const unread: string[] = [];
  const created = { gte: secondsOf(since) };
  const { client } = stripe;
  for await (const moved of client.balanceTransactions.list({ created, limit: 100, expand: ['data.source'] })) {
    try {
      const expected = await expectedOf(comparison, moved);
      if (expected) await compareOne(comparison, moved, expected);
    } catch (fault) {
      unread.push(moved.id);
      logger.error({ transaction: moved.id, fault: String(fault) }, 'A movement at Stripe could not be compared');
    }
  }
  for await (const note of client.creditNotes.list({ created, limit: 100 })) {
    const orgId = await organisationOf(comparison, idOf(note.customer));
    if (orgId) await bookCreditNote({ stripe, db, orgId, actor: BY_ITSELF }, note.id);
  }
  if (comparison.late > 0)
    logger.warn({ late: comparison.late }, 'Money had moved at Stripe that was not booked; it is now');
  if (unread.length > 0) throw new Error(`${unread.length} movements at Stripe could not be compared`);
  return comparison.sums;
}

/** What stands in our books for a movement; null for one that is none of ours, or is booked when it is over. */
async function expectedOf(comparison: Comparison, moved: Stripe.BalanceTransaction): Promise<Expected | null> {
  const { source } = moved;
  if (!source || typeof source === 'string') return null;
  switch (source.object) {
    case 'charge': {
      const call = await callFor(comparison, idOf(source.customer));
      if (!call) return null;
      const { amount, currency } = source;
      return { call, sourceId: await invoiceOf(comparison, source), kind: 'paid', amount, currency };
    }
    case 'refund': {
      const { charge, amount, currency, id: sourceId } = source;
      const customer = idOf(source.customer) ?? (charge && (await customerOfCharge(comparison.stripe, charge)));
      const call = await callFor(comparison, customer);
      if (!call) return null;
      return moved.amount < 0
        ? { call, sourceId, kind: 'refunded', amount: -amount, currency }
        : { call, sourceId, kind: 'refund_failed', amount, currency };
    }
    case 'dispute': {
      const call = await callFor(comparison, await customerOfCharge(comparison.stripe, source.charge));
      if (!call) return null;
      await takeOverDispute(call, source.id);
      // While it runs the money is neither lost nor won.
      if (source.status !== 'lost' || moved.amount > 0) return null;
      return { call, sourceId: source.id, kind: 'dispute_lost', amount: -source.amount, currency: source.currency };
    }
    default:
      return null;
  }
}

async function compareOne(comparison: Comparison, moved: Stripe.BalanceTransaction, expected: Expected): Promise<void> {
  const { call, sourceId, kind, amount, currency } = expected;
  let booked = await readBooked(expected);
  if (booked === null) {
    if (kind === 'paid' && sourceId) await bookInvoice(call, sourceId);
    if (kind === 'refunded' || kind === 'refund_failed') await bookRefund(call, sourceId);
    booked = await readBooked(expected);
    if (booked !== null) comparison.late += 1;
  }
  const sum = comparison.sums[currency] ?? { stripe: 0, booked: 0 };
  comparison.sums[currency] = { stripe: sum.stripe + amount, booked: sum.booked + (booked ?? 0) };
  if (booked === amount) return;
  const difference = { transaction: moved.id, source: sourceId, kind, currency, stripe: amount, booked };
  comparison.logger.error({ orgId: call.orgId, ...difference }, 'The books differ from Stripe’s balance');
  await call.db.transaction({ orgId: call.orgId }, (tx) =>
    noteForOperators(tx, {
      orgId: call.orgId,
      key: `revenue:${moved.id}`,
      kind: 'revenue_difference',
      data: difference,
    }),
  );
}

async function readBooked({ call: { db, orgId }, sourceId, kind }: Expected): Promise<number | null> {
  const [row] = (await db
    .reader({ orgId })
    .execute('select amount from billing.revenue where org_id = ? and source_id = ? and kind = ?', [
      orgId,
      sourceId,
      kind,
    ])) as { amount: string }[];
  return row ? Number(row.amount) : null;
}

async function callFor({ stripe, db, ...comparison }: Comparison, customer: string | null): Promise<BookCall | null> {
  const orgId = await organisationOf({ stripe, db, ...comparison }, customer);
  return orgId ? { stripe, db, orgId, actor: BY_ITSELF } : null;
}

/** Null for a customer that somebody else made in the same account of Stripe's. */
async function organisationOf({ db }: Comparison, customer: string | null): Promise<string | null> {
  if (!customer) return null;
  const [row] = (await db
    .reader({})
    .execute('select org_id from billing.stripe_customer where customer_id = ?', [customer])) as { org_id: string }[];
  return row?.org_id ?? null;
}

/** The invoice that a charge has paid; '' for a charge that somebody made by hand. */
async function invoiceOf({ stripe }: Comparison, { payment_intent }: Stripe.Charge): Promise<string> {
  const intent = idOf(payment_intent);
  if (!intent) return '';
  const { data } = await stripe.client.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: intent },
  });
  return idOf(data[0]?.invoice) ?? '';
}
