import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type Stripe from 'stripe';
import { lockAccount } from '../accounts/lock-account.ts';
import { optionsOf } from '../billing-options.ts';
import { ensureCustomer } from '../customers/open-customer.ts';
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

/**
 * Opens Stripe's page on which a plan is bought, or a card is set for one that runs (BIL-24, BIL-12). Other open pages are closed first: on two
 * of them one could pay twice.
 */
export async function openCheckout(context: RequestContext, wanted: string | null): Promise<BillingPageOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const { stripe, pricing, appUrl } = optionsOf(context);
  const tier = pricing.tiers.find(({ slug }) => slug === wanted);
  if (wanted !== null && !(tier?.price && tier.lookupKey)) return new PlanChangeNotPossible('BY_CONTACT');
  if (!stripe) return new BillingUnavailable();
  const { orgId } = context;
  const running = await runningSubscription(context.em, orgId);
  if (tier && running) return new PlanChangeNotPossible('SUBSCRIBED_ALREADY');
  if (!tier && !running) return new PlanChangeNotPossible('NO_SUBSCRIPTION');
  const [former] = await context.em.find(Subscription, { orgId }, { orderBy: { createdAt: 'desc' }, limit: 1 });
  const page = await context.transaction(async (tx) => {
    const account = (await lockAccount(tx, orgId))!;
    account.pagesOpened += 1;
    return { number: account.pagesOpened, currency: account.currency };
  });
  const back = `${appUrl}/w/${context.passport.organisation!.slug}/plan`;
  const opened = await askStripe(context.logger, async () => {
    const customer = await ensureCustomer(stripe, context.db, orgId);
    await closeOpenPages(stripe, customer);
    const common = {
      customer,
      client_reference_id: orgId,
      currency: page.currency,
      success_url: `${back}?checkout={CHECKOUT_SESSION_ID}`,
      cancel_url: `${back}?cancelled=1`,
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
          subscription_data: { metadata: { org_id: orgId, ...reactivation(former, context.clock.now()) } },
        }
      : { ...common, mode: 'setup' };
    return stripe.client.checkout.sessions.create(params, { idempotencyKey: `checkout:${orgId}:${page.number}` });
  });
  if (opened instanceof BillingUnavailable) return opened;
  return Object.assign(new BillingPageSuccess(), { url: opened.url! });
}

/** What a plan after the end of another says of it (BIL-28). */
function reactivation(former: Subscription | undefined, now: Date): Stripe.MetadataParam {
  if (!former) return {};
  return {
    reactivation_reason:
      former.trialEndsAt && former.endedAt && former.endedAt <= former.trialEndsAt ? 'trial_ended' : 'plan_ended',
    previous_subscription_id: former.id,
    reactivation_date: now.toISOString().slice(0, 10),
  };
}

async function closeOpenPages(stripe: StripeAccount, customer: string): Promise<void> {
  for await (const { id } of stripe.client.checkout.sessions.list({ customer, status: 'open', limit: 100 }))
    await stripe.client.checkout.sessions.expire(id, {}, { idempotencyKey: `expire:${id}` });
}
