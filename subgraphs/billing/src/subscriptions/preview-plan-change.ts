import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type Stripe from 'stripe';
import { BillingAccount } from '../accounts/billing-account.ts';
import { optionsOf } from '../billing-options.ts';
import { isSuspendedByDispute } from '../disputes/collection-pause.ts';
import { isUnpaid } from '../plans/plan-standing.ts';
import { askStripe } from '../stripe/ask-stripe.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { dateOf, secondsOf } from '../stripe/stripe-values.ts';
import { awaitedUpgrade } from './awaited-upgrade.ts';
import { BillingUnavailable, PlanChangeNotPossible, type PreviewPlanChangeOutcome } from './billing-results.ts';
import { PlanChange } from './plan-change.ts';
import { kindOf } from './plan-change-kind.ts';
import { previewOf } from './plan-change-preview.ts';
import { PlanChangeKind } from './plan-change-view.ts';
import { runningSubscription } from './running-subscription.ts';
import type { Subscription } from './subscription.ts';

/**
 * Says what another plan would cost and when it would come, from Stripe's own preview of the invoice (BIL-22). What was said is kept: carrying
 * it out charges the same, because the same moment is reckoned with.
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

  const kind = kindOf(pricing, subscription, tier.slug);
  // It is charged at once, and what Stripe makes of that while nothing is collected is not known.
  if (kind === PlanChangeKind.UPGRADE && (await isSuspendedByDispute(context.em, orgId)))
    return new PlanChangeNotPossible('WORKSPACE_SUSPENDED');
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
      takesEffectAt: kind === PlanChangeKind.UPGRADE ? now : subscription.periodEndsAt,
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

interface Wanted {
  customer: string;
  subscription: Subscription;
  tier: TierSlug;
  kind: PlanChangeKind;
  now: Date;
}

/** What is charged today, and what the next regular invoice comes to. Null: the tier has no price at Stripe. */
async function askCosts(
  stripe: StripeAccount,
  { customer, subscription, tier, kind, now }: Wanted,
): Promise<Pick<PlanChange, 'priceId' | 'dueToday' | 'nextInvoice' | 'lines'> | null> {
  const price = await stripe.catalogue.priceOf(tier);
  if (!price) return null;
  // With the item's id: without it Stripe reckons with a second item (stripe.md 0, 9).
  const items = [{ id: subscription.itemId, price: price.id, quantity: 1 }];
  const regular = await stripe.client.invoices.createPreview({
    customer,
    subscription: subscription.id,
    subscription_details: { items, proration_behavior: 'none' },
  });
  if (kind !== PlanChangeKind.UPGRADE)
    return { priceId: price.id, dueToday: 0, nextInvoice: regular.total, lines: linesOf(regular) };
  const today = await stripe.client.invoices.createPreview({
    customer,
    subscription: subscription.id,
    subscription_details: {
      items,
      proration_behavior: 'always_invoice',
      proration_date: now.getTime() / 1_000,
    },
  });
  return { priceId: price.id, dueToday: today.amount_due, nextInvoice: regular.total, lines: linesOf(today) };
}

const linesOf = (invoice: Stripe.Invoice) =>
  invoice.lines.data.map(({ description, amount }) => ({ description: description ?? '', amount }));
