import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type Stripe from 'stripe';
import { BillingAccount } from '../accounts/billing-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import { optionsOf } from '../billing-options.ts';
import { ensureTrial } from '../customers/open-customer.ts';
import type { TierConfig } from '../plans/pricing-config.ts';
import { askStripe } from '../stripe/ask-stripe.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import {
  type BillingPageOutcome,
  BillingPageSuccess,
  BillingUnavailable,
  PlanChangeNotPossible,
} from '../subscriptions/billing-results.ts';
import { runningSubscription } from '../subscriptions/running-subscription.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { closeOpenPages, closePage } from './close-open-pages.ts';

/**
 * Opens Stripe's page on which a plan is bought, or a card is set for one that runs (BIL-24, BIL-12). Other open pages are closed first: on two
 * of them one could pay twice.
 */
export async function openCheckout(context: RequestContext, wanted: string | null): Promise<BillingPageOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const { stripe, pricing } = optionsOf(context);
  const tier = pricing.tiers.find(({ slug }) => slug === wanted);
  if (wanted !== null && !(tier?.price && tier.lookupKey)) return new PlanChangeNotPossible('BY_CONTACT');
  if (!stripe) return new BillingUnavailable();
  const { status } = context.passport.organisation!;
  if (status === 'deleting' || status === 'deleted') return new PlanChangeNotPossible('WORKSPACE_CLOSED');
  const { orgId } = context;
  const page = await context.transaction(async (tx) => {
    const account = (await lockAccount(tx, orgId))!;
    account.pagesOpened += 1;
    return account.pagesOpened;
  });
  const opened = await askStripe(context.logger, () => openPage(context, stripe, { tier: tier ?? null, page }));
  if (typeof opened !== 'string') return opened;
  return Object.assign(new BillingPageSuccess(), { url: opened });
}

interface Wanted {
  tier: TierConfig | null;
  /** Counts the pages of the Organisation. */
  page: number;
}

/**
 * Whether a plan runs is asked of Stripe when nobody can pay on an older page any more: whoever has just paid there is known by it before any
 * event (BIL-24). The trial's subscription is made first, should the job not have come to it yet.
 */
async function openPage(
  context: RequestContext,
  stripe: StripeAccount,
  { tier, page }: Wanted,
): Promise<string | PlanChangeNotPossible> {
  const { orgId } = context;
  const options = optionsOf(context);
  const customer = (await readyCustomer(context, stripe)) ?? (await readyCustomer(context, stripe));
  if (!customer) return new PlanChangeNotPossible('OPENED_ELSEWHERE');
  const running = await runningSubscription(context.em, orgId);
  if (tier && running) return new PlanChangeNotPossible('SUBSCRIBED_ALREADY');
  if (!tier && !running) return new PlanChangeNotPossible('NO_SUBSCRIPTION');
  const { currency } = await context.em.findOneOrFail(BillingAccount, { orgId });
  const [former] = await context.em.find(Subscription, { orgId }, { orderBy: { createdAt: 'desc' }, limit: 1 });
  const { slug, status } = context.passport.organisation!;
  const isArchived = status === 'free_guest_archived';
  const back = isArchived ? `${options.appUrl}/restore?organisation=${slug}` : `${options.appUrl}/w/${slug}/plan`;
  const common = {
    customer,
    client_reference_id: orgId,
    currency,
    success_url: `${back}${isArchived ? '&' : '?'}checkout={CHECKOUT_SESSION_ID}`,
    cancel_url: isArchived ? back : `${back}?cancelled=1`,
  } satisfies Stripe.Checkout.SessionCreateParams;
  const params: Stripe.Checkout.SessionCreateParams = tier
    ? {
        ...common,
        mode: 'subscription',
        line_items: [{ price: (await stripe.catalogue.priceOf(tier.slug))!.id, quantity: 1 }],
        automatic_tax: { enabled: true },
        tax_id_collection: { enabled: true },
        customer_update: { address: 'auto', name: 'auto' },
        billing_address_collection: 'required',
        subscription_data: {
          metadata: { org_id: orgId, ...reactivation(former, { isArchived, now: context.clock.now() }) },
        },
      }
    : // Where the plan is taxed (BIL-43). Stripe takes no word on taxes in this mode; tax ids are given in the portal.
      { ...common, mode: 'setup', billing_address_collection: 'required' };
  const session = await stripe.client.checkout.sessions.create(params, {
    idempotencyKey: `checkout:${orgId}:${page}`,
  });
  context.forget();
  const { pagesOpened } = await context.em.findOneOrFail(BillingAccount, { orgId });
  if (pagesOpened === page) return session.url!;
  // A later one may not have seen this page to close it. Nobody has been sent here yet.
  await closePage(stripe, session.id);
  return new PlanChangeNotPossible('OPENED_ELSEWHERE');
}

/** The customer, brought up to date and without a page on which one could pay; null where Stripe has just said that it is deleted. */
async function readyCustomer(context: RequestContext, stripe: StripeAccount): Promise<string | null> {
  const { orgId, db } = context;
  const customer = await ensureTrial(stripe, { db, orgId, now: context.clock.now() });
  await closeOpenPages(stripe, customer);
  await syncAccount(optionsOf(context), db, orgId);
  context.forget();
  const { stripeCustomerId } = await context.em.findOneOrFail(BillingAccount, { orgId });
  return stripeCustomerId === customer ? customer : null;
}

/** What a plan after the end of another says of it (BIL-28). */
function reactivation(
  former: Subscription | undefined,
  { isArchived, now }: { isArchived: boolean; now: Date },
): Stripe.MetadataParam {
  if (!former && !isArchived) return {};
  return {
    reactivation_reason: isArchived
      ? 'archived'
      : former?.trialEndsAt && former.endedAt && former.endedAt <= former.trialEndsAt
        ? 'trial_ended'
        : 'plan_ended',
    ...(former ? { previous_subscription_id: former.id } : {}),
    reactivation_date: now.toISOString().slice(0, 10),
  };
}
