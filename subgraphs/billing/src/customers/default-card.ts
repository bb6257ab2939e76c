import type Stripe from 'stripe';
import type { StripeAccount } from '../stripe/stripe-account.ts';

/** The card that a customer has set for all that is charged, as Stripe knows it now; null without one, undefined where the customer is deleted. */
export async function fetchDefaultCard(
  { client }: StripeAccount,
  customerId: string,
): Promise<Stripe.PaymentMethod | null | undefined> {
  const customer = await client.customers.retrieve(customerId, { expand: ['invoice_settings.default_payment_method'] });
  if (customer.deleted) return undefined;
  return customer.invoice_settings.default_payment_method as Stripe.PaymentMethod | null;
}
