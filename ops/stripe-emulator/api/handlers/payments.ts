import type Stripe from 'stripe';
import { closeDispute, findDispute, updateDispute } from '../../machine/disputes.ts';
import { findPaymentMethod } from '../../machine/payment-methods.ts';
import { collectOrThrow, invoiceOfIntent } from '../../machine/payments.ts';
import { createRefund } from '../../machine/refunds.ts';
import { confirmSetupIntent, createSetupIntent, findSetupIntent } from '../../machine/setup-intents.ts';
import type { World } from '../../machine/world.ts';
import type { PaymentIntent, TableName, Tables } from '../../store/tables.ts';
import { type Handlers, handler } from '../handler.ts';
import { page } from '../list.ts';
import { invalidRequest, noSuch, StripeError } from '../stripe-error.ts';

function found<T extends TableName>(world: World, table: T, what: string, id: string): Tables[T] {
  const row = world.store.get(table, id);
  if (!row) throw noSuch(what, id);
  return row;
}

/** Confirms the payment of an open invoice, as the page with Stripe's Elements would. */
function confirm(world: World, intent: PaymentIntent, params: Stripe.PaymentIntentConfirmParams): PaymentIntent {
  const invoice = invoiceOfIntent(world, intent.id);
  if (!invoice || !['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status))
    throw invalidRequest(`You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`, {
      code: 'payment_intent_unexpected_state',
    });
  const method = params.payment_method ? findPaymentMethod(world, params.payment_method, 'payment_method') : null;
  if (method && method.customer === null)
    world.store.patch('payment_methods', method.id, { customer: intent.customer });
  try {
    collectOrThrow(world, invoice.id, { method: method ? world.store.must('payment_methods', method.id) : null });
  } catch (fault) {
    // That its owner must authenticate is an answer here, no error.
    if (!(fault instanceof StripeError) || fault.body.code !== 'invoice_payment_intent_requires_action') throw fault;
  }
  return world.store.must('payment_intents', intent.id);
}

export const payments: Handlers = {
  'POST /v1/setup_intents': handler<Stripe.SetupIntentCreateParams>(
    [
      'confirm',
      'customer',
      'description',
      'metadata',
      'payment_method',
      'usage',
      'automatic_payment_methods',
      'return_url',
    ],
    ({ world, params }) => createSetupIntent(world, params),
  ),
  'GET /v1/setup_intents': handler<Stripe.SetupIntentListParams>(
    ['customer', 'payment_method', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('setup_intents')
          .filter(
            (intent) =>
              (params.customer === undefined || intent.customer === params.customer) &&
              (params.payment_method === undefined || intent.payment_method === params.payment_method),
          ),
        params,
        '/v1/setup_intents',
      ),
  ),
  'GET /v1/setup_intents/:setup_intent': handler('all', ({ world, ids }) => findSetupIntent(world, ids.setup_intent!)),
  'POST /v1/setup_intents/:setup_intent/confirm': handler<Stripe.SetupIntentConfirmParams>(
    ['payment_method', 'return_url'],
    ({ world, ids, params }) =>
      confirmSetupIntent(
        world,
        ids.setup_intent!,
        params.payment_method ? { payment_method: params.payment_method } : {},
      ),
  ),
  'POST /v1/setup_intents/:setup_intent/cancel': handler<Stripe.SetupIntentCancelParams>(
    ['cancellation_reason'],
    ({ world, ids, params }) => {
      const intent = findSetupIntent(world, ids.setup_intent!);
      if (['succeeded', 'canceled'].includes(intent.status))
        throw invalidRequest(`You cannot cancel this SetupIntent because it has a status of ${intent.status}.`, {
          code: 'setup_intent_unexpected_state',
        });
      const canceled = world.store.patch('setup_intents', intent.id, {
        status: 'canceled',
        cancellation_reason: params.cancellation_reason ?? null,
        next_action: null,
      });
      world.emit('setup_intent.canceled', canceled);
      return canceled;
    },
  ),
  'GET /v1/payment_intents': handler<Stripe.PaymentIntentListParams>(
    ['customer', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('payment_intents')
          .filter((intent) => params.customer === undefined || intent.customer === params.customer),
        params,
        '/v1/payment_intents',
      ),
  ),
  'GET /v1/payment_intents/:payment_intent': handler<Stripe.PaymentIntentRetrieveParams>(
    ['client_secret'],
    ({ world, ids }) => found(world, 'payment_intents', 'payment_intent', ids.payment_intent!),
  ),
  'POST /v1/payment_intents/:payment_intent/confirm': handler<Stripe.PaymentIntentConfirmParams>(
    ['payment_method', 'return_url', 'off_session'],
    ({ world, ids, params }) =>
      confirm(world, found(world, 'payment_intents', 'payment_intent', ids.payment_intent!), params),
  ),
  'GET /v1/charges': handler<Stripe.ChargeListParams>(
    ['customer', 'payment_intent', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('charges')
          .filter(
            (charge) =>
              (params.customer === undefined || charge.customer === params.customer) &&
              (params.payment_intent === undefined || charge.payment_intent === params.payment_intent),
          ),
        params,
        '/v1/charges',
      ),
  ),
  'GET /v1/charges/:charge': handler('all', ({ world, ids }) => found(world, 'charges', 'charge', ids.charge!)),
  'POST /v1/refunds': handler<Stripe.RefundCreateParams>(
    ['amount', 'charge', 'metadata', 'payment_intent', 'reason'],
    ({ world, params }) => createRefund(world, params),
  ),
  'GET /v1/refunds': handler<Stripe.RefundListParams>(
    ['charge', 'payment_intent', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('refunds')
          .filter(
            (refund) =>
              (params.charge === undefined || refund.charge === params.charge) &&
              (params.payment_intent === undefined || refund.payment_intent === params.payment_intent),
          ),
        params,
        '/v1/refunds',
      ),
  ),
  'GET /v1/refunds/:refund': handler('all', ({ world, ids }) => found(world, 'refunds', 'refund', ids.refund!)),
  'GET /v1/disputes': handler<Stripe.DisputeListParams>('all', ({ world, params }) =>
    page(
      world.store
        .all('disputes')
        .filter(
          (dispute) =>
            (params.charge === undefined || dispute.charge === params.charge) &&
            (params.payment_intent === undefined || dispute.payment_intent === params.payment_intent),
        ),
      params,
      '/v1/disputes',
    ),
  ),
  'GET /v1/disputes/:dispute': handler('all', ({ world, ids }) => findDispute(world, ids.dispute!)),
  'POST /v1/disputes/:dispute': handler<Stripe.DisputeUpdateParams>(
    ['evidence', 'metadata', 'submit'],
    ({ world, ids, params }) => updateDispute(world, ids.dispute!, params),
  ),
  'POST /v1/disputes/:dispute/close': handler('all', ({ world, ids }) => closeDispute(world, ids.dispute!, 'lost')),
  'GET /v1/balance': handler('all', ({ world }) => {
    const sums = new Map<string, number>();
    for (const { currency, net } of world.store.all('balance_transactions'))
      sums.set(currency, (sums.get(currency) ?? 0) + net);
    const amounts = [...sums].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
    return {
      object: 'balance',
      available: amounts,
      livemode: false,
      pending: amounts.map((sum) => ({ ...sum, amount: 0, source_types: { card: 0 } })),
    };
  }),
  'GET /v1/balance_transactions': handler<Stripe.BalanceTransactionListParams>(
    ['currency', 'source', 'type', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('balance_transactions')
          .filter(
            (transaction) =>
              (params.currency === undefined || transaction.currency === params.currency) &&
              (params.source === undefined || transaction.source === params.source) &&
              (params.type === undefined || transaction.type === params.type),
          ),
        params,
        '/v1/balance_transactions',
      ),
  ),
  'GET /v1/balance_transactions/:transaction': handler('all', ({ world, ids }) =>
    found(world, 'balance_transactions', 'balance transaction', ids.transaction!),
  ),
};
