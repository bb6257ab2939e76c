import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { BillingAccount } from '../accounts/billing-account.ts';
import { optionsOf } from '../billing-options.ts';
import { followCard } from '../customers/follow-card.ts';
import { askStripe } from '../stripe/ask-stripe.ts';
import { BillingUnavailable, type RefreshBillingOutcome } from '../subscriptions/billing-results.ts';
import { planChanged } from '../subscriptions/plan-changed.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { finishCheckout } from './finish-checkout.ts';

/** Looks at Stripe on the return from one of its pages, in place of waiting for its webhook. */
export async function refreshBilling(
  context: RequestContext,
  sessionId: string | null,
): Promise<RefreshBillingOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const options = optionsOf(context);
  const { orgId, db } = context;
  if (!options.stripe) return new BillingUnavailable();
  const fault = await askStripe(context.logger, async () => {
    if (sessionId) return finishCheckout(options, db, { orgId, sessionId });
    const { stripeCustomerId } = await context.em.findOneOrFail(BillingAccount, { orgId });
    if (stripeCustomerId) await followCard(options.stripe!, stripeCustomerId);
    return syncAccount(options, db, orgId);
  });
  return fault instanceof BillingUnavailable ? fault : planChanged(context);
}
