import type { TierSlug } from '../entitlements/entitlements.ts';
import type { GuestCapability, Role } from '../permissions/roles.ts';

/** What one guest grant gives in one project of the host (ID-50). */
export interface PassportGrant {
  projectId: string;
  capabilities: GuestCapability[];
}

/** Where an Organisation stands (ID-20). Only in an `active` one does anybody work; of a `deleted` one nobody hears. */
export const ORGANISATION_STATUSES = ['active', 'suspended', 'free_guest_archived', 'deleting', 'deleted'] as const;
export type OrganisationStatus = (typeof ORGANISATION_STATUSES)[number];

/**
 * Who asks, as the gateway states it to a subgraph (GW-20). All ids are UUIDs.
 *
 * `anonymous`: nobody signed in. `user`: a person, with a workspace when the request names one that the person may enter.
 * `shared`: all viewers of one workspace with the same rights, without a person: live updates are computed once for them (GW-31), and
 * a resolver that needs the person fails instead of answering for the wrong one. `gateway`: the gateway itself, for internal operations.
 */
export interface Passport {
  kind: 'anonymous' | 'user' | 'shared' | 'gateway';
  /** The person, and the Organisations of which it is an active member: beside the workspace it may see their names and plans. */
  user?: { id: string; name: string; organisationIds: string[] };
  sessionId?: string;
  /** The workspace: the tenant whose rows the request may touch. For a guest it is the host's. */
  organisation?: { id: string; name: string; slug: string; status: OrganisationStatus };
  /** The role in the workspace, where it is active; for a guest `external_sales_agent`. */
  role?: Role;
  /** The role in a workspace that is not active: it decides about billing and recovery alone (ID-26, SCH-9). */
  pausedRole?: Role;
  /** `role` is the person's role in its own guest Organisation: whose managers see what their members do here (ID-55). */
  guest?: { organisationId: string; organisationName: string; role: Role; grants: PassportGrant[] };
  /** The workspace's plan by the version that identity knows: whoever works there is told when it changes (BIL-3). */
  planVersion?: number;
  /**
   * Set when the seat of a member, or the place of a guest Organisation, is beyond the plan of the workspace: it reads there and changes
   * nothing (BIL-23). `leastTier` holds it; null where none is known to, and for guests, whose business it is not.
   */
  beyondPlan?: { leastTier: TierSlug | null };
  /** The person who looks with the eyes of `user` or of the guest: reads only, changes nothing. */
  viewedBy?: { id: string; name: string };
}

export const ANONYMOUS: Passport = { kind: 'anonymous' };
