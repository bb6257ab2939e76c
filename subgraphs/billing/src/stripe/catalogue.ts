import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type Stripe from 'stripe';
import type { Pricing } from '../plans/pricing.ts';
import type { Currency } from '../plans/pricing-config.ts';

/** The product at Stripe that stands for a tier. Prices come and go; the product stays. */
export const productIdOf = (tier: TierSlug) => `offplan_${tier}`;

interface Stock {
  /** By the price's id, those that are sold no more included: somebody may still pay them. */
  tierOfPrice: ReadonlyMap<string, TierSlug>;
  prices: ReadonlyMap<string, Stripe.Price>;
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
    const known = (await this.#read()).tierOfPrice.get(priceId);
    if (known) return known;
    // It may be newer than what was read.
    this.#stock = null;
    const tier = (await this.#read()).tierOfPrice.get(priceId);
    if (!tier) throw new Error(`The price ${priceId} stands for no tier`);
    return tier;
  }

  /** What a price of ours comes to in a currency, in minor units; null where it has no such currency. */
  async amountOf(priceId: string, currency: Currency): Promise<number | null> {
    await this.tierOf(priceId);
    const price = (await this.#read()).prices.get(priceId);
    if (price?.currency === currency) return price.unit_amount;
    return price?.currency_options?.[currency]?.unit_amount ?? null;
  }

  /** The price that a tier is sold for now; null when it is not sold. */
  async priceOf(tier: TierSlug): Promise<Stripe.Price | null> {
    const price = (await this.#read()).priceOfTier.get(tier);
    if (price) return price;
    this.#stock = null;
    return (await this.#read()).priceOfTier.get(tier) ?? null;
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
    const tierOfPrice = new Map<string, TierSlug>();
    const prices = new Map<string, Stripe.Price>();
    const priceOfTier = new Map<TierSlug, Stripe.Price>();
    for (const { slug, lookupKey } of this.#pricing.tiers) {
      if (!lookupKey) continue;
      const sold = { product: productIdOf(slug), limit: 100, expand: ['data.currency_options'] };
      for await (const price of this.#client.prices.list(sold)) {
        tierOfPrice.set(price.id, slug);
        prices.set(price.id, price);
        if (price.active && price.lookup_key === lookupKey) priceOfTier.set(slug, price);
      }
    }
    return { tierOfPrice, prices, priceOfTier };
  }
}
