import type Stripe from 'stripe';
import { expect, it } from 'vitest';
import { bookingsOfCreditNote, bookingsOfInvoice, bookingsOfRefund } from './booking.ts';

const AT = 1_795_000_000;
const refund = (more: object) =>
  ({ id: 're_1', amount: 500, currency: 'eur', created: AT, balance_transaction: 'txn_1', ...more }) as Stripe.Refund;
const note = (more: object) =>
  ({
    id: 'cn_1',
    currency: 'usd',
    created: AT,
    status: 'issued',
    out_of_band_amount: null,
    ...more,
  }) as Stripe.CreditNote;
const brief = (bookings: ReturnType<typeof bookingsOfRefund>) => bookings.map(({ kind, amount }) => [kind, amount]);

it('BIL-40 a refund that fails is booked out and in again, whichever of its events is heard first; one that never left the balance is not booked', () => {
  expect(brief(bookingsOfRefund(refund({ status: 'pending', balance_transaction: null })))).toEqual([]);
  expect(brief(bookingsOfRefund(refund({ status: 'succeeded' })))).toEqual([['refunded', -500]]);
  const failed = bookingsOfRefund(
    refund({ status: 'failed', failure_balance_transaction: { id: 'txn_2', created: AT + 60 } }),
  );
  expect(brief(failed)).toEqual([
    ['refunded', -500],
    ['refund_failed', 500],
  ]);
  expect(failed[1]!.occurredAt).toEqual(new Date((AT + 60) * 1_000));
});

it('BIL-40 a credit note is booked by what it gave back elsewhere, and taken back when it is voided', () => {
  expect(brief(bookingsOfCreditNote(note({})))).toEqual([]);
  expect(brief(bookingsOfCreditNote(note({ out_of_band_amount: 900 })))).toEqual([['credited', -900]]);
  const voided = note({ out_of_band_amount: 900, status: 'void', voided_at: AT + 5 });
  expect(brief(bookingsOfCreditNote(voided))).toEqual([
    ['credited', -900],
    ['credit_voided', 900],
  ]);
});

it('BIL-40 an invoice is booked when it is paid, by what was paid', () => {
  const invoice = (status: string, amount_paid: number) =>
    ({ id: 'in_1', status, amount_paid, currency: 'aed', status_transitions: { paid_at: AT } }) as Stripe.Invoice;
  expect(bookingsOfInvoice(invoice('open', 0))).toEqual([]);
  expect(bookingsOfInvoice(invoice('paid', 0))).toEqual([]);
  expect(brief(bookingsOfInvoice(invoice('paid', 28_900)))).toEqual([['paid', 28_900]]);
});
