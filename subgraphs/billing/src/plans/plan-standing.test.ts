import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlanFacts, planStanding, SUBSCRIPTION_STATUSES, type SubscriptionFacts } from './plan-standing.ts';

const DAY = 86_400_000;
const T0 = new Date('2028-02-15T10:00:00Z');
const at = (days: number) => new Date(T0.getTime() + days * DAY);

const subscription = (facts: Partial<SubscriptionFacts>): SubscriptionFacts => ({
  status: 'active',
  tier: 'tier_2',
  createdAt: T0,
  trialEndsAt: null,
  endedAt: null,
  hasPaymentMethod: true,
  trouble: null,
  troubleSince: null,
  ...facts,
});
const facts = (some: Partial<PlanFacts> = {}): PlanFacts => ({
  trialEndsAt: at(14),
  chosenTier: null,
  givenTier: null,
  subscriptions: [],
  graceDays: 7,
  ...some,
});

describe('where a plan stands', () => {
  it('BIL-16 the trial runs by offplan’s own clock while Stripe has not heard of it, and ends to the millisecond', () => {
    expect(planStanding(facts(), at(0))).toMatchObject({ tier: 'tier_2', isTrial: true, changesAt: at(14) });
    expect(planStanding(facts(), new Date(at(14).getTime() - 1)).isTrial).toBe(true);
    expect(planStanding(facts(), at(14))).toMatchObject({
      tier: 'free_guest',
      status: 'ended',
      endedPlan: 'trial',
      endedAt: at(14),
      changesAt: at(44),
    });
  });

  it('BIL-14 what was published is frozen 30 days after the end, across a leap day, and a payment brings everything back at once', () => {
    expect(planStanding(facts(), new Date(at(44).getTime() - 1)).isFrozen).toBe(false);
    expect(planStanding(facts(), at(44))).toMatchObject({ isFrozen: true, changesAt: null });
    expect(planStanding(facts({ subscriptions: [subscription({ createdAt: at(60) })] }), at(60))).toMatchObject({
      tier: 'tier_2',
      status: 'active',
      isFrozen: false,
      endedAt: null,
    });
  });

  it('BIL-12 BIL-13 a card in the trial does not end it; at its end the plan that was chosen goes on', () => {
    const trialing = subscription({ status: 'trialing', trialEndsAt: at(14) });
    const chosen = facts({ chosenTier: 'tier_1', subscriptions: [trialing] });
    expect(planStanding(chosen, at(3))).toMatchObject({ tier: 'tier_2', isTrial: true, isContinuing: true });
    expect(planStanding(chosen, at(14))).toMatchObject({ tier: 'tier_1', isTrial: false, status: 'active' });
    const bare = facts({ subscriptions: [{ ...trialing, hasPaymentMethod: false }] });
    expect(planStanding(bare, at(14))).toMatchObject({ tier: 'free_guest', endedPlan: 'trial' });
  });

  it('BIL-41 a failed payment keeps access for the grace and ends it then; a grace of null waits for Stripe', () => {
    const late = subscription({ status: 'past_due', troubleSince: at(30), trouble: 'failed' });
    expect(planStanding(facts({ subscriptions: [late] }), at(36))).toMatchObject({
      tier: 'tier_2',
      status: 'active',
      paymentTrouble: 'failed',
      graceEndsAt: at(37),
      changesAt: at(37),
    });
    expect(planStanding(facts({ subscriptions: [late] }), at(37))).toMatchObject({
      tier: 'free_guest',
      endedPlan: 'paid',
      endedAt: at(37),
    });
    const patient = facts({ subscriptions: [late], graceDays: null });
    expect(planStanding(patient, at(300))).toMatchObject({ tier: 'tier_2', graceEndsAt: null, changesAt: null });
  });

  it('BIL-3 an ended subscription says nothing against one that runs, in whatever order they are listed', () => {
    const ended = subscription({ status: 'canceled', endedAt: at(20), createdAt: T0, trialEndsAt: at(14) });
    const running = subscription({ status: 'active', tier: 'tier_1', createdAt: at(25) });
    for (const subscriptions of [
      [ended, running],
      [running, ended],
    ])
      expect(planStanding(facts({ subscriptions }), at(30))).toMatchObject({ tier: 'tier_1', status: 'active' });
    expect(planStanding(facts({ subscriptions: [ended] }), at(30)).endedPlan).toBe('paid');
    // While somebody pays for a new one, and the bank still asks, the end of the old one stays where it was.
    for (const status of ['incomplete', 'incomplete_expired'] as const)
      expect(
        planStanding(facts({ subscriptions: [ended, subscription({ status, createdAt: at(25) })] }), at(30)),
      ).toEqual(planStanding(facts({ subscriptions: [ended] }), at(30)));
  });

  it('BIL-41 BIL-14 the day on which an unpaid plan ended stays the same whatever Stripe does with it afterwards, and so does the freeze', () => {
    const late = { troubleSince: at(30), trialEndsAt: at(14) };
    const end = { status: 'ended', endedPlan: 'paid', endedAt: at(37) } as const;
    for (const now of [40, 66, 67, 80])
      for (const one of [
        subscription({ ...late, status: 'past_due', trouble: 'failed' }),
        subscription({ ...late, status: 'unpaid', trouble: 'failed' }),
        subscription({ ...late, status: 'canceled', endedAt: at(45) }),
        subscription({ ...late, status: 'canceled', endedAt: at(60) }),
      ])
        expect(planStanding(facts({ subscriptions: [one] }), at(now)), `${one.status} on day ${now}`).toMatchObject({
          ...end,
          isFrozen: now >= 67,
        });
    // Given up by Stripe within the grace, it has the rest of it; cancelled within it, it ended then.
    expect(
      planStanding(facts({ subscriptions: [subscription({ ...late, status: 'unpaid', trouble: 'failed' })] }), at(33)),
    ).toMatchObject({ status: 'active', graceEndsAt: at(37) });
    expect(
      planStanding(facts({ subscriptions: [subscription({ ...late, status: 'canceled', endedAt: at(33) })] }), at(34)),
    ).toMatchObject({ status: 'ended', endedAt: at(33) });
  });

  it('BIL-3 for any facts, nothing changes before the moment that is named, and what ends is named with its time', () => {
    const moment = fc.integer({ min: -30, max: 400 }).map((days) => at(days));
    const some = fc.record({
      trialEndsAt: fc.option(moment, { nil: null }),
      chosenTier: fc.constantFrom(null, 'tier_1' as const),
      givenTier: fc.constantFrom(null, null, null, 'tier_3_enterprise' as const),
      graceDays: fc.constantFrom(null, 0, 7),
      subscriptions: fc.array(
        fc.record({
          status: fc.constantFrom(...SUBSCRIPTION_STATUSES),
          tier: fc.constantFrom('tier_1' as const, 'tier_2' as const),
          createdAt: moment,
          trialEndsAt: fc.option(moment, { nil: null }),
          endedAt: fc.option(moment, { nil: null }),
          hasPaymentMethod: fc.boolean(),
          trouble: fc.constantFrom(null, 'failed' as const, 'needs_verification' as const),
          troubleSince: fc.option(moment, { nil: null }),
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(some, moment, fc.nat({ max: 100 }), (given, now, share) => {
        const standing = planStanding(given, now);
        expect(standing.status === 'ended').toBe(standing.endedAt !== null);
        expect(standing.tier === 'free_guest' || standing.status === 'active').toBe(true);
        const until = standing.changesAt ?? at(2_000);
        expect(until.getTime()).toBeGreaterThan(now.getTime());
        const between = new Date(now.getTime() + Math.floor(((until.getTime() - 1 - now.getTime()) * share) / 100));
        expect(planStanding(given, between)).toEqual(standing);
        if (standing.changesAt) expect(planStanding(given, standing.changesAt)).not.toEqual(standing);
      }),
      { numRuns: 2_000 },
    );
  });
});
