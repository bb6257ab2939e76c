import { LockMode } from '@mikro-orm/core';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { lockAccount } from '../accounts/lock-account.ts';
import { optionsOf } from '../billing-options.ts';
import { isSuspendedByDispute } from '../disputes/collection-pause.ts';
import { askStripe, PATIENCE } from '../stripe/ask-stripe.ts';
import { awaitedUpgrade } from './awaited-upgrade.ts';
import {
  BillingUnavailable,
  type ChangePlanOutcome,
  PaymentDeclined,
  PaymentNeedsConfirmation,
  PlanChangeNotPossible,
} from './billing-results.ts';
import { carryOutPlanChange } from './carry-out-plan-change.ts';
import { noteChange } from './noted-change.ts';
import { PlanChange } from './plan-change.ts';
import { isAsPreviewed } from './plan-change-kind.ts';
import { PlanChangeKind } from './plan-change-view.ts';
import { planChanged } from './plan-changed.ts';
import { queuePlanChange } from './queue-plan-change.ts';
import { runningSubscription } from './running-subscription.ts';
import { syncAccount } from './sync-account.ts';

/** A preview is good for so long, in milliseconds: after that its proration is not what the person saw. */
const GOOD_FOR = 15 * 60_000;
/** When the queue looks whether a confirmed change was carried out, should this process not live to do it. In milliseconds. */
export const QUEUE_LOOKS_AFTER = 60_000;
/** What a person reads whose change is written down and not carried out yet. */
const NOTED = 'Payments do not answer just now. The change is noted and carried out as soon as they do.';

/**
 * Carries out the change of plan that was looked at (BIL-20, BIL-21). Its confirmation is written first, together with the job that carries it
 * out if nobody else does; the calls have keys made of it, so that however often it is tried, Stripe does it once (BIL-35).
 */
export async function changePlan(context: RequestContext, previewId: string): Promise<ChangePlanOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const options = optionsOf(context);
  const id = decodeId('planchange', previewId);
  const { orgId } = context;
  if (!id) return new PlanChangeNotPossible('PREVIEW_EXPIRED');
  if (!options.stripe) return new BillingUnavailable();
  // What was done in the portal a moment ago is known there alone. Without an answer the change is noted, and looked at again when it is carried out.
  const began = performance.now();
  const isAway =
    (await isOpen(context, id)) &&
    (await askStripe(context.logger, () => syncAccount(options, context.db, orgId))) instanceof BillingUnavailable;
  const answer = await context.transaction(async (tx): Promise<'carry_out' | 'waits' | PlanChangeNotPossible> => {
    const account = await lockAccount(tx, orgId);
    const change = await tx.em.findOne(PlanChange, { orgId, id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!account || !change) return new PlanChangeNotPossible('PREVIEW_EXPIRED');
    if (change.state !== 'previewed') return 'carry_out';
    const subscription = await runningSubscription(tx.em, orgId);
    const isSuspended = await isSuspendedByDispute(tx.em, orgId);
    const others = await tx.em.find(PlanChange, {
      orgId,
      subscriptionId: change.subscriptionId,
      state: 'confirmed',
    });
    const isStill =
      subscription &&
      // Stripe was told of another, and has not answered yet.
      others.every(({ begunAt }) => begunAt === null) &&
      isAsPreviewed(options.pricing, change, subscription) &&
      subscription.nextTier !== change.toTier &&
      !(await awaitedUpgrade(tx.em, orgId)) &&
      !(change.kind === PlanChangeKind.UPGRADE && isSuspended) &&
      tx.now.getTime() - change.createdAt.getTime() <= GOOD_FOR;
    if (!isStill) return new PlanChangeNotPossible('PREVIEW_EXPIRED');
    const waits = change.kind === PlanChangeKind.AT_RELEASE && isSuspended;
    // The last word counts.
    for (const other of others) other.state = 'withdrawn';
    change.state = 'confirmed';
    change.notedAt = isAway || waits ? tx.now : null;
    account.version += 1;
    await tx.em.flush();
    // Whoever releases the workspace has the account locked too, and queues what waits for that.
    if (!waits) await queuePlanChange(tx, change, QUEUE_LOOKS_AFTER);
    await tx.emit({
      orgId,
      subjectType: 'plan_change',
      subjectId: id,
      seq: 1,
      type: 'plan_change.confirmed',
      actor: context.actor,
      personal: { actorName: context.person.name },
      piiClass: 'personal_meta',
      data: {
        label: account.name,
        kind: change.kind,
        before: { tier: change.fromTier },
        after: { tier: change.toTier },
        dueToday: change.dueToday,
        dueAtMost: change.dueAtMost,
        currency: change.currency,
      },
    });
    return waits ? 'waits' : 'carry_out';
  });
  if (answer === 'waits') return planChanged(context);
  if (answer !== 'carry_out') return answer;
  if (isAway) return outcomeOf(context, id);
  const listener = { isWaiting: true };
  await askStripe(
    context.logger,
    () => carryOutPlanChange(options, context, { orgId, id }, listener),
    PATIENCE - (performance.now() - began),
  );
  listener.isWaiting = false;
  context.forget();
  return outcomeOf(context, id);
}

function failureOf(failure: PlanChange['failure']): ChangePlanOutcome {
  if (failure === 'declined') return new PaymentDeclined();
  // Without a word of Stripe's something has come before it: another plan, another period.
  return new PlanChangeNotPossible(failure === 'refused' ? 'CHANGE_REFUSED' : 'PREVIEW_EXPIRED');
}

/** Whether a change is still to be confirmed. */
async function isOpen(context: RequestContext, id: string): Promise<boolean> {
  const change = await context.em.findOne(PlanChange, { orgId: context.orgId, id });
  return change?.state === 'previewed';
}

/** By what is written down, not by the last call's answer: what was asked of Stripe may be done although that failed. */
async function outcomeOf(context: RequestContext, id: string): Promise<ChangePlanOutcome> {
  const change = await context.em.findOneOrFail(PlanChange, { orgId: context.orgId, id });
  switch (change.state) {
    case 'done':
      return planChanged(context);
    case 'awaiting_payment':
      return new PaymentNeedsConfirmation(change.paymentUrl ?? '');
    case 'failed':
      return failureOf(change.failure);
    case 'withdrawn':
      return new PlanChangeNotPossible('PREVIEW_EXPIRED');
    default:
      await noteChange(context.db, change);
      // It was shown as one that waits.
      return change.kind === PlanChangeKind.AT_RELEASE ? planChanged(context) : new BillingUnavailable(NOTED);
  }
}
