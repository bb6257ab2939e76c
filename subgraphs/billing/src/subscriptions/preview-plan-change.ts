import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { BillingAccount } from '../accounts/billing-account.ts';
import { optionsOf } from '../billing-options.ts';
import { isSuspendedByDispute } from '../disputes/collection-pause.ts';
import { isUnpaid } from '../plans/plan-standing.ts';
import { askStripe } from '../stripe/ask-stripe.ts';
import { dateOf, secondsOf } from '../stripe/stripe-values.ts';
import { awaitedUpgrade } from './awaited-upgrade.ts';
import { BillingUnavailable, PlanChangeNotPossible, type PreviewPlanChangeOutcome } from './billing-results.ts';
import { PlanChange } from './plan-change.ts';
import { askCosts } from './plan-change-costs.ts';
import { kindOf } from './plan-change-kind.ts';
import { previewOf } from './plan-change-preview.ts';
import { PlanChangeKind } from './plan-change-view.ts';
import { runningSubscription } from './running-subscription.ts';

/**
 * Says what another plan would cost and when it would come, from Stripe's own preview of the invoice (BIL-22). What was said is kept: carrying
 * it out charges the same, because the same moment is reckoned with; or at most that much, where it waits for the end of a suspension.
 */
export async function previewPlanChange(context: RequestContext, wanted: string): Promise<PreviewPlanChangeOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const { stripe, pricing } = optionsOf(context);
  const tier = pricing.tiers.find(({ slug }) => slug === wanted);
  if (!tier?.price || !tier.lookupKey) return new PlanChangeNotPossible('BY_CONTACT');
  if (!stripe) return new BillingUnavailable();
  const { orgId } = context;
  const account = await context.em.findOneOrFail(BillingAccount, { orgId });
  const subscription = await runningSubscription(context.em, orgId);
  if (!subscription || !account.stripeCustomerId) return new PlanChangeNotPossible('NO_SUBSCRIPTION');
  // Of two changes that wait for a payment, the later one would silently take the place of the other.
  if (isUnpaid(subscription.status) || (await awaitedUpgrade(context.em, orgId)))
    return new PlanChangeNotPossible('PAYMENT_OPEN');
  // To plan on what is to end would silently take back that it ends.
  if (subscription.cancelsAt) return new PlanChangeNotPossible('PLAN_ENDS');
  // Back to what runs, from what was to come: that is withdrawn.
  if (tier.slug === subscription.tier || tier.slug === subscription.nextTier)
    return new PlanChangeNotPossible('SAME_PLAN');

  // While a dispute suspends the workspace nothing is charged: what would be is noted for the release (BIL-46).
  const isSuspended = await isSuspendedByDispute(context.em, orgId);
  const kind = kindOf(pricing, subscription, { to: tier.slug, isSuspended });
  const now = dateOf(secondsOf(context.clock.now()));
  const costs = await askStripe(context.logger, () =>
    askCosts(stripe, { customer: account.stripeCustomerId!, subscription, tier: tier.slug, kind, now }),
  );
  if (costs instanceof BillingUnavailable) return costs;
  if (!costs) return new PlanChangeNotPossible('BY_CONTACT');
  const change = await context.transaction(async (tx) => {
    const row = tx.em.create(PlanChange, {
      orgId,
      id: uuidv7(now.getTime()),
      state: 'previewed',
      kind,
      fromTier: subscription.tier,
      toTier: tier.slug,
      subscriptionId: subscription.id,
      prorationAt: now,
      takesEffectAt: takesEffectAt(kind, { now, periodEndsAt: subscription.periodEndsAt }),
      currency: subscription.currency,
      nextInvoiceAt: subscription.periodEndsAt,
      paymentUrl: null,
      isRefused: false,
      begunAt: null,
      notedAt: null,
      failure: null,
      createdAt: tx.now,
      ...costs,
    } as never) as PlanChange;
    await tx.em.flush();
    return row;
  });
  return previewOf(pricing, change);
}

function takesEffectAt(kind: PlanChangeKind, { now, periodEndsAt }: { now: Date; periodEndsAt: Date }): Date | null {
  if (kind === PlanChangeKind.AT_RELEASE) return null;
  return kind === PlanChangeKind.UPGRADE ? now : periodEndsAt;
}
