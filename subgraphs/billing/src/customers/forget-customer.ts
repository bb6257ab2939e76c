import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import { RUNNING_STATUSES } from '../subscriptions/running-subscription.ts';
import { Subscription } from '../subscriptions/subscription.ts';

/**
 * Takes over that somebody has deleted the customer at Stripe: its plans are gone with it, and the next page makes another customer, so that whoever
 * wants to pay can (BIL-14). Whose it was stays known: its invoices stay, and what is still told of it finds its Organisation. A workspace that is closed is
 * left alone, as deleting the customer is the end of it. The account is locked.
 */
export async function forgetCustomer(tx: Transaction, account: BillingAccount, actor: Actor): Promise<void> {
  const { orgId, organisationStatus: status, stripeCustomerId: customer } = account;
  // Stripe ends them with the customer. Should it not tell of one any more, that is its end too.
  for (const plan of await tx.em.find(Subscription, { orgId, status: { $in: [...RUNNING_STATUSES, 'incomplete'] } }))
    Object.assign(plan, { status: 'canceled', endedAt: tx.now, nextTier: null, nextTierAt: null, scheduleId: null });
  if (status === 'deleting' || status === 'deleted') return;
  account.stripeCustomerId = null;
  account.chosenTier = null;
  const key = `customer_deleted:${customer}`;
  await noteForOperators(tx, { orgId, key, kind: 'customer_deleted', data: { customer } });
  await tell(tx, account, actor, 'billing_account.customer_deleted', {
    before: { stripeCustomerId: customer },
    after: { stripeCustomerId: null },
  });
}
