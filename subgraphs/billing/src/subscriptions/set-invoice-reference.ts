import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { BillingAccount } from '../accounts/billing-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import type { SetInvoiceReferenceOutcome } from './billing-results.ts';
import { planChanged } from './plan-changed.ts';

/** As many characters as Stripe prints. */
const MOST_CHARACTERS = 140;
const WRITE_REFERENCE = 'billing.write_invoice_reference';

/** Sets what stands on the invoices to come as “Reference”; empty clears it (BIL-27). Stripe is told by a job, so that its absence stops nobody. */
export async function setInvoiceReference(context: RequestContext, given: string): Promise<SetInvoiceReferenceOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const reference = given.trim();
  if ([...reference].length > MOST_CHARACTERS)
    return new ValidationFailed([
      { path: ['reference'], code: 'TOO_LONG', message: `The reference has at most ${MOST_CHARACTERS} characters.` },
    ]);
  const { orgId } = context;
  await context.transaction(async (tx) => {
    const account = await lockAccount(tx, orgId);
    const before = account?.invoiceReference ?? '';
    if (!account || before === reference) return;
    account.invoiceReference = reference || null;
    account.version += 1;
    await tx.em.flush();
    await enqueue(tx, WRITE_REFERENCE, { orgId }, { key: `invoice reference ${orgId}` });
    await tx.emit({
      orgId,
      subjectType: 'billing_account',
      subjectId: orgId,
      seq: account.version,
      type: 'invoice_reference.changed',
      actor: context.actor,
      personal: { actorName: context.person.name },
      piiClass: 'personal_meta',
      data: { label: account.name, before: { reference: before }, after: { reference } },
    });
  });
  return planChanged(context);
}

/** Tells Stripe the reference as it is now. Kept with the customer, it survives every change of plan. */
export const writeInvoiceReference = ({ stripe }: BillingOptions): Task => ({
  name: WRITE_REFERENCE,
  async run({ db }, { orgId }) {
    const account = await db.reader({ orgId: String(orgId) }).findOne(BillingAccount, { orgId: String(orgId) });
    if (!stripe || !account?.stripeCustomerId) return;
    const { invoiceReference: value, stripeCustomerId, version } = account;
    await stripe.client.customers.update(
      stripeCustomerId,
      { invoice_settings: { custom_fields: value ? [{ name: 'Reference', value }] : '' } },
      { idempotencyKey: `reference:${orgId}:${version}` },
    );
  },
});
