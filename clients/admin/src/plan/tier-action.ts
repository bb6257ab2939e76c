import type { Standing, StandingBilling } from './plan-standing.ts';

interface RankedTier {
  readonly slug: string;
  readonly rank: number;
}

interface OfferedTier extends RankedTier {
  /** Empty while the business has set no price. */
  readonly prices: readonly unknown[];
  readonly isByContact: boolean;
}

interface PayerBilling extends StandingBilling {
  readonly awaitedUpgrade: { readonly tier: { readonly slug: string } } | null;
  readonly noted: { readonly tier: { readonly slug: string }; readonly canBeWithdrawn: boolean } | null;
}

/** What the button of a tier's column does. */
export type TierAction =
  /** Nothing: it is the plan. */
  | 'current'
  /** Nothing: it comes by itself. */
  | 'coming'
  /** Nothing, until an open invoice is paid. */
  | 'payFirst'
  /** Nothing: the bank is asked about it. */
  | 'awaited'
  /** Nothing: it is noted until payments answer. */
  | 'noted'
  /** Writes to sales. */
  | 'contact'
  /** Writes to us: it has no price yet. */
  | 'ask'
  | 'addCard'
  /** Takes a cancellation or a coming change back. */
  | 'keep'
  /** Nothing, until a cancellation is taken back. */
  | 'keepFirst'
  /** Looks at a change of the running plan. */
  | 'choose'
  | 'upgrade'
  | 'switch'
  /** Opens the checkout. */
  | 'buy'
  | 'reactivate';

/** What the Owner can do about a tier as things stand. */
export function tierActionOf(
  tier: OfferedTier,
  current: RankedTier,
  standing: Standing,
  billing: PayerBilling,
): TierAction {
  const isCurrent = tier.slug === current.slug;
  if (tier.isByContact) return isCurrent ? 'current' : 'contact';
  if (standing === 'pastDue' || standing === 'unpaid') return isCurrent ? 'current' : 'payFirst';
  const { awaitedUpgrade } = billing;
  if (awaitedUpgrade?.tier.slug === tier.slug) return 'awaited';
  if (awaitedUpgrade) return isCurrent ? 'current' : 'payFirst';
  const { noted } = billing;
  if (noted?.tier.slug === tier.slug) return 'noted';
  if (noted) return isCurrent ? (noted.canBeWithdrawn ? 'keep' : 'current') : 'keepFirst';
  const canBeBought = billing.isAvailable && tier.prices.length > 0;
  if (billing.coming?.tier.slug === tier.slug)
    return standing === 'trial' && canBeBought && !billing.card ? 'addCard' : 'coming';
  if (isCurrent && (billing.cancelsAt || billing.coming?.canBeWithdrawn)) return 'keep';
  if (isCurrent && standing === 'trial' && canBeBought && !billing.card) return 'addCard';
  if (isCurrent) return 'current';
  if (!canBeBought) return 'ask';
  if (billing.cancelsAt) return 'keepFirst';
  switch (standing) {
    case 'trial':
    case 'continuing':
      return 'choose';
    case 'freeGuest':
      return 'buy';
    case 'ended':
      return 'reactivate';
    default:
      return tier.rank > current.rank ? 'upgrade' : 'switch';
  }
}
