import type Stripe from 'stripe';

/** A whole address from the parts that were given. */
export function fullAddress(parts: Stripe.AddressParam | '' | null | undefined): Stripe.Address | null {
  if (!parts) return null;
  return {
    city: parts.city ?? null,
    country: parts.country ?? null,
    line1: parts.line1 ?? null,
    line2: parts.line2 ?? null,
    postal_code: parts.postal_code ?? null,
    state: parts.state ?? null,
  };
}
