import type { GuestCapability, Role } from '../permissions/roles.ts';

/** What one guest grant gives in one project of the host (ID-50). */
export interface PassportGrant {
  projectId: string;
  capabilities: GuestCapability[];
}

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
  organisation?: { id: string; name: string; slug: string };
  /** The role in the workspace; for a guest the role in its own Organisation decides nothing here. */
  role?: Role;
  guest?: { organisationId: string; organisationName: string; grants: PassportGrant[] };
}

export const ANONYMOUS: Passport = { kind: 'anonymous' };
