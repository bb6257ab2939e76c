import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { type Feature, TIERS, type TierConfig } from './pricing-config.ts';

/** What is sold: the tiers of the configuration, or those of a demo (BIL-1). */
export class Pricing {
  readonly tiers: readonly TierConfig[];

  constructor(tiers: readonly TierConfig[] = TIERS) {
    this.tiers = tiers;
  }

  tierOf(slug: TierSlug): TierConfig {
    return this.tiers.find((tier) => tier.slug === slug)!;
  }

  /** All features of a tier: its own and those of the tiers below. */
  featuresOf(slug: TierSlug): Feature[] {
    const { rank } = this.tierOf(slug);
    return this.tiers.filter((tier) => tier.rank <= rank).flatMap((tier) => tier.features);
  }

  /** The least tier that has a feature (BIL-2). */
  leastTierOf(feature: Feature): TierSlug {
    return this.tiers.find((tier) => tier.features.includes(feature))!.slug;
  }

  /** The tier that a price of Stripe's stands for; null for one that is not ours. */
  tierOfPrice(lookupKey: string | null | undefined): TierConfig | null {
    return this.tiers.find((tier) => tier.lookupKey !== null && tier.lookupKey === lookupKey) ?? null;
  }
}
