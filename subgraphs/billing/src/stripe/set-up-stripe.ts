import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import Stripe from 'stripe';
import type { Pricing } from '../plans/pricing.ts';
import { CURRENCIES, type MonthlyPrice } from '../plans/pricing-config.ts';
import { HANDLED_EVENTS } from '../webhooks/event-table.ts';
import { productIdOf } from './catalogue.ts';
import { STRIPE_VERSION } from './stripe-account.ts';

/**
 * Brings our account at Stripe to what the configuration says: products, prices, the portal, the webhook. Safe to repeat; an amount that
 * has changed becomes a new price that takes over the name, and who pays the old one goes on paying it. Resolves with the secret of a
 * webhook that was made now: Stripe tells it once.
 */
export async function setUpStripe(
  client: Stripe,
  pricing: Pricing,
  { appUrl, webhookUrl }: { appUrl: string; webhookUrl: string },
): Promise<{ webhookSecret: string | null }> {
  for (const { slug, name, price, lookupKey } of pricing.tiers) {
    if (!price || !lookupKey) continue;
    await ensureProduct(client, slug, name);
    await ensurePrice(client, slug, price, lookupKey);
  }
  await ensurePortal(client, appUrl);
  return { webhookSecret: await ensureWebhook(client, webhookUrl) };
}

async function ensureProduct(client: Stripe, tier: TierSlug, name: string): Promise<void> {
  const id = productIdOf(tier);
  try {
    const product = await client.products.retrieve(id);
    if (product.name !== name) await client.products.update(id, { name });
  } catch (fault) {
    if (!(fault instanceof Stripe.errors.StripeInvalidRequestError) || fault.code !== 'resource_missing') throw fault;
    await client.products.create({ id, name, metadata: { tier } });
  }
}

async function ensurePrice(client: Stripe, tier: TierSlug, price: MonthlyPrice, lookupKey: string): Promise<void> {
  const { data } = await client.prices.list({ lookup_keys: [lookupKey], expand: ['data.currency_options'] });
  const [current] = data;
  if (current && CURRENCIES.every((currency) => amountIn(current, currency) === price[currency])) return;
  const [base, ...others] = CURRENCIES;
  await client.prices.create({
    product: productIdOf(tier),
    currency: base,
    unit_amount: price[base],
    recurring: { interval: 'month' },
    currency_options: Object.fromEntries(others.map((currency) => [currency, { unit_amount: price[currency] }])),
    tax_behavior: 'exclusive',
    lookup_key: lookupKey,
    transfer_lookup_key: true,
    metadata: { tier },
  });
}

const amountIn = (price: Stripe.Price, currency: string) =>
  price.currency === currency ? price.unit_amount : price.currency_options?.[currency]?.unit_amount;

/** Whether a configuration of the portal is ours. */
export const isPortal = ({ active, metadata }: Stripe.BillingPortal.Configuration) =>
  active && metadata?.offplan === 'portal';

/** Cards, invoices and cancelling at the period's end (BIL-25). Plans change in the app alone: two ways to do it would have to agree. */
async function ensurePortal(client: Stripe, appUrl: string): Promise<void> {
  const { data } = await client.billingPortal.configurations.list({ limit: 100 });
  if (data.some(isPortal)) return;
  await client.billingPortal.configurations.create({
    business_profile: { privacy_policy_url: `${appUrl}/terms`, terms_of_service_url: `${appUrl}/terms` },
    features: {
      payment_method_update: { enabled: true },
      invoice_history: { enabled: true },
      customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'tax_id'] },
      subscription_cancel: { enabled: true, mode: 'at_period_end' },
      subscription_update: { enabled: false, default_allowed_updates: [], products: [] },
    },
    metadata: { offplan: 'portal' },
  });
}

async function ensureWebhook(client: Stripe, url: string): Promise<string | null> {
  const { data } = await client.webhookEndpoints.list({ limit: 100 });
  const known = data.find((endpoint) => endpoint.url === url);
  const events = [...HANDLED_EVENTS];
  if (known) {
    const isSame =
      events.length === known.enabled_events.length && events.every((one) => known.enabled_events.includes(one));
    if (!isSame) await client.webhookEndpoints.update(known.id, { enabled_events: events });
    return null;
  }
  const made = await client.webhookEndpoints.create({ url, enabled_events: events, api_version: STRIPE_VERSION });
  return made.secret ?? null;
}
