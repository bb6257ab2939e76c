import { isDeepStrictEqual } from 'node:util';
import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { PlanLimits, TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { actingOperator } from '@offplan/kernel/events/acting-operator';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { publishEntitlements } from '../entitlements/publish-entitlements.ts';
import { isPutAway } from '../subscriptions/closed-statuses.ts';
import { isChargedNext, runningSubscription } from '../subscriptions/running-subscription.ts';

/** What an Operator gives an Organisation, whatever it pays for. */
export interface GivenPlan {
  tier: TierSlug;
  /** Limits in place of the tier's own, null entries not limited; null for the tier's. */
  limits: Partial<PlanLimits> | null;
}

/** What became of it. `isCharged`: a plan runs beside what was given, and is charged for. */
export type GivingOutcome = { done: true; isNew: boolean; isCharged: boolean } | { done: false; message: string };

const LIMITS = ['projects', 'teamMembers', 'unitsPerProject', 'guestOrganisations'] as const;

/** Reads limits as an Operator types them, as JSON; says in words what is wrong with them. */
export function readLimits(text: string): { limits: Partial<PlanLimits> } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { fault: `Say the limits as JSON, like {"projects": 50, "teamMembers": null}; null is not limited.` };
  for (const [name, limit] of Object.entries(value)) {
    if (!LIMITS.some((known) => known === name))
      return { fault: `There is no limit ${name}. They are ${LIMITS.join(', ')}.` };
    if (limit !== null && !(Number.isSafeInteger(limit) && limit >= 0))
      return { fault: `${name} is a whole number from 0, or null for not limited.` };
  }
  return { limits: value };
}

/**
 * Gives an Organisation a tier by hand, with limits that were agreed upon, or takes it back: then its plan is what it pays for (BIL-26, BIL-2). Every
 * subgraph hears of it at once (BIL-3). The same again changes nothing.
 */
export async function setTier(
  options: BillingOptions,
  db: SubgraphDatabase,
  { orgId, given, by, reason }: { orgId: string; given: GivenPlan | null; by: string; reason: string },
): Promise<GivingOutcome> {
  let outcome: GivingOutcome = {
    done: false,
    message: 'Billing does not know this Organisation yet. Try again in a moment.',
  };
  await inAccount({ db, orgId }, async (tx, account) => {
    const { givenTier, givenLimits, organisationStatus } = account;
    if (given && isPutAway(organisationStatus)) {
      outcome = {
        done: false,
        message: `The Organisation is ${organisationStatus}; a plan is given while it is in use.`,
      };
      return;
    }
    const before: GivenPlan | null = givenTier && { tier: givenTier, limits: givenLimits };
    const isNew = !isDeepStrictEqual(before, given);
    if (isNew) {
      account.givenTier = given?.tier ?? null;
      account.givenLimits = given?.limits ?? null;
      await tell(tx, account, actingOperator(by), given ? 'plan.given' : 'plan.taken_back', {
        before: { ...(before ?? { tier: null, limits: null }) },
        after: { ...(given ?? { tier: null, limits: null }) },
        reason: `tier_manually_adjusted: ${reason}`,
      });
      await publishEntitlements(options, tx, account);
    }
    const running = given && (await runningSubscription(tx.em, orgId));
    outcome = { done: true, isNew, isCharged: Boolean(running && isChargedNext(running)) };
  });
  return outcome;
}
