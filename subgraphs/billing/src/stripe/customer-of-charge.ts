import type Stripe from 'stripe';
import type { StripeAccount } from './stripe-account.ts';
import { idOf } from './stripe-values.ts';

/** Whose a charge is; a dispute names the charge alone (stripe.md 0, 11). Null for a charge without a customer. */
export async function customerOfCharge(
  { client }: StripeAccount,
  charge: string | Stripe.Charge,
): Promise<string | null> {
  const { customer } = typeof charge === 'string' ? await client.charges.retrieve(charge) : charge;
  return idOf(customer);
}
