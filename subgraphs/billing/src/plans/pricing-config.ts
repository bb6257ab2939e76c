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

/** What people can be charged in (BIL-4). */
export const CURRENCIES = ['usd', 'eur', 'aed'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** A price for a month in whole minor units of each currency (`base_currency_display` of BIL-1). */
export type MonthlyPrice = Readonly<Record<Currency, number>>;

export interface TierConfig {
  slug: TierSlug;
  /** Order of the tiers: a higher one has all that a lower one has. */
  rank: number;
  name: string;
  limits: PlanLimits;
  /** Null: the business has not set it, or nobody buys the tier by themselves. */
  price: MonthlyPrice | null;
  /** Under which name Stripe finds its price, whose id may change with the amount. */
  lookupKey: string | null;
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
    price: null,
    lookupKey: null,
    features: [],
  },
  {
    slug: 'tier_1',
    rank: 1,
    name: 'Starter',
    limits: NOT_LIMITED,
    price: null,
    lookupKey: 'tier_1_monthly',
    features: ['object_builder', 'team', 'buyer_records', 'audit_log', 'open_mode'],
  },
  {
    slug: 'tier_2',
    rank: 2,
    name: 'Pro',
    limits: NOT_LIMITED,
    price: null,
    lookupKey: 'tier_2_monthly',
    features: ['analytics', 'custom_domain', 'dkim', 'api_access'],
  },
  {
    slug: 'tier_3_enterprise',
    rank: 3,
    name: 'Enterprise',
    limits: NOT_LIMITED,
    price: null,
    lookupKey: null,
    features: ['sso', 'sla', 'individual_limits'],
  },
];

/** The trial: every Pro feature, few things of each kind (BIL-10, BIL-11). */
export const TRIAL = {
  tier: 'tier_2',
  days: 14,
  limits: { ...NOT_LIMITED, projects: 1, teamMembers: 3 },
} as const satisfies { tier: TierSlug; days: number; limits: PlanLimits };

/** For so many days what was published stays on view after the end of a trial or plan; then it freezes (BIL-14). */
export const FREEZE_DAYS = 30;

/** For so many days access stays when a payment fails; null: for as long as Stripe tries (BIL-41). */
export const GRACE_DAYS: number | null = 7;

const EURO_AREA = new Set(
  'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK AD MC SM VA ME XK'.split(' '),
);

/** What an Organisation is charged in, by its country (BIL-4). */
export function currencyOf(country: string): Currency {
  if (country === 'AE') return 'aed';
  return EURO_AREA.has(country) ? 'eur' : 'usd';
}
