import type Stripe from 'stripe';
import { invalidRequest, noSuch, noSuchIn, notEmulated, StripeError } from '../api/stripe-error.ts';
import { outcomeOfSetup } from '../cards/outcome.ts';
import { cardOfAlias, cardOfNumber } from '../cards/test-cards.ts';
import { fullAddress } from '../objects/address.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import { createCard, NO_BILLING_DETAILS } from '../objects/payment-method.ts';
import type { PaymentMethod } from '../store/tables.ts';
import { findCustomer } from './customers.ts';
import type { World } from './world.ts';

/**
 * A payment method by its id, or a fresh one for an alias such as `pm_card_visa`; of an attached one an alias of its own is made each time, as
 * Stripe does it. 404, or 400 with `param`.
 */
export function findPaymentMethod(world: World, id: string, param: string | null = null): PaymentMethod {
  const found = world.store.get('payment_methods', id);
  if (found) return found;
  const card = cardOfAlias(id);
  if (card)
    return createCard(world, card, {
      exp_month: 12,
      exp_year: new Date(world.now() * 1_000).getUTCFullYear() + 4,
      billing: NO_BILLING_DETAILS,
    });
  throw param ? noSuchIn(param, 'PaymentMethod', id) : noSuch('PaymentMethod', id, 'payment_method');
}

export function createPaymentMethod(world: World, params: Stripe.PaymentMethodCreateParams): PaymentMethod {
  if (params.type !== 'card' || !params.card) throw notEmulated(`payment methods of type ${params.type}`);
  const billing: PaymentMethod['billing_details'] = {
    address: fullAddress(params.billing_details?.address) ?? NO_BILLING_DETAILS.address,
    email: params.billing_details?.email || null,
    name: params.billing_details?.name || null,
    phone: params.billing_details?.phone || null,
    tax_id: params.billing_details?.tax_id ?? null,
  };
  const metadata = mergeMetadata({}, params.metadata);
  if ('token' in params.card && params.card.token) {
    const card = cardOfAlias(params.card.token.replace(/^tok_/, 'pm_card_'));
    if (!card) throw noSuchIn('card[token]', 'token', params.card.token);
    return createCard(world, card, { exp_month: 12, exp_year: 2034, billing, metadata });
  }
  if (!('number' in params.card) || !params.card.number)
    throw invalidRequest('Missing required param: card[number].', { code: 'parameter_missing', param: 'card[number]' });
  const { number, exp_month, exp_year } = params.card;
  if (!exp_month || !exp_year)
    throw invalidRequest('Missing required param: card[exp_month].', {
      code: 'parameter_missing',
      param: 'card[exp_month]',
    });
  return createCard(world, testCard(number.replaceAll(/\D/g, '')), { exp_month, exp_year, billing, metadata });
}

/** The test card of a number; 402 for any other number, as real cards are refused in test mode. */
export function testCard(number: string) {
  const card = cardOfNumber(number);
  if (card) return card;
  const isCard = /^\d{12,19}$/.test(number);
  throw new StripeError(402, {
    type: 'card_error',
    code: isCard ? 'card_declined' : 'incorrect_number',
    ...(isCard ? { decline_code: 'test_mode_live_card' } : {}),
    message: isCard
      ? 'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.'
      : 'Your card number is incorrect.',
  });
}

/** Gives a payment method to a customer. 402 when the card refuses. */
export function attachPaymentMethod(
  world: World,
  given: string,
  customer: string,
  isAuthenticated = false,
): PaymentMethod {
  findCustomer(world, customer, 'customer');
  const method = findPaymentMethod(world, given);
  if (method.customer === customer) return method;
  if (method.customer)
    throw invalidRequest('The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
    });
  const outcome = outcomeOfSetup(world, method.id, isAuthenticated);
  if (outcome.is === 'declined') throw cardError(outcome);
  const attached = world.store.patch('payment_methods', method.id, { customer });
  world.emit('payment_method.attached', attached);
  return attached;
}

/** Takes a payment method from its customer, and from everything that would be paid with it. */
export function detachPaymentMethod(world: World, id: string): PaymentMethod {
  const method = findPaymentMethod(world, id);
  const { customer } = method;
  if (!customer)
    throw invalidRequest('The payment method you provided is not attached to a customer so detachment is impossible.', {
      code: 'payment_method_unexpected_state',
    });
  const owner = world.store.must('customers', customer);
  if (owner.invoice_settings.default_payment_method === id)
    world.update(
      'customers',
      customer,
      { invoice_settings: { ...owner.invoice_settings, default_payment_method: null } },
      'customer.updated',
    );
  for (const subscription of world.store.all('subscriptions'))
    if (subscription.default_payment_method === id && subscription.status !== 'canceled')
      world.update('subscriptions', subscription.id, { default_payment_method: null }, 'customer.subscription.updated');
  const detached = world.store.patch('payment_methods', id, { customer: null });
  world.emit('payment_method.detached', detached, { customer }, world.timeOf(customer));
  return detached;
}

/** 402 for what a card said. */
export function cardError(outcome: { code: string; decline_code?: string; message: string }): StripeError {
  return new StripeError(402, {
    type: 'card_error',
    code: outcome.code,
    ...(outcome.decline_code ? { decline_code: outcome.decline_code } : {}),
    message: outcome.message,
  });
}
