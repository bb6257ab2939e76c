import { isDeepStrictEqual } from 'node:util';
import type { AgendaTask } from '@offplan/kernel/agenda/agenda';
import { cancelPlanned, plan } from '@offplan/kernel/agenda/agenda';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { ENTITLEMENTS_CHANGED, type Entitlements, TIER_SLUGS } from '@offplan/kernel/entitlements/entitlements';
import type { Actor } from '@offplan/kernel/events/event';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { planStanding } from '../plans/plan-standing.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { computeEntitlements } from './compute-entitlements.ts';

const REVIEW_PLAN = 'billing.review_plan';

/**
 * Computes what an Organisation may do now and announces it when it is something else than before; the other subgraphs mirror it (BIL-3). Another
 * tier is a line of its own in the log (BIL-44).
 * Puts on the agenda when time alone will change it next. The account is locked.
 */
export async function publishEntitlements(
  options: BillingOptions,
  tx: Transaction,
  account: BillingAccount,
  actor: Actor = { kind: 'system' },
): Promise<void> {
  await tx.em.flush();
  const subscriptions = await tx.em.find(Subscription, { orgId: account.orgId });
  const standing = planStanding({ ...account, subscriptions, graceDays: options.graceDays }, tx.now);
  const item = { orgId: account.orgId, key: 'review_plan' };
  if (standing.changesAt) await plan(tx, REVIEW_PLAN, { ...item, dueAt: standing.changesAt });
  else await cancelPlanned(tx, item);

  const before = account.published;
  const same = computeEntitlements(options.pricing, standing, {
    version: before?.version ?? 0,
    trialEndsAt: account.trialEndsAt,
    given: account.givenTier ? account.givenLimits : null,
    comingTier: subscriptions.find(({ nextTier, endedAt }) => nextTier && !endedAt)?.nextTier ?? null,
  });
  if (before && isDeepStrictEqual(before, same)) return;
  const after: Entitlements = { ...same, version: (before?.version ?? 0) + 1 };
  account.published = after;
  await tx.em.flush();
  await tx.emit({
    orgId: account.orgId,
    subjectType: 'entitlements',
    subjectId: account.orgId,
    seq: after.version,
    type: ENTITLEMENTS_CHANGED,
    actor,
    data: { ...(before ? { before: { ...before } } : {}), after: { ...after } },
  });
  const change = before && tierChangeOf(before, after);
  if (change)
    await tell(tx, account, actor, change.type, { before: { tier: before.tier }, after: { tier: after.tier } });
}

const rankOf = ({ tier }: Entitlements) => TIER_SLUGS.indexOf(tier);

/**
 * What the log says where one tier became another: the end of a plan, or which way it went; a plan after an end goes up. Null where the tier is
 * the same, as when a trial goes on as the plan that was tried.
 */
function tierChangeOf(before: Entitlements, after: Entitlements): { type: string } | null {
  if (after.tier === before.tier) return null;
  if (after.status === 'ended') return { type: 'tier_change.ended' };
  return rankOf(after) > rankOf(before) ? { type: 'tier_change.upgraded' } : { type: 'tier_change.downgraded' };
}

/** Looks at a plan at the moment when time changes it: the end of a trial, of a grace, of the days before the freeze. */
export const reviewPlan = (options: BillingOptions): AgendaTask => ({
  name: REVIEW_PLAN,
  async run(tx, { orgId }) {
    const account = await lockAccount(tx, orgId);
    if (account) await publishEntitlements(options, tx, account);
  },
});
