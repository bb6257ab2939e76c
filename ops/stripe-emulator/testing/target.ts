import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { API_VERSION } from '../machine/world.ts';
import { type StripeEmulator, startStripeEmulator } from '../start-stripe-emulator.ts';

/** What the behaviour suite runs against. */
export interface Target {
  name: 'emulator' | 'stripe test mode';
  stripe: Stripe;
  /** The emulator behind it; null with the real one, whose pages need a browser. */
  emulator: StripeEmulator | null;
  stop(): Promise<void>;
}

/** A client of an emulator. */
export function clientOf(emulator: StripeEmulator): Stripe {
  return new Stripe(emulator.secretKey, {
    host: '127.0.0.1',
    port: emulator.port,
    protocol: 'http',
    apiVersion: API_VERSION,
    maxNetworkRetries: 0,
  });
}

/** Stripe's test mode when STRIPE_SECRET_KEY holds a key of it, else the emulator. Throws for a key with which money would move. */
export async function openTarget(): Promise<Target> {
  const key = process.env.STRIPE_SECRET_KEY;
  if (key && !key.startsWith('sk_test_')) throw new Error('STRIPE_SECRET_KEY is not a key of the test mode: refused');
  if (key)
    return {
      name: 'stripe test mode',
      stripe: new Stripe(key, { apiVersion: API_VERSION }),
      emulator: null,
      stop: async () => {},
    };
  console.warn(
    'STRIPE_SECRET_KEY is not set: the behaviour suite runs against the emulator only, the real Stripe is NOT checked.',
  );
  const emulator = await startStripeEmulator({ strict: true });
  return { name: 'emulator', stripe: clientOf(emulator), emulator, stop: () => emulator.stop() };
}

/** Moves a test clock and waits until it is ready. */
export async function advance(stripe: Stripe, clock: string, to: number): Promise<void> {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: to });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { status } = await stripe.testHelpers.testClocks.retrieve(clock);
    if (status === 'ready') return;
    if (status === 'internal_failure') throw new Error(`The test clock ${clock} failed`);
    await sleep(attempt < 20 ? 5 : 500);
  }
  throw new Error(`The test clock ${clock} does not get ready`);
}

/** What is sold in the tests: two monthly prices with three currencies. */
export async function createCatalogue(stripe: Stripe): Promise<{ starter: Stripe.Price; pro: Stripe.Price }> {
  const price = async (name: string, usd: number, eur: number, aed: number) => {
    const product = await stripe.products.create({ name });
    return stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: usd,
      recurring: { interval: 'month' },
      tax_behavior: 'exclusive',
      currency_options: { eur: { unit_amount: eur }, aed: { unit_amount: aed } },
    });
  };
  return { starter: await price('Starter', 1_900, 1_800, 7_000), pro: await price('Pro', 4_900, 4_500, 18_000) };
}

/** A customer on a clock of its own, with a card that is its default (or without, for null). */
export async function createPayer(
  stripe: Stripe,
  card: string | null,
  frozenTime: number,
): Promise<{ customer: Stripe.Customer; clock: string }> {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: frozenTime });
  const customer = await stripe.customers.create({
    email: 'payer@example.test',
    name: 'Payer',
    address: { country: 'DE', line1: 'Weg 1', city: 'Berlin', postal_code: '10115' },
    test_clock: clock.id,
  });
  if (card) {
    const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  }
  return { customer, clock: clock.id };
}

/** The fault that a promise ends with. */
export async function refusal(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (fault) {
    if (fault instanceof Stripe.errors.StripeError) return fault;
    throw fault;
  }
  throw new Error('It was not refused');
}

/** Fills a hosted form. Redirects are not followed. */
export function submit(url: string, form: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

export const GOOD_CARD = {
  email: 'payer@example.test',
  number: '4242 4242 4242 4242',
  expiry: '12 / 34',
  cvc: '123',
  name: 'Payer',
  country: 'DE',
};
