import type Stripe from 'stripe';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';

/**
 * Gives back all of an invoice by one credit note: what the card paid goes back to it, what came from the balance to the balance. Does what is
 * left of it, whoever comes after a crash. Resolves with what went back to the card.
 */
export async function creditInvoice(
  { client }: StripeAccount,
  invoice: Stripe.Invoice,
  reason: Stripe.CreditNoteCreateParams.Reason,
): Promise<number> {
  const id = invoice.id!;
  const creditedSoFar = async () => {
    const { data } = await client.creditNotes.list({ invoice: id, limit: 100 });
    return data.filter(({ status }) => status === 'issued').reduce((sum, { total }) => sum + total, 0);
  };
  const credited = await creditedSoFar();
  if (credited < invoice.total) {
    const note: Stripe.CreditNoteCreateParams = {
      invoice: id,
      amount: invoice.total - credited,
      refund_amount: Math.min(invoice.amount_paid, invoice.total - credited),
      credit_amount: Math.max(0, invoice.total - credited - invoice.amount_paid),
      reason,
    };
    await insist<unknown>(
      `take_back:${id}:credit`,
      (idempotencyKey) => client.creditNotes.create(note, { idempotencyKey }),
      async () => ((await creditedSoFar()) > credited ? true : null),
    );
  }
  return invoice.amount_paid;
}
