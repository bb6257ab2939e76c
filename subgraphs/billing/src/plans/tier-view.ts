import type { Tier } from './plan.ts';
import { CURRENCIES, type TierConfig } from './pricing-config.ts';

/** A tier as the API shows it. */
export function tierView({ slug, name, rank, limits, price, lookupKey }: TierConfig): Tier {
  return {
    slug,
    name,
    rank,
    limits,
    prices: price
      ? CURRENCIES.map((currency) => ({ amountMinor: price[currency], currency: currency.toUpperCase() }))
      : [],
    isByContact: rank > 0 && lookupKey === null,
  };
}
