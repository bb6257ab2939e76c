import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { BillingAccount } from '../accounts/billing-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';

/** An Organisation that Stripe knows. */
export interface KnownCustomer {
  stripe: StripeAccount;
  account: BillingAccount;
  /** What Stripe calls it. */
  customer: string;
}

/** What work at Stripe for an Organisation begins with; null where no Stripe is configured, and before it knows the Organisation. */
export async function knownCustomer(
  { stripe }: Pick<BillingOptions, 'stripe'>,
  db: SubgraphDatabase,
  orgId: string,
): Promise<KnownCustomer | null> {
  const account = await db.reader({ orgId }).findOne(BillingAccount, { orgId });
  const customer = account?.stripeCustomerId;
  return stripe && customer ? { stripe, account, customer } : null;
}
