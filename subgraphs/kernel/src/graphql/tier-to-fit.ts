import { TIER_SLUGS, type TierSlug } from '../entitlements/entitlements.ts';
import { fault } from './errors.ts';

/** The argument of what fits a plan. */
export const TIER_TO_FIT = {
  nullable: true,
  description: 'Its slug; without one the coming plan, and where none is coming the present one.',
} as const;

/** Throws BAD_USER_INPUT for a word that is no tier's. */
export function readTier(slug: string | null | undefined): TierSlug | null {
  if (slug === null || slug === undefined) return null;
  const tier = TIER_SLUGS.find((known) => known === slug);
  if (!tier) throw fault('BAD_USER_INPUT', `tier: there is ${TIER_SLUGS.join(', ')}`);
  return tier;
}
