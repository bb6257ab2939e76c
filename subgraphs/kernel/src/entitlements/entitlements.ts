/** The stable slugs of the tiers (BIL-1), from the least to the most. */
export const TIER_SLUGS = ['free_guest', 'tier_1', 'tier_2', 'tier_3_enterprise'] as const;
export type TierSlug = (typeof TIER_SLUGS)[number];

/** `ended`: the trial or plan is over and the workspace is read-only (BIL-18). */
export type PlanStatus = 'active' | 'ended';

/** Caps of a plan; null means not limited (BIL-1). */
export interface PlanLimits {
  projects: number | null;
  teamMembers: number | null;
  unitsPerProject: number | null;
  guestOrganisations: number | null;
}

/** Which of the caps a thing is counted by. */
export type Cap = keyof PlanLimits;

/** What an Organisation may do now (BIL-3). Billing computes it and publishes it as `data.after` of the event `entitlements.changed`. */
export interface Entitlements {
  /** Grows with each change; an older version is never applied over a newer one. */
  version: number;
  tier: TierSlug;
  isTrial: boolean;
  /** ISO 8601, UTC. */
  trialEndsAt: string | null;
  status: PlanStatus;
  limits: PlanLimits;
  features: string[];
  /** The tier that is chosen for the end of the trial or period; null when the plan stays (BIL-13, BIL-21). */
  comingTier: TierSlug | null;
  /** What each tier holds as it is sold: to say what would not fit another, and which one holds what is too much here (BIL-23). */
  tierLimits: Partial<Record<TierSlug, PlanLimits>>;
  /** The least tier that has each feature: what whoever lacks it is told (BIL-2). Without a feature that came since it was published. */
  leastTiers: Partial<Record<string, TierSlug>>;
  /** Whether the plan goes on by itself when the trial ends: a card is set, or a tier was chosen (GRO-3). */
  isContinuing: boolean;
  /** When the last trial or plan ended; null while one runs, and where there never was one. ISO 8601, UTC. */
  endedAt: string | null;
  /** What it was that ended: the words of the journey differ (GRO-4). */
  endedPlan: EndedPlan | null;
  /** Whether what was published is frozen: 30 days after the end (BIL-14). */
  isFrozen: boolean;
  /** What hinders the payment of a plan that runs; it ends with the grace (BIL-41). */
  paymentTrouble: PaymentTrouble | null;
  /** When the grace ends; null without trouble, and where Stripe's own attempts decide. ISO 8601, UTC. */
  graceEndsAt: string | null;
}

export type EndedPlan = 'trial' | 'paid';
export type PaymentTrouble = 'failed' | 'needs_verification';

/** What a plan is like whose end, payment and future nothing needs to be said of. */
export const UNTROUBLED = {
  comingTier: null,
  tierLimits: {},
  leastTiers: {},
  isContinuing: false,
  endedAt: null,
  endedPlan: null,
  isFrozen: false,
  paymentTrouble: null,
  graceEndsAt: null,
} as const satisfies Partial<Entitlements>;

export const ENTITLEMENTS_CHANGED = 'entitlements.changed';
