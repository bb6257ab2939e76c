import type { PlanFieldsFragment } from '../generated/graphql.ts';

/** What a plan caps. */
export const CAPS = ['projects', 'teamMembers', 'unitsPerProject', 'guestOrganisations'] as const;
export type Cap = (typeof CAPS)[number];
export type Limits = Pick<PlanFieldsFragment['limits'], Cap>;

/** How much is used of each cap; a cap that is not known is left out. */
export type Usage = Partial<Record<Cap, number>>;

interface Grant {
  readonly status: string;
  readonly email: string | null;
  readonly organisation: { readonly id: string } | null;
}

/** Guest organisations of all projects, each once, open invitations counted (BIL-1). */
export function countGuests(grants: readonly Grant[]): number {
  const open = grants.filter(({ status }) => status === 'ACTIVE' || status === 'PENDING');
  return new Set(open.map(({ organisation, email }) => organisation?.id ?? email)).size;
}
