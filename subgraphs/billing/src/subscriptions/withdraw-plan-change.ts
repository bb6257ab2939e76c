import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { BillingAccount } from '../accounts/billing-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import { optionsOf } from '../billing-options.ts';
import { askStripe } from '../stripe/ask-stripe.ts';
import { BillingUnavailable, type ChangePlanOutcome, PlanChangeNotPossible } from './billing-results.ts';
import { releaseSchedule } from './carry-out-plan-change.ts';
import { planChanged } from './plan-changed.ts';
import { runningSubscription } from './running-subscription.ts';
import { syncAccount } from './sync-account.ts';

/** Takes back what was to come by itself: a lower plan, or the end after a cancellation (BIL-21). What runs goes on as it is. */
export async function withdrawPlanChange(context: RequestContext): Promise<ChangePlanOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const options = optionsOf(context);
  const { stripe } = options;
  const { orgId } = context;
  if (!stripe) return new BillingUnavailable();
  const subscription = await runningSubscription(context.em, orgId);
  const { scheduleId, cancelsAt, id } = subscription ?? {};
  const { version } = await context.em.findOneOrFail(BillingAccount, { orgId });
  if (!id || !(scheduleId || cancelsAt)) return new PlanChangeNotPossible('NOTHING_TO_WITHDRAW');
  const fault = await askStripe(context.logger, async () => {
    if (scheduleId) await releaseSchedule(stripe, scheduleId, `withdraw:${scheduleId}`);
    if (cancelsAt)
      await stripe.client.subscriptions.update(
        id,
        { cancel_at_period_end: false },
        // Whoever cancels anew and takes that back too means it anew.
        { idempotencyKey: `withdraw:${id}:${cancelsAt.getTime()}:${version}` },
      );
  });
  if (fault instanceof BillingUnavailable) return fault;
  await context.transaction(async (tx) => {
    const account = await lockAccount(tx, orgId);
    if (!account) return;
    account.chosenTier = null;
    account.version += 1;
    await tx.em.flush();
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
        before: { nextTier: subscription!.nextTier, cancelsAt: cancelsAt?.toISOString() ?? null },
        after: { nextTier: null, cancelsAt: null },
      },
    });
  });
  const unsynced = await askStripe(context.logger, () => syncAccount(options, context.db, orgId));
  return unsynced instanceof BillingUnavailable ? unsynced : planChanged(context);
}
