import type { PlanFieldsFragment } from '../generated/graphql.ts';

/** What a plan caps. */
export const CAPS = ['projects', 'teamMembers', 'unitsPerProject', 'guestOrganisations'] as const;
export type Cap = (typeof CAPS)[number];
export type Limits = Pick<PlanFieldsFragment['limits'], Cap>;

/** How much is used of each cap; a cap that is not known is left out. */
export type Usage = Partial<Record<Cap, number>>;

/** What is used of something, against a cap that there is. */
export interface Excess {
  readonly cap: Cap;
  readonly used: number;
  readonly limit: number;
}

/** What of the present use is more than other limits allow (BIL-23). */
export function excessOver(usage: Usage, limits: Limits): Excess[] {
  return CAPS.flatMap((cap) => {
    const used = usage[cap];
    const limit = limits[cap] ?? null;
    return used !== undefined && limit !== null && used > limit ? [{ cap, used, limit }] : [];
  });
}

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
