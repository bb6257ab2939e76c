import type Stripe from 'stripe';
import { invalidRequest, noSuchIn } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { Charge, Refund } from '../store/tables.ts';
import { book } from './balance.ts';
import type { World } from './world.ts';

/** `POST /v1/refunds`. 400 for more than is left, or while a dispute holds the money [recorded: `charge_disputed`]. */
export function createRefund(world: World, params: Stripe.RefundCreateParams): Refund {
  const charge = chargeOf(world, params);
  const dispute = world.store.all('disputes').find((each) => each.charge === charge.id);
  if (dispute && !dispute.is_charge_refundable)
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  const left = charge.amount - charge.amount_refunded;
  if (left === 0)
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  const amount = params.amount ?? left;
  if (amount > left)
    throw invalidRequest(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
      param: 'amount',
    });
  if (amount <= 0)
    throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
  const id = world.newId('re_');
  const now = world.timeOf(charge.customer);
  const transaction = book(world, {
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    source: id,
    type: 'refund',
    category: 'refund',
    description: `REFUND FOR CHARGE (${charge.description ?? charge.id})`,
    at: now,
  });
  const refund: Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: transaction.id,
    charge: charge.id,
    created: now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' },
      type: 'card',
    },
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
  world.store.put('refunds', refund);
  world.emit('refund.created', refund, undefined, now);
  world.update(
    'charges',
    charge.id,
    { amount_refunded: charge.amount_refunded + amount, refunded: amount === left },
    'charge.refunded',
  );
  return refund;
}

/** The bank could not give the money to the customer: it comes back to the account's balance. 400 for one that has failed already. */
export function failRefund(world: World, id: string): Refund {
  const before = world.store.must('refunds', id);
  if (before.status !== 'succeeded')
    throw invalidRequest(`Only a refund that succeeded can fail later; this one is ${before.status}.`);
  const charge = world.store.must('charges', before.charge as string);
  const now = world.timeOf(charge.customer);
  const { id: transaction } = book(world, {
    amount: before.amount,
    fee: 0,
    currency: before.currency,
    source: id,
    type: 'refund_failure',
    category: 'refund_failure',
    description: `REFUND FAILURE (${charge.description ?? charge.id})`,
    at: now,
  });
  world.store.patch('charges', charge.id, {
    amount_refunded: charge.amount_refunded - before.amount,
    refunded: false,
  });
  const failed = world.update(
    'refunds',
    id,
    { status: 'failed', failure_balance_transaction: transaction, failure_reason: 'lost_or_stolen_card' },
    'refund.updated',
  );
  world.emit('refund.failed', failed, undefined, now);
  return failed;
}

function chargeOf(world: World, params: Stripe.RefundCreateParams): Charge {
  if (params.charge) {
    const charge = world.store.get('charges', params.charge);
    if (!charge) throw noSuchIn('charge', 'charge', params.charge);
    if (!charge.paid)
      throw invalidRequest(`Charge ${charge.id} was not paid; it cannot be refunded.`, { param: 'charge' });
    return charge;
  }
  if (!params.payment_intent)
    throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.');
  const intent = world.store.get('payment_intents', params.payment_intent);
  if (!intent) throw noSuchIn('payment_intent', 'payment_intent', params.payment_intent);
  if (intent.status !== 'succeeded')
    throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  return world.store.must('charges', intent.latest_charge!);
}
