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
}

export const ENTITLEMENTS_CHANGED = 'entitlements.changed';
