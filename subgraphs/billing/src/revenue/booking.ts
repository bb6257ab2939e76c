import type Stripe from 'stripe';
import { dateOf } from '../stripe/stripe-values.ts';

export type RevenueKind =
  | 'paid'
  | 'refunded'
  | 'refund_failed'
  | 'credited'
  | 'credit_voided'
  | 'dispute_lost'
  | 'dispute_won_back';

/** Money that has moved. */
export interface Booking {
  /** Of what it is booked, once a kind: an invoice’s, refund’s, credit note’s or dispute’s id. */
  sourceId: string;
  kind: RevenueKind;
  /** In minor units: positive what came in, negative what went out. */
  amount: number;
  currency: string;
  occurredAt: Date;
}

/** What was paid of an invoice; nothing for one that cost nothing. */
export function bookingsOfInvoice(invoice: Stripe.Invoice): Booking[] {
  const paidAt = invoice.status_transitions.paid_at;
  if (invoice.status !== 'paid' || !paidAt || invoice.amount_paid === 0) return [];
  const { id, amount_paid: amount, currency } = invoice;
  return [{ sourceId: id!, kind: 'paid', amount, currency, occurredAt: dateOf(paidAt) }];
}

/**
 * What went back by a refund, and came back to us when the bank could not give it to the customer. Both by what Stripe’s balance says: it gives the money
 * away when the refund is made and takes it back when that fails, however late either is heard of. Its `failure_balance_transaction` is expanded.
 */
export function bookingsOfRefund(refund: Stripe.Refund): Booking[] {
  const { id: sourceId, amount, currency, created } = refund;
  if (!refund.balance_transaction) return [];
  const bookings: Booking[] = [{ sourceId, kind: 'refunded', amount: -amount, currency, occurredAt: dateOf(created) }];
  const failure = refund.failure_balance_transaction;
  if (failure && typeof failure !== 'string')
    bookings.push({ sourceId, kind: 'refund_failed', amount, currency, occurredAt: dateOf(failure.created) });
  return bookings;
}

/**
 * What a credit note gave back outside of Stripe, and what of it was taken back. One that gave money back has a refund, which is booked by itself; what it
 * leaves on the customer’s balance comes in less later.
 */
export function bookingsOfCreditNote(note: Stripe.CreditNote): Booking[] {
  const { id: sourceId, currency, out_of_band_amount: amount } = note;
  if (!amount) return [];
  const bookings: Booking[] = [
    { sourceId, kind: 'credited', amount: -amount, currency, occurredAt: dateOf(note.created) },
  ];
  if (note.status === 'void')
    bookings.push({
      sourceId,
      kind: 'credit_voided',
      amount,
      currency,
      occurredAt: dateOf(note.voided_at ?? note.created),
    });
  return bookings;
}
