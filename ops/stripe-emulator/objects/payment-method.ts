import type { TestCard } from '../cards/test-cards.ts';
import type { World } from '../machine/world.ts';
import type { PaymentMethod } from '../store/tables.ts';

/** Makes a payment method of type card, attached to nobody, and keeps it. */
export function createCard(
  world: World,
  card: TestCard,
  details: {
    exp_month: number;
    exp_year: number;
    billing: PaymentMethod['billing_details'];
    metadata?: Record<string, string>;
    testClock?: string | null;
  },
): PaymentMethod {
  const id = world.newId('pm_');
  world.store.put('card_facts', { id, number: card.number, authenticated: false });
  return world.store.put('payment_methods', {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: details.billing,
    card: {
      brand: card.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: card.decline?.code === 'incorrect_cvc' ? 'fail' : 'pass',
      },
      country: 'US',
      display_brand: card.brand,
      exp_month: details.exp_month,
      exp_year: details.exp_year,
      fingerprint: `fp${card.number}`,
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.now(details.testClock),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: details.metadata ?? {},
    type: 'card',
  });
}

export const NO_BILLING_DETAILS: PaymentMethod['billing_details'] = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};
