import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { BillingAccount } from '../accounts/billing-account.ts';
import { optionsOf } from '../billing-options.ts';
import { askStripe } from '../stripe/ask-stripe.ts';
import { isPortal } from '../stripe/set-up-stripe.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import {
  type BillingPageOutcome,
  BillingPageSuccess,
  BillingUnavailable,
  PlanChangeNotPossible,
} from '../subscriptions/billing-results.ts';

/** Opens Stripe's portal for cards, invoices and cancelling at the period's end (BIL-25). */
export async function openBillingPortal(context: RequestContext): Promise<BillingPageOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const { stripe, appUrl } = optionsOf(context);
  if (!stripe) return new BillingUnavailable();
  const { stripeCustomerId: customer } = await context.em.findOneOrFail(BillingAccount, { orgId: context.orgId });
  if (!customer) return new PlanChangeNotPossible('NO_SUBSCRIPTION');
  const opened = await askStripe(context.logger, async () =>
    stripe.client.billingPortal.sessions.create({
      customer,
      configuration: await portalOf(stripe),
      return_url: `${appUrl}/w/${context.passport.organisation!.slug}/plan?portal=1`,
    }),
  );
  return opened instanceof BillingUnavailable ? opened : Object.assign(new BillingPageSuccess(), { url: opened.url });
}

/** Our configuration; without one (the account was not set up) Stripe's own is used. */
async function portalOf({ client }: StripeAccount): Promise<string | undefined> {
  const { data } = await client.billingPortal.configurations.list({ limit: 100, active: true });
  return data.find(isPortal)?.id;
}
