import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { EffectCall } from '../webhooks/effect-call.ts';

export type RevenueKind = 'paid' | 'refunded' | 'credited' | 'dispute_lost' | 'dispute_won_back';

interface Booking {
  orgId: string;
  /** Of what it is booked, once: an invoice’s, refund’s, credit note’s or dispute’s id. */
  sourceId: string;
  kind: RevenueKind;
  /** In minor units: positive what came in, negative what went out. */
  amount: number;
  currency: string;
  occurredAt: Date;
}

/** Books money that has moved, on a cash basis, once a source (BIL-40). Resolves with whether it was not booked yet. */
export async function book(tx: Transaction, booking: Booking): Promise<boolean> {
  const rows = await tx.query(
    `insert into billing.revenue (org_id, source_id, kind, amount, currency, occurred_at) values (?, ?, ?, ?, ?, ?)
     on conflict do nothing returning source_id`,
    [booking.orgId, booking.sourceId, booking.kind, booking.amount, booking.currency, booking.occurredAt],
  );
  return rows.length > 0;
}

const dateOf = (seconds: number) => new Date(seconds * 1_000);

/** What was paid of an invoice; nothing for one that cost nothing. */
export async function bookInvoice(call: EffectCall): Promise<void> {
  const invoice = await call.stripe.client.invoices.retrieve(call.event.objectId);
  const paidAt = invoice.status_transitions.paid_at;
  if (invoice.status !== 'paid' || !paidAt || invoice.amount_paid === 0) return;
  await inAccount(call, async (tx, account) => {
    const { amount_paid: amount, currency } = invoice;
    const booking = {
      orgId: call.orgId,
      sourceId: invoice.id!,
      kind: 'paid',
      amount,
      currency,
      occurredAt: dateOf(paidAt),
    } as const;
    if (await book(tx, booking))
      await tell(tx, account, call.actor, 'invoice.paid', { invoiceId: invoice.id, amount, currency });
  });
}

/** What went back, by the refund: the charge's own sum grows with each and would be booked twice (stripe.md 2.2). */
export async function bookRefund(call: EffectCall): Promise<void> {
  const refund = await call.stripe.client.refunds.retrieve(call.event.objectId);
  if (refund.status !== 'succeeded') return;
  await inAccount(call, async (tx, account) => {
    const { amount, currency } = refund;
    const booking = {
      orgId: call.orgId,
      sourceId: refund.id,
      kind: 'refunded',
      amount: -amount,
      currency,
      occurredAt: dateOf(refund.created),
    } as const;
    if (await book(tx, booking))
      await tell(tx, account, call.actor, 'refund.issued', { refundId: refund.id, amount, currency });
  });
}

/** A credit note that gave money back has a refund, which is booked by itself; what it leaves on the customer's balance comes in less later. */
export async function bookCreditNote(call: EffectCall): Promise<void> {
  const note = await call.stripe.client.creditNotes.retrieve(call.event.objectId);
  const outside = note.out_of_band_amount ?? 0;
  if (note.status !== 'issued' || outside === 0) return;
  await inAccount(call, async (tx, account) => {
    const booking = {
      orgId: call.orgId,
      sourceId: note.id,
      kind: 'credited',
      amount: -outside,
      currency: note.currency,
      occurredAt: dateOf(note.created),
    } as const;
    if (await book(tx, booking))
      await tell(tx, account, call.actor, 'credit_note.issued', {
        creditNoteId: note.id,
        amount: outside,
        currency: note.currency,
      });
  });
}
