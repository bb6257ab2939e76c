import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor, PiiClass } from '@offplan/kernel/events/event';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import {
  type Booking,
  bookingsOfCreditNote,
  bookingsOfInvoice,
  bookingsOfRefund,
  type RevenueKind,
} from './booking.ts';

/** Whose books, and who says that money has moved. */
export interface BookCall {
  stripe: StripeAccount;
  db: SubgraphDatabase;
  orgId: string;
  actor: Actor;
}

/** Books money that has moved, on a cash basis, once a source and kind (BIL-40). Resolves with whether it was not booked yet. */
export async function book(tx: Transaction, orgId: string, booking: Booking): Promise<boolean> {
  const rows = await tx.query(
    `insert into billing.revenue (org_id, source_id, kind, amount, currency, occurred_at) values (?, ?, ?, ?, ?, ?)
     on conflict do nothing returning source_id`,
    [orgId, booking.sourceId, booking.kind, booking.amount, booking.currency, booking.occurredAt],
  );
  return rows.length > 0;
}

/** What was paid of an invoice. */
export async function bookInvoice(call: BookCall, id: string): Promise<void> {
  const invoice = await call.stripe.client.invoices.retrieve(id);
  await bookAll(call, bookingsOfInvoice(invoice), { invoiceId: id });
}

/** What went back, by the refund: the charge's own sum grows with each and would be booked twice (stripe.md 2.2). */
export async function bookRefund(call: BookCall, id: string): Promise<void> {
  const refund = await call.stripe.client.refunds.retrieve(id, { expand: ['failure_balance_transaction'] });
  await bookAll(call, bookingsOfRefund(refund), { refundId: id });
}

/** What a credit note gave back outside of Stripe. */
export async function bookCreditNote(call: BookCall, id: string): Promise<void> {
  const note = await call.stripe.client.creditNotes.retrieve(id);
  await bookAll(call, bookingsOfCreditNote(note), { creditNoteId: id });
}

/** What the log says of a booking; of disputes it says more than that. */
const TOLD: Partial<Record<RevenueKind, { type: string; piiClass?: PiiClass }>> = {
  paid: { type: 'invoice.paid' },
  refunded: { type: 'refund.issued', piiClass: 'sensitive' },
  refund_failed: { type: 'refund.failed' },
  credited: { type: 'credit_note.issued' },
  credit_voided: { type: 'credit_note.voided' },
};

async function bookAll(call: BookCall, bookings: readonly Booking[], source: Record<string, string>): Promise<void> {
  if (bookings.length === 0) return;
  await inAccount(call, async (tx, account) => {
    for (const booking of bookings) {
      const { kind, amount, currency } = booking;
      if (!(await book(tx, call.orgId, booking))) continue;
      const { type, piiClass = 'none' } = TOLD[kind]!;
      await tell(tx, account, { actor: call.actor, piiClass }, type, { ...source, amount: Math.abs(amount), currency });
    }
  });
}
