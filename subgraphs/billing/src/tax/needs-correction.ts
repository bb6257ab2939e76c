import type Stripe from 'stripe';

/**
 * Whether an invoice went out without tax because of a tax id that turned out to be none (BIL-43). Only a paid one: of an open one of a subscription
 * Stripe's revision would void the original, and with it the trouble for which the subscription is past due; it is corrected when it is paid. One that
 * was credited before is a person's to look at.
 */
export function needsCorrection(
  invoice: Pick<
    Stripe.Invoice,
    'status' | 'total' | 'total_taxes' | 'customer_tax_ids' | 'post_payment_credit_notes_amount' | 'metadata'
  >,
  invalid: readonly Pick<Stripe.TaxId, 'type' | 'value'>[],
): boolean {
  return (
    invoice.status === 'paid' &&
    invoice.total > 0 &&
    invoice.post_payment_credit_notes_amount === 0 &&
    !invoice.metadata?.corrects &&
    (invoice.total_taxes ?? []).some(({ taxability_reason }) => taxability_reason === 'reverse_charge') &&
    (invoice.customer_tax_ids ?? []).some(({ type, value }) =>
      invalid.some((one) => one.type === type && one.value === value),
    )
  );
}
