import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import type Stripe from 'stripe';
import type { BillingOptions } from '../billing-options.ts';
import { insist } from '../stripe/insist.ts';
import { knownCustomer } from './known-customer.ts';

const TELL_CUSTOMER = 'billing.tell_customer';

/** Queues that Stripe hears of what stands on invoices and whom they go to. */
export function queueTellCustomer(tx: Transaction, orgId: string): Promise<void> {
  return enqueue(tx, TELL_CUSTOMER, { orgId }, { key: `tell customer ${orgId}` });
}

/**
 * Tells Stripe name, e-mail and the “Reference” of invoices as they are now (BIL-27). The reference is kept with the customer, so that it
 * survives every change of plan. The address is the person’s own to give, at Checkout and in the portal.
 */
export const tellCustomer = (options: BillingOptions): Task => ({
  name: TELL_CUSTOMER,
  isOutside: true,
  async run({ db }, payload) {
    const orgId = String(payload.orgId);
    const known = await knownCustomer(options, db, orgId);
    if (!known) return;
    const { name, ownerEmail: email, invoiceReference: value, version } = known.account;
    const params: Stripe.CustomerUpdateParams = {
      name,
      ...(email ? { email } : {}),
      invoice_settings: { custom_fields: value ? [{ name: 'Reference', value }] : '' },
    };
    await insist(`customer:${orgId}:${version}`, (idempotencyKey) =>
      known.stripe.client.customers.update(known.customer, params, { idempotencyKey }),
    );
  },
});
