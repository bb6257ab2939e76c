import type { PlanLimits, TierSlug } from '@offplan/kernel/entitlements/entitlements';

/** The features that plans differ in (BIL-2, BIL-5). */
export const FEATURES = [
  'object_builder',
  'team',
  'buyer_records',
  'audit_log',
  'open_mode',
  'analytics',
  'custom_domain',
  'dkim',
  'api_access',
  'sso',
  'sla',
  'individual_limits',
] as const;
export type Feature = (typeof FEATURES)[number];

export interface TierConfig {
  slug: TierSlug;
  /** Order of the tiers: a higher one has all that a lower one has. */
  rank: number;
  name: string;
  limits: PlanLimits;
  /** The features that begin with this tier. */
  features: readonly Feature[];
}

const NOT_LIMITED: PlanLimits = { projects: null, teamMembers: null, unitsPerProject: null, guestOrganisations: null };

/**
 * Tiers, names, limits and features, in one place (BIL-1). A change here needs no other code and no migration. `null` is "not limited":
 * the business has set no number.
 */
export const TIERS: readonly TierConfig[] = [
  {
    slug: 'free_guest',
    rank: 0,
    name: 'Free Guest',
    limits: { ...NOT_LIMITED, projects: 0, guestOrganisations: 0 },
    features: [],
  },
  {
    slug: 'tier_1',
    rank: 1,
    name: 'Starter',
    limits: NOT_LIMITED,
    features: ['object_builder', 'team', 'buyer_records', 'audit_log', 'open_mode'],
  },
  {
    slug: 'tier_2',
    rank: 2,
    name: 'Pro',
    limits: NOT_LIMITED,
    features: ['analytics', 'custom_domain', 'dkim', 'api_access'],
  },
  {
    slug: 'tier_3_enterprise',
    rank: 3,
    name: 'Enterprise',
    limits: NOT_LIMITED,
    features: ['sso', 'sla', 'individual_limits'],
  },
];

/** The trial: every Pro feature, few things of each kind (BIL-10, BIL-11). */
export const TRIAL = {
  tier: 'tier_2',
  days: 14,
  limits: { ...NOT_LIMITED, projects: 1, teamMembers: 3 },
} as const satisfies { tier: TierSlug; days: number; limits: PlanLimits };

export function tierOf(slug: TierSlug): TierConfig {
  return TIERS.find((tier) => tier.slug === slug)!;
}

/** All features of a tier: its own and those of the tiers below. */
export function featuresOf(slug: TierSlug): Feature[] {
  const { rank } = tierOf(slug);
  return TIERS.filter((tier) => tier.rank <= rank).flatMap((tier) => tier.features);
}

/** The least tier that has a feature (BIL-2). */
export function leastTierOf(feature: Feature): TierSlug {
  return TIERS.find((tier) => tier.features.includes(feature))!.slug;
}
