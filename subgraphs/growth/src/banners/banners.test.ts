import { type Entitlements, UNTROUBLED } from '@offplan/kernel/entitlements/entitlements';
import { describe, expect, it } from 'vitest';
import { DAY, ended, inTrial, withCard } from '../testing/growth-world.ts';
import { BannerKind } from './banner.ts';
import { computeBanners } from './compute-banners.ts';

const NOW = new Date('2027-03-10T12:00:00Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);
const plan = (changes: Partial<Entitlements>): Entitlements => ({
  ...UNTROUBLED,
  version: 1,
  tier: 'tier_2',
  isTrial: false,
  trialEndsAt: null,
  status: 'active',
  limits: { projects: null, teamMembers: null, unitsPerProject: null, guestOrganisations: null },
  features: [],
  ...changes,
});
const shown = (changes: Partial<Entitlements>, { now = NOW, timeZone = 'UTC', mayPay = true } = {}) =>
  computeBanners(plan(changes), { now, timeZone, mayPay }).map(({ kind, at, daysLeft, canAct }) => [
    kind,
    at?.toISOString() ?? null,
    daysLeft,
    canAct,
  ]);
const at = (days: number) => inDays(days).toISOString();

describe('GRO-1 GRO-11 what the banners tell of each state of a plan', () => {
  it.each([
    ['a plan that runs', {}, []],
    ['a Free Guest that never had one', { tier: 'free_guest' }, []],
    ['a trial', inTrial(inDays(6.2)), [[BannerKind.TRIAL_RUNNING, at(6.2), 6, true]]],
    ['the last hours of a trial', inTrial(inDays(0.1)), [[BannerKind.TRIAL_RUNNING, at(0.1), 0, true]]],
    ['a trial with a card', withCard(inDays(2)), [[BannerKind.TRIAL_RUNNING, at(2), 2, false]]],
    ['a trial that ended', ended(inDays(-3)), [[BannerKind.TRIAL_ENDED, at(-3), null, true]]],
    ['a paid plan that ended', ended(inDays(-3), 'paid'), [[BannerKind.PLAN_ENDED, at(-3), null, true]]],
    ['a week before the freeze', ended(inDays(-23)), [[BannerKind.FREEZES_SOON, at(7), 7, true]]],
    ['the day before that', ended(inDays(-22)), [[BannerKind.TRIAL_ENDED, at(-22), null, true]]],
    ['the freeze', { ...ended(inDays(-40)), isFrozen: true }, [[BannerKind.FROZEN, at(-10), null, true]]],
    ['the freeze of which nobody has told yet', ended(inDays(-30)), [[BannerKind.FROZEN, at(0), null, true]]],
    [
      'a payment that failed, with a grace',
      { paymentTrouble: 'failed', graceEndsAt: at(4) },
      [[BannerKind.PAYMENT_FAILED, at(4), 4, true]],
    ],
    [
      'a payment that the bank wants confirmed',
      { paymentTrouble: 'needs_verification' },
      [[BannerKind.CARD_NEEDS_VERIFICATION, null, null, true]],
    ],
    [
      'a plan that ended for want of a payment',
      { ...ended(inDays(-1), 'paid'), paymentTrouble: 'failed' },
      [[BannerKind.PLAN_ENDED, at(-1), null, true]],
    ],
  ] as [string, Partial<Entitlements>, unknown[]][])('%s', (_, changes, expected) => {
    expect(shown(changes)).toEqual(expected);
  });
});

it('GRO-11 whoever does not decide about the plan is told the same and cannot act', () => {
  expect(shown(ended(inDays(-3)), { mayPay: false })).toEqual([[BannerKind.TRIAL_ENDED, at(-3), null, false]]);
});

it('GRO-1 GRO-11 banners count the days as the mail of nine o’clock does, all day long, and by the Organisation’s own midnight', () => {
  const endsAt = new Date('2027-03-17T18:00:00Z');
  const daysAt = (now: string, timeZone: string) => shown(inTrial(endsAt), { now: new Date(now), timeZone })[0]![2];
  for (const hour of ['05:00', '09:00', '19:59']) expect(daysAt(`2027-03-10T${hour}:00Z`, 'Asia/Dubai')).toBe(7);
  expect(daysAt('2027-03-10T20:00:00Z', 'Asia/Dubai')).toBe(6);
  expect(daysAt('2027-03-16T21:00:00Z', 'Asia/Dubai')).toBe(0);
  expect(daysAt('2027-03-16T21:00:00Z', 'UTC')).toBe(1);
});
