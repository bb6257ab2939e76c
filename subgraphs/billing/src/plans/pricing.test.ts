import { describe, expect, it } from 'vitest';
import { Pricing } from './pricing.ts';
import { currencyOf } from './pricing-config.ts';

describe('what is sold', () => {
  it('BIL-4 the country decides what is charged in: the euro area, the Emirates, dollars for everybody else', () => {
    for (const country of ['DE', 'HR', 'BG', 'MC', 'XK'])
      expect([country, currencyOf(country)]).toEqual([country, 'eur']);
    expect(currencyOf('AE')).toBe('aed');
    for (const country of ['US', 'GB', 'CH', 'CZ', '', 'ZZ'])
      expect([country, currencyOf(country)]).toEqual([country, 'usd']);
  });

  it('BIL-5 BIL-2 open mode begins with Starter, API access with Pro, and each tier has what the lower ones have', () => {
    const pricing = new Pricing();
    expect(pricing.leastTierOf('open_mode')).toBe('tier_1');
    expect(pricing.leastTierOf('api_access')).toBe('tier_2');
    const [, starter, pro, enterprise] = pricing.tiers.map(({ slug }) => new Set(pricing.featuresOf(slug)));
    for (const feature of starter!) expect(pro!.has(feature)).toBe(true);
    for (const feature of pro!) expect(enterprise!.has(feature)).toBe(true);
    expect(starter!.has('api_access')).toBe(false);
  });

  it('BIL-1 the business has set no price: nothing is sold, and nothing is limited that it has not said', () => {
    const { tiers } = new Pricing();
    expect(tiers.map(({ price }) => price)).toEqual([null, null, null, null]);
    expect(tiers.filter(({ rank }) => rank > 0).flatMap(({ limits }) => Object.values(limits))).toEqual(
      Array(12).fill(null),
    );
  });
});
