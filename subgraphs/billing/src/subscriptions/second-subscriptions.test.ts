import { expect, it } from 'vitest';
import type { SubscriptionStatus } from '../plans/plan-standing.ts';
import { secondSubscriptions } from './second-subscriptions.ts';

const one = (id: string, status: SubscriptionStatus, minute: number, hasPaymentMethod = true) => ({
  id,
  status,
  hasPaymentMethod,
  createdAt: new Date(Date.UTC(2026, 10, 21, 12, minute)),
});
const idsOf = (...subscriptions: ReturnType<typeof one>[]) => secondSubscriptions(subscriptions).map(({ id }) => id);

it('BIL-24 of two subscriptions that run the older stays, unless nobody pays for it; what has ended does not count', () => {
  expect(idsOf(one('a', 'active', 1))).toEqual([]);
  expect(idsOf(one('a', 'canceled', 1), one('b', 'active', 2), one('c', 'incomplete', 3))).toEqual([]);
  expect(idsOf(one('b', 'active', 2), one('a', 'active', 1))).toEqual(['b']);
  expect(idsOf(one('b', 'active', 1), one('a', 'active', 1))).toEqual(['b']);
  expect(idsOf(one('trial', 'trialing', 1, false), one('paid', 'active', 2))).toEqual(['trial']);
  expect(idsOf(one('unpaid', 'unpaid', 1), one('paid', 'active', 2))).toEqual(['unpaid']);
  expect(idsOf(one('a', 'active', 1), one('b', 'past_due', 2), one('c', 'active', 3))).toEqual(['c', 'b']);
});
