import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type Stripe from 'stripe';
import type { Pricing } from '../plans/pricing.ts';
import type { Currency } from '../plans/pricing-config.ts';

/** The product at Stripe that stands for a tier. Prices come and go; the product stays. */
export const productIdOf = (tier: TierSlug) => `offplan_${tier}`;

/** What a price comes to in a currency, in minor units, where its options were asked for; null where it has no such currency. */
export const amountIn = (price: Stripe.Price, currency: string): number | null =>
  price.currency === currency ? price.unit_amount : (price.currency_options?.[currency]?.unit_amount ?? null);

interface TierPrice {
  tier: TierSlug;
  price: Stripe.Price;
}

interface Stock {
  /** By the price's id, those that are sold no more included: somebody may still pay them. */
  prices: ReadonlyMap<string, TierPrice>;
  /** The price that is sold now. */
  priceOfTier: ReadonlyMap<TierSlug, Stripe.Price>;
}

/** For so long, in milliseconds, what was read is good: after it every process sells at a price that has changed. */
const LIFETIME = 60_000;

/** Which of Stripe's prices stand for which tier. */
export class Catalogue {
  readonly #client: Stripe;
  readonly #pricing: Pricing;
  #stock: Promise<Stock> | null = null;
  #readAt = 0;

  constructor(client: Stripe, pricing: Pricing) {
    this.#client = client;
    this.#pricing = pricing;
  }

  /** The tier that a price stands for. Throws for one that is none of ours: nobody may guess what was bought. */
  async tierOf(priceId: string): Promise<TierSlug> {
    return (await this.#find(priceId)).tier;
  }

  /** What a price of ours comes to in a currency, in minor units; null where it has no such currency. Throws like `tierOf`. */
  async amountOf(priceId: string, currency: Currency): Promise<number | null> {
    return amountIn((await this.#find(priceId)).price, currency);
  }

  /** The price that a tier is sold for now; null when it is not sold. */
  async priceOf(tier: TierSlug): Promise<Stripe.Price | null> {
    const price = (await this.#read()).priceOfTier.get(tier);
    if (price) return price;
    this.#stock = null;
    return (await this.#read()).priceOfTier.get(tier) ?? null;
  }

  async #find(priceId: string): Promise<TierPrice> {
    const known = (await this.#read()).prices.get(priceId);
    if (known) return known;
    // It may be newer than what was read.
    this.#stock = null;
    const found = (await this.#read()).prices.get(priceId);
    if (!found) throw new Error(`The price ${priceId} stands for no tier`);
    return found;
  }

  #read(): Promise<Stock> {
    const now = performance.now();
    if (this.#stock && now - this.#readAt < LIFETIME) return this.#stock;
    this.#readAt = now;
    const stock = this.#ask().catch((fault: unknown) => {
      if (this.#stock === stock) this.#stock = null;
      throw fault;
    });
    this.#stock = stock;
    return stock;
  }

  async #ask(): Promise<Stock> {
    const prices = new Map<string, TierPrice>();
    const priceOfTier = new Map<TierSlug, Stripe.Price>();
    for (const { slug, lookupKey } of this.#pricing.tiers) {
      if (!lookupKey) continue;
      const sold = { product: productIdOf(slug), limit: 100, expand: ['data.currency_options'] };
      for await (const price of this.#client.prices.list(sold)) {
        prices.set(price.id, { tier: slug, price });
        if (price.active && price.lookup_key === lookupKey) priceOfTier.set(slug, price);
      }
    }
    return { prices, priceOfTier };
  }
}
