import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import Stripe from 'stripe';
import type { Pricing } from '../plans/pricing.ts';
import { CURRENCIES, type MonthlyPrice } from '../plans/pricing-config.ts';
import { HANDLED_EVENTS } from '../webhooks/event-table.ts';
import { amountIn, productIdOf } from './catalogue.ts';
import { STRIPE_VERSION } from './stripe-account.ts';

export interface StripeSetUp {
  /** The secret of a webhook that was made now; null when there was one. Stripe tells it once. */
  webhookSecret: string | null;
  /** Webhooks of another version of Stripe's API that still deliver to the same address. */
  oldWebhooks: string[];
}

/**
 * Brings our account at Stripe to what the configuration says: products, prices, the portal, the webhook. Safe to repeat; an amount that
 * has changed becomes a new price that takes over the name, and who pays the old one goes on paying it. A webhook keeps its version of Stripe's API
 * for ever: one of another version gets a successor, and both deliver, so that nothing is lost until the successor's secret is configured. Only
 * `retiresOldWebhooks` then switches the old one off, and not in the run that has made the successor.
 */
export async function setUpStripe(
  client: Stripe,
  pricing: Pricing,
  {
    appUrl,
    webhookUrl,
    retiresOldWebhooks = false,
  }: { appUrl: string; webhookUrl: string; retiresOldWebhooks?: boolean },
): Promise<StripeSetUp> {
  for (const { slug, name, price, lookupKey } of pricing.tiers) {
    if (!price || !lookupKey) continue;
    await ensureProduct(client, slug, name);
    await ensurePrice(client, slug, price, lookupKey);
  }
  await ensurePortal(client, appUrl);
  return ensureWebhook(client, webhookUrl, retiresOldWebhooks);
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

/** Whether a configuration of the portal is ours. */
export const isPortal = ({ active, metadata }: Stripe.BillingPortal.Configuration) =>
  active && metadata?.offplan === 'portal';

/**
 * Cards, invoices and cancelling at the period's end, with its reason (BIL-25). Plans change in the app alone: two ways to do it would have to agree.
 * One that is there already becomes what is wanted now.
 */
async function ensurePortal(client: Stripe, appUrl: string): Promise<void> {
  const wanted = {
    business_profile: { privacy_policy_url: `${appUrl}/terms`, terms_of_service_url: `${appUrl}/terms` },
    features: {
      payment_method_update: { enabled: true },
      invoice_history: { enabled: true },
      customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'tax_id'] },
      subscription_cancel: {
        enabled: true,
        mode: 'at_period_end',
        cancellation_reason: { enabled: true, options: [...CANCELLATION_REASONS] },
      },
      subscription_update: { enabled: false, default_allowed_updates: [], products: [] },
    },
    metadata: { offplan: 'portal' },
  } satisfies Stripe.BillingPortal.ConfigurationCreateParams;
  const { data } = await client.billingPortal.configurations.list({ limit: 100, active: true });
  const known = data.find(isPortal);
  if (known) await client.billingPortal.configurations.update(known.id, wanted);
  else await client.billingPortal.configurations.create(wanted);
}

/** What whoever cancels is asked, in Stripe's words for it. */
const CANCELLATION_REASONS = [
  'too_expensive',
  'missing_features',
  'switched_service',
  'unused',
  'customer_service',
  'too_complex',
  'low_quality',
  'other',
] as const;

async function ensureWebhook(client: Stripe, url: string, retiresOld: boolean): Promise<StripeSetUp> {
  const { data } = await client.webhookEndpoints.list({ limit: 100 });
  const own = data.filter((endpoint) => endpoint.url === url);
  const ofVersion = own.filter(({ api_version }) => api_version === STRIPE_VERSION);
  const known = ofVersion.find(isEnabled) ?? ofVersion[0];
  const old = own.filter((endpoint) => endpoint.api_version !== STRIPE_VERSION && isEnabled(endpoint));
  const enabled_events = [...HANDLED_EVENTS];
  if (!known) {
    const made = await client.webhookEndpoints.create({ url, enabled_events, api_version: STRIPE_VERSION });
    return { webhookSecret: made.secret ?? null, oldWebhooks: old.map(({ id }) => id) };
  }
  const isSame =
    isEnabled(known) &&
    enabled_events.length === known.enabled_events.length &&
    enabled_events.every((one) => known.enabled_events.includes(one));
  if (!isSame) await client.webhookEndpoints.update(known.id, { enabled_events, disabled: false });
  if (retiresOld) for (const { id } of old) await client.webhookEndpoints.update(id, { disabled: true });
  return { webhookSecret: null, oldWebhooks: retiresOld ? [] : old.map(({ id }) => id) };
}

const isEnabled = ({ status }: Stripe.WebhookEndpoint) => status === 'enabled';
