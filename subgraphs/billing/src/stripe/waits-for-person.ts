import type Stripe from 'stripe';

/** Whether the bank wants a word of the person before an invoice is paid (3-D Secure). */
export async function waitsForPerson(client: Stripe, invoiceId: string): Promise<boolean> {
  const { data } = await client.invoicePayments.list({ invoice: invoiceId, expand: ['data.payment.payment_intent'] });
  return data.some(({ payment }) => {
    const intent = payment.payment_intent;
    return intent && typeof intent !== 'string' && intent.status === 'requires_action';
  });
}
