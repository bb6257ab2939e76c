import type Stripe from 'stripe';
import { afterEach, expect, it, vi } from 'vitest';
import { Pricing } from '../plans/pricing.ts';
import { Catalogue } from './catalogue.ts';

afterEach(() => void vi.useRealTimers());

it('BIL-22 what is sold at another price since is known within a minute, and asked for once in it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const pricing = new Pricing();
  const { slug, lookupKey } = pricing.tiers.find((tier) => tier.lookupKey)!;
  let sold = 'price_old';
  let isAway = false;
  let asked = 0;
  const list = ({ product }: Stripe.PriceListParams) => {
    if (isAway) throw new Error('away');
    if (product !== `offplan_${slug}`) return [];
    asked += 1;
    return [{ id: sold, active: true, lookup_key: lookupKey }];
  };
  const catalogue = new Catalogue({ prices: { list } } as unknown as Stripe, pricing);
  const price = async () => (await catalogue.priceOf(slug))?.id;
  expect(await Promise.all([price(), price()])).toEqual(['price_old', 'price_old']);
  sold = 'price_new';
  vi.advanceTimersByTime(59_000);
  expect(await price()).toBe('price_old');
  expect(asked).toBe(1);
  vi.advanceTimersByTime(1_000);
  isAway = true;
  await expect(price()).rejects.toThrow('away');
  isAway = false;
  expect(await price()).toBe('price_new');
});
