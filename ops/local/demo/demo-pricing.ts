import { Pricing, TIERS, type TierConfig } from '@offplan/billing';

type Sold = Pick<TierConfig, 'price' | 'limits'>;

/** Prices and limits of the demo alone: the business has set none, and without any nothing could be bought to look at. */
const SOLD: Partial<Record<TierConfig['slug'], Sold>> = {
  tier_1: {
    price: { usd: 7_900, eur: 7_300, aed: 28_900 },
    limits: { projects: 2, teamMembers: 5, unitsPerProject: 500, guestOrganisations: 2 },
  },
  tier_2: {
    price: { usd: 24_900, eur: 22_900, aed: 91_400 },
    limits: { projects: 10, teamMembers: 20, unitsPerProject: 5_000, guestOrganisations: 15 },
  },
};

/** What is sold in local mode. */
export const DEMO_PRICING = new Pricing(TIERS.map((tier) => ({ ...tier, ...SOLD[tier.slug] })));
