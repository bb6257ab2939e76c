import { describe, expect, it } from 'vitest';
import { type StandingBilling, type StandingPlan, standingOf } from './plan-standing.ts';
import { tierActionOf } from './tier-action.ts';
import { countGuests } from './usage.ts';

const FREE = { slug: 'free_guest', name: 'Free Guest', rank: 0 };
const STARTER = { slug: 'tier_1', name: 'Starter', rank: 1 };
const PRO = { slug: 'tier_2', name: 'Pro', rank: 2 };
const ENTERPRISE = { slug: 'tier_3_enterprise', name: 'Enterprise', rank: 3 };
const AT = '2026-12-01T00:00:00.000Z';
const COMING = { tier: STARTER, at: AT, canBeWithdrawn: true };

const plan = (change: Partial<StandingPlan>): StandingPlan => ({
  tier: PRO,
  isTrial: false,
  isContinuing: true,
  isEnded: false,
  endedAt: null,
  paymentTrouble: null,
  ...change,
});
const CARD = { brand: 'visa', last4: '4242', expiryMonth: 1, expiryYear: 2030 } as const;
const PAID: StandingBilling = { isAvailable: true, isSubscribed: true, card: CARD, cancelsAt: null, coming: null };

describe('how a plan stands', () => {
  it.each([
    ['trial', plan({ isTrial: true, isContinuing: false }), { ...PAID, card: null }],
    ['trial', plan({ isTrial: true }), { ...PAID, card: null, coming: COMING }],
    ['continuing', plan({ isTrial: true }), PAID],
    ['continuing', plan({ isTrial: true }), null],
    ['cancelling', plan({ isTrial: true }), { ...PAID, cancelsAt: AT }],
    ['paid', plan({}), PAID],
    ['paid', plan({}), null],
    ['cancelling', plan({}), { ...PAID, cancelsAt: AT }],
    ['coming', plan({}), { ...PAID, coming: COMING }],
    ['pastDue', plan({ paymentTrouble: 'FAILED' }), { ...PAID, cancelsAt: AT }],
    ['unpaid', plan({ tier: FREE, endedAt: AT, isEnded: true, paymentTrouble: 'FAILED' }), PAID],
    [
      'ended',
      plan({ tier: FREE, endedAt: AT, isEnded: true, paymentTrouble: 'FAILED' }),
      { ...PAID, isSubscribed: false },
    ],
    ['ended', plan({ tier: FREE, endedAt: AT, isEnded: true }), null],
    ['freeGuest', plan({ tier: FREE, isContinuing: false }), null],
  ] as const)('UI-15 is %s', (standing, of, billing) => {
    expect(standingOf(of, billing)).toBe(standing);
  });
});

describe('the button of a tier', () => {
  const price = [{ amountMinor: 7_900, currency: 'USD' }] as const;
  const starter = { ...STARTER, prices: price, isByContact: false };
  const pro = { ...PRO, prices: price, isByContact: false };
  const enterprise = { ...ENTERPRISE, prices: [], isByContact: true };
  const open = { ...PAID, awaitedUpgrade: null, noted: null };

  it.each([
    ['addCard', pro, PRO, 'trial', { ...open, card: null }],
    ['choose', starter, PRO, 'trial', { ...open, card: null }],
    ['contact', enterprise, PRO, 'trial', open],
    ['choose', starter, PRO, 'continuing', open],
    ['addCard', starter, PRO, 'trial', { ...open, card: null, coming: COMING }],
    ['keep', pro, PRO, 'trial', { ...open, card: null, coming: COMING }],
    ['payFirst', starter, FREE, 'unpaid', open],
    ['coming', starter, PRO, 'continuing', { ...open, coming: COMING }],
    ['keep', pro, PRO, 'continuing', { ...open, coming: COMING }],
    ['switch', starter, PRO, 'paid', open],
    ['upgrade', pro, STARTER, 'paid', open],
    ['keep', pro, PRO, 'cancelling', { ...open, cancelsAt: AT }],
    ['keepFirst', starter, PRO, 'cancelling', { ...open, cancelsAt: AT }],
    ['payFirst', starter, PRO, 'pastDue', open],
    ['awaited', pro, STARTER, 'paid', { ...open, awaitedUpgrade: { tier: PRO } }],
    ['current', starter, STARTER, 'paid', { ...open, awaitedUpgrade: { tier: PRO } }],
    ['noted', starter, PRO, 'paid', { ...open, noted: { tier: STARTER, canBeWithdrawn: true } }],
    ['keep', pro, PRO, 'paid', { ...open, noted: { tier: STARTER, canBeWithdrawn: true } }],
    ['current', pro, PRO, 'paid', { ...open, noted: { tier: STARTER, canBeWithdrawn: false } }],
    ['keepFirst', pro, STARTER, 'paid', { ...open, noted: { tier: ENTERPRISE, canBeWithdrawn: true } }],
    ['buy', starter, FREE, 'freeGuest', open],
    ['reactivate', pro, FREE, 'ended', open],
    ['ask', { ...starter, prices: [] }, FREE, 'freeGuest', open],
    ['ask', starter, PRO, 'trial', { ...open, isAvailable: false }],
    ['current', { ...pro, prices: [] }, PRO, 'trial', { ...open, card: null }],
    ['current', enterprise, ENTERPRISE, 'paid', open],
  ] as const)('UI-15 BIL-26 does “%s”', (action, tier, current, standing, billing) => {
    expect(tierActionOf(tier, current, standing, billing)).toBe(action);
  });
});

describe('use and limits', () => {
  it('BIL-1 counts a guest organisation once, open invitations included, ended ones not', () => {
    const organisation = { id: 'blue-heron' };
    expect(
      countGuests([
        { status: 'ACTIVE', email: null, organisation },
        { status: 'PENDING', email: 'a@example.org', organisation },
        { status: 'PENDING', email: 'b@example.org', organisation: null },
        { status: 'EXPIRED', email: 'c@example.org', organisation: null },
        { status: 'WITHDRAWN', email: null, organisation: { id: 'gone' } },
      ]),
    ).toBe(2);
  });
});
