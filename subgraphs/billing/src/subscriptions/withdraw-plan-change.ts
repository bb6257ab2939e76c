import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { lockAccount } from '../accounts/lock-account.ts';
import { optionsOf } from '../billing-options.ts';
import { askStripe } from '../stripe/ask-stripe.ts';
import { awaitedUpgrade } from './awaited-upgrade.ts';
import { BillingUnavailable, type ChangePlanOutcome, PlanChangeNotPossible } from './billing-results.ts';
import { carryOutWithdrawal, WITHDRAW, type Withdrawal } from './carry-out-withdrawal.ts';
import { QUEUE_LOOKS_AFTER } from './change-plan.ts';
import { PlanChange } from './plan-change.ts';
import { planChanged } from './plan-changed.ts';
import { runningSubscription } from './running-subscription.ts';

/** What a person reads who has taken something back of which Stripe was not told yet. */
const NOTED = 'Payments do not answer just now. Taking it back is noted and done as soon as they do.';

/**
 * Takes back what was to come: a lower plan, the end after a cancellation (BIL-21), an upgrade that waits for its payment (BIL-20), or a change
 * that is noted and of which Stripe was not told yet: then it need not be told of anything. What runs goes on as it is. Noted first, together with the job that tells Stripe if this process does not live to (BIL-35).
 */
export async function withdrawPlanChange(context: RequestContext): Promise<ChangePlanOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const options = optionsOf(context);
  const { orgId } = context;
  if (!options.stripe) return new BillingUnavailable();
  const withdrawal = await context.transaction(async (tx): Promise<Withdrawal | null> => {
    const account = await lockAccount(tx, orgId);
    const subscription = await runningSubscription(tx.em, orgId);
    const upgrade = await awaitedUpgrade(tx.em, orgId);
    const { scheduleId = null, cancelsAt = null, nextTier = null } = subscription ?? {};
    const noted = await tx.em.find(PlanChange, { orgId, state: 'confirmed', begunAt: null });
    if (!account || !subscription || !(scheduleId || cancelsAt || upgrade || noted.length > 0)) return null;
    for (const change of noted) change.state = 'withdrawn';
    account.chosenTier = null;
    account.version += 1;
    await tx.em.flush();
    const wanted: Withdrawal = {
      orgId,
      subscriptionId: subscription.id,
      // Whoever cancels anew and takes that back too means it anew.
      key: `withdraw:${orgId}:${account.version}`,
      scheduleId,
      keepsPlan: cancelsAt !== null,
      changeId: upgrade?.id ?? null,
    };
    if (isAtStripe(wanted)) await enqueue(tx, WITHDRAW, { ...wanted }, { key: wanted.key, delay: QUEUE_LOOKS_AFTER });
    await tx.emit({
      orgId,
      subjectType: 'plan_change',
      subjectId: orgId,
      seq: account.version,
      type: 'plan_change.withdrawn',
      actor: context.actor,
      personal: { actorName: context.person.name },
      piiClass: 'personal_meta',
      data: {
        label: account.name,
        before: {
          nextTier: nextTier ?? upgrade?.toTier ?? noted[0]?.toTier ?? null,
          cancelsAt: cancelsAt?.toISOString() ?? null,
        },
        after: { nextTier: null, cancelsAt: null },
      },
    });
    return wanted;
  });
  if (!withdrawal) return new PlanChangeNotPossible('NOTHING_TO_WITHDRAW');
  if (!isAtStripe(withdrawal)) return planChanged(context);
  const fault = await askStripe(context.logger, () => carryOutWithdrawal(options, context.db, withdrawal));
  return fault instanceof BillingUnavailable ? new BillingUnavailable(NOTED) : planChanged(context);
}

/** Whether Stripe knows of anything that is taken back; of what was noted alone it does not. */
const isAtStripe = ({ scheduleId, keepsPlan, changeId }: Withdrawal): boolean =>
  scheduleId !== null || keepsPlan || changeId !== null;
