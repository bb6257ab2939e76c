import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { actingOperator } from '@offplan/kernel/events/acting-operator';
import type Stripe from 'stripe';
import { BillingAccount } from '../accounts/billing-account.ts';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { fetchDefaultCard } from '../customers/default-card.ts';
import { publishEntitlements } from '../entitlements/publish-entitlements.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { closeNoteOfLoss } from './note-dispute.ts';
import { setSuspensionCause } from './suspension-causes.ts';

export interface Settlement {
  orgId: string;
  disputeId: string;
  as: 'settled' | 'declined';
  /** Who of offplan’s staff records it, and why. */
  by: string;
  reason: string;
}

/** What became of it; each refusal says the way out. */
export type SettlementOutcome =
  | { done: true; isNew: boolean }
  | {
      done: false;
      code: 'NOT_FOUND' | 'NOT_LOST' | 'NO_NEW_CARD' | 'SETTLED_ALREADY' | 'UNAVAILABLE';
      message: string;
    };

const refuse = (code: Extract<SettlementOutcome, { done: false }>['code'], message: string): SettlementOutcome => ({
  done: false,
  code,
  message,
});

/**
 * Records what became of a lost dispute (BIL-45), without a fee: settled, when the Owner has set another card, which releases the workspace and gives its
 * tier back; or declined, which leaves it suspended and may be settled later. Recorded once, however often it is said.
 */
export async function settleDispute(
  options: BillingOptions,
  db: SubgraphDatabase,
  { orgId, disputeId, as, by, reason }: Settlement,
): Promise<SettlementOutcome> {
  const { stripe } = options;
  const em = db.reader({ orgId });
  const account = await em.findOne(BillingAccount, { orgId });
  if (!stripe || !account?.stripeCustomerId)
    return refuse('UNAVAILABLE', 'This Organisation pays nothing through Stripe, or Stripe is not configured.');
  const [dispute] = (await em.execute('select status, charge_id from billing.dispute where org_id = ? and id = ?', [
    orgId,
    disputeId,
  ])) as { status: string; charge_id: string }[];
  if (!dispute)
    return refuse('NOT_FOUND', `This Organisation has no dispute ${disputeId}. See its audit log for the id.`);
  if (dispute.status !== 'lost')
    return refuse(
      'NOT_LOST',
      `The dispute is ${dispute.status}. Only a lost one is recorded; a won one releases by itself.`,
    );
  const isWithoutCard = as === 'settled' && !(await hasOtherCard(stripe, account.stripeCustomerId, dispute.charge_id));
  let outcome: SettlementOutcome = refuse('NOT_FOUND', 'The account is gone.');
  await inAccount({ db, orgId }, async (tx, locked) => {
    const [known] = await tx.query<{ settlement: 'settled' | 'declined' | null }>(
      'select settlement from billing.dispute where org_id = ? and id = ?',
      [orgId, disputeId],
    );
    const before = known!.settlement;
    if (before === as) outcome = { done: true, isNew: false };
    else if (before === 'settled')
      outcome = refuse('SETTLED_ALREADY', 'It is settled and the workspace released; that is not taken back here.');
    else if (isWithoutCard)
      outcome = refuse(
        'NO_NEW_CARD',
        'The card is still the one that was disputed. Ask the Owner to set another one under Plan & Billing, which is open while suspended.',
      );
    else {
      await tx.query('update billing.dispute set settlement = ?, updated_at = ? where org_id = ? and id = ?', [
        as,
        tx.now,
        orgId,
        disputeId,
      ]);
      const operator = actingOperator(by);
      const data = { disputeId, before: { settlement: before }, after: { settlement: as }, reason, fee: 'none' };
      await tell(tx, locked, operator, 'dispute.recorded', data);
      await closeNoteOfLoss(tx, { orgId, disputeId, by });
      if (as === 'settled') {
        await setSuspensionCause(tx, locked, { cause: disputeId, isOn: false, actor: operator });
        await publishEntitlements(options, tx, locked);
      }
      outcome = { done: true, isNew: true };
    }
  });
  if (outcome.done) await syncAccount(options, db, orgId);
  return outcome;
}

/** Whether what is charged next is another card than the one whose holder objected. The same number set once more is the same card. */
async function hasOtherCard(stripe: StripeAccount, customerId: string, chargeId: string): Promise<boolean> {
  const { client } = stripe;
  const disputed = await client.charges.retrieve(chargeId);
  const card = await fetchDefaultCard(stripe, customerId);
  if (card === undefined) return false;
  const methods: (string | Stripe.PaymentMethod | null)[] = [card];
  for await (const { default_payment_method } of client.subscriptions.list({
    customer: customerId,
    limit: 100,
    expand: ['data.default_payment_method'],
  }))
    if (default_payment_method) methods.unshift(default_payment_method);
  const charged = methods.find((method) => method !== null) as Stripe.PaymentMethod | undefined;
  const fingerprint = disputed.payment_method_details?.card?.fingerprint;
  return Boolean(
    charged && charged.id !== disputed.payment_method && !(fingerprint && charged.card?.fingerprint === fingerprint),
  );
}
