import type Stripe from 'stripe';

/**
 * Where the payment of an invoice stands with the bank: it wants a word of the person (3-D Secure), it has said no, or neither: the payment is
 * on its way, done, or not begun.
 */
export type PaymentAnswer = 'wants_person' | 'refused' | null;

export async function paymentAnswer(client: Stripe, invoiceId: string): Promise<PaymentAnswer> {
  const { data } = await client.invoicePayments.list({ invoice: invoiceId, expand: ['data.payment.payment_intent'] });
  const statuses = data.flatMap(({ payment: { payment_intent: intent } }) =>
    intent && typeof intent !== 'string' ? [intent.status] : [],
  );
  if (statuses.includes('requires_action')) return 'wants_person';
  return statuses.includes('requires_payment_method') ? 'refused' : null;
}
