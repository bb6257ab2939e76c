import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import Stripe from 'stripe';
import { inAccount, tell } from '../accounts/in-account.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import type { EffectCall } from '../webhooks/effect-call.ts';
import { once } from '../webhooks/once.ts';

export const CORRECT_INVOICES = 'billing.correct_invoices';

/** Queues that invoices which went out without tax are looked through. */
function queueCorrection(tx: Transaction, orgId: string): Promise<void> {
  return enqueue(tx, CORRECT_INVOICES, { orgId }, { key: `correct invoices ${orgId}` });
}

/** The authorities do not know a tax id (BIL-43): it is in the log, before the Operators and the Owner, and invoices made with it are corrected. */
export async function takeOverTaxId(call: EffectCall): Promise<void> {
  const { customerId, objectId: id } = call.event;
  const taxId = await retrieve(call, customerId!, id);
  if (taxId?.verification?.status !== 'unverified') return;
  await inAccount(call, async (tx, account) => {
    if (!(await once(tx, call.orgId, `tax_id_invalid:${id}`))) return;
    const { type, country } = taxId;
    await tell(tx, account, call.actor, 'tax_id.found_invalid', { taxIdId: id, kind: type, country });
    await noteForOperators(tx, {
      orgId: call.orgId,
      key: `tax_id_invalid:${id}`,
      kind: 'tax_id_invalid',
      data: { taxId: id, kind: type, country },
    });
    await queueCorrection(tx, call.orgId);
  });
}

/** An invoice that was open when its tax id was found invalid is corrected when it is paid. */
export async function correctWhenPaid(call: EffectCall): Promise<void> {
  await inAccount(call, async (tx, account) => {
    if (account.hasInvalidTaxId) await queueCorrection(tx, call.orgId);
  });
}

/** Null for one that was removed meanwhile. */
async function retrieve({ stripe }: EffectCall, customer: string, id: string): Promise<Stripe.TaxId | null> {
  try {
    return await stripe.client.customers.retrieveTaxId(customer, id);
  } catch (fault) {
    if (fault instanceof Stripe.errors.StripeInvalidRequestError) return null;
    throw fault;
  }
}
