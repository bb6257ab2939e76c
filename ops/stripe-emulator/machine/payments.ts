import { invalidRequest, StripeError } from '../api/stripe-error.ts';
import { type Outcome, outcomeOfCharge } from '../cards/outcome.ts';
import { newCharge } from '../objects/charge.ts';
import { subscriptionOf } from '../objects/invoice.ts';
import { newPaymentIntent } from '../objects/payment-intent.ts';
import type { Invoice, InvoicePayment, PaymentIntent, PaymentMethod } from '../store/tables.ts';
import { bookCharge } from './balance.ts';
import { DAY } from './clock.ts';
import { defaultPaymentMethod } from './customers.ts';
import { openDispute, warnOfFraud } from './disputes.ts';
import { cardError, findPaymentMethod } from './payment-methods.ts';
import { afterInvoiceFailed, afterInvoicePaid } from './subscription-payments.ts';
import type { World } from './world.ts';

/** How a try to collect an invoice ended. */
export type Collected =
  | { is: 'paid' }
  | { is: 'no_method' }
  | { is: 'requires_action' }
  | { is: 'declined'; code: string; decline_code?: string; message: string };

/** Prepares the payment of an invoice that has just been finalized. */
export function openPayment(world: World, invoice: Invoice): void {
  const intent = world.store.put('payment_intents', newPaymentIntent(world, invoice, invoice.amount_due));
  const payment: InvoicePayment = {
    id: world.newId('inpay_'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: intent.created,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
  world.store.put('invoice_payments', payment);
  world.store.patch('invoices', invoice.id, {
    confirmation_secret: { client_secret: intent.client_secret!, type: 'payment_intent' },
  });
  world.emit('payment_intent.created', intent);
}

/** The payment of an invoice that money goes through; null for one over nothing. */
export function paymentOf(world: World, invoice: string): InvoicePayment | null {
  return (
    world.store.all('invoice_payments').findLast((payment) => payment.invoice === invoice && payment.is_default) ?? null
  );
}

export function invoiceOfIntent(world: World, intent: string): Invoice | null {
  const payment = world.store.all('invoice_payments').find((each) => each.payment.payment_intent === intent);
  return payment ? world.store.must('invoices', payment.invoice) : null;
}

/**
 * Tries to collect an open invoice, and records what came of it: charges, events, the subscription's status, the next try. `method` is the one
 * asked for, else the subscription's or the customer's default.
 */
export function collect(
  world: World,
  invoiceId: string,
  {
    method = null,
    isAuthenticated = false,
    isRetry = false,
  }: { method?: PaymentMethod | null; isAuthenticated?: boolean; isRetry?: boolean } = {},
): Collected {
  const invoice = world.store.must('invoices', invoiceId);
  const subscriptionId = subscriptionOf(invoice);
  const subscription = subscriptionId ? world.store.must('subscriptions', subscriptionId) : null;
  const payer =
    method ??
    defaultPaymentMethod(
      world,
      invoice.customer!,
      invoice.default_payment_method ?? subscription?.default_payment_method,
    );
  const payment = paymentOf(world, invoiceId)!;
  const intent = world.store.must('payment_intents', payment.payment.payment_intent!);
  if (!payer) {
    failed(world, invoice, isRetry);
    return { is: 'no_method' };
  }
  const outcome = outcomeOfCharge(world, { paymentMethod: payer.id, customer: invoice.customer!, isAuthenticated });
  if (outcome.is === 'requires_action') return awaitAuthentication(world, invoice, intent, payer);
  world.store.patch('invoice_facts', invoiceId, { awaits_authentication: false });
  const charge = world.store.put('charges', newCharge(world, intent, payer, outcome));
  if (outcome.is === 'declined') {
    world.emit('charge.failed', charge);
    refuse(world, intent, payer, outcome, charge.id);
    failed(world, invoice, isRetry);
    return {
      is: 'declined',
      code: outcome.code,
      message: outcome.message,
      ...(outcome.decline_code ? { decline_code: outcome.decline_code } : {}),
    };
  }
  if (isAuthenticated) world.store.patch('card_facts', payer.id, { authenticated: true });
  bookCharge(world, charge.id);
  world.emit('charge.succeeded', world.store.must('charges', charge.id));
  if (outcome.card.dispute) openDispute(world, charge.id, outcome.card.dispute);
  world.store.patch('payment_intents', intent.id, {
    amount_received: intent.amount,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
    payment_method: payer.id,
    status: 'succeeded',
  });
  world.emit('payment_intent.succeeded', world.store.must('payment_intents', intent.id));
  if (outcome.card.fraudWarning) warnOfFraud(world, charge.id);
  markInvoicePaid(world, invoiceId, payer);
  return { is: 'paid' };
}

/** As `collect`, for somebody who asked for it: a refusal is an error 402 that keeps what happened. */
export function collectOrThrow(world: World, invoiceId: string, options: Parameters<typeof collect>[2] = {}): void {
  const collected = collect(world, invoiceId, options);
  if (collected.is === 'paid') return;
  throw collectionError(world, invoiceId, collected);
}

/** What a caller is told when an invoice could not be collected. */
export function collectionError(
  world: World,
  invoiceId: string,
  collected: Exclude<Collected, { is: 'paid' }>,
): StripeError {
  if (collected.is === 'no_method') return noPaymentMethod();
  const payment = paymentOf(world, invoiceId);
  const intent = payment ? world.store.get('payment_intents', payment.payment.payment_intent!) : undefined;
  if (collected.is === 'requires_action')
    return new StripeError(
      402,
      {
        type: 'card_error',
        code: 'invoice_payment_intent_requires_action',
        message:
          'This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with this invoice.',
        ...(intent ? { payment_intent: intent } : {}),
      },
      { keeps: true },
    );
  const { body } = cardError(collected);
  return new StripeError(
    402,
    {
      ...body,
      ...(intent ? { payment_intent: intent, ...(intent.latest_charge ? { charge: intent.latest_charge } : {}) } : {}),
    },
    { keeps: true },
  );
}

/** 400, recorded [stripe.md §2.1 row 1.4]. */
export function noPaymentMethod(): StripeError {
  return invalidRequest(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
    { code: 'resource_missing' },
  );
}

function awaitAuthentication(world: World, invoice: Invoice, intent: PaymentIntent, payer: PaymentMethod): Collected {
  const waiting = world.store.patch('payment_intents', intent.id, {
    payment_method: payer.id,
    status: 'requires_action',
    next_action: {
      type: 'use_stripe_sdk',
      use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: `${world.origin}/i/${invoice.id}` },
    } as PaymentIntent['next_action'],
  });
  world.store.patch('invoice_facts', invoice.id, { awaits_authentication: true });
  world.emit('payment_intent.requires_action', waiting);
  const attempted = world.update(
    'invoices',
    invoice.id,
    { attempted: true, attempt_count: invoice.attempt_count + 1, next_payment_attempt: null },
    'invoice.updated',
  );
  world.emit('invoice.payment_action_required', attempted);
  afterInvoiceFailed(world, invoice.id, 'requires_action');
  return { is: 'requires_action' };
}

/** A declined card on a payment intent. */
function refuse(
  world: World,
  intent: PaymentIntent,
  payer: PaymentMethod,
  outcome: Outcome & { is: 'declined' },
  charge: string,
): void {
  world.store.patch('payment_intents', intent.id, {
    latest_charge: charge,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
    last_payment_error: {
      charge,
      code: outcome.code as 'card_declined',
      ...(outcome.decline_code ? { decline_code: outcome.decline_code } : {}),
      message: outcome.message,
      payment_method: payer,
      type: 'card_error',
    } as unknown as PaymentIntent['last_payment_error'],
  });
  world.emit('payment_intent.payment_failed', world.store.must('payment_intents', intent.id));
}

/** One try more on an invoice, and when the next one is. */
function failed(world: World, invoice: Invoice, isRetry: boolean): void {
  const { retryDays } = world.settings;
  const facts = world.store.must('invoice_facts', invoice.id);
  const retries = facts.retries + (isRetry ? 1 : 0);
  world.store.patch('invoice_facts', invoice.id, { retries, awaits_authentication: false });
  const mayRetry =
    invoice.auto_advance === true &&
    invoice.collection_method === 'charge_automatically' &&
    invoice.billing_reason !== 'subscription_create' &&
    !waitsForUpdate(world, invoice);
  const days = retryDays[retries];
  const attempted = world.update(
    'invoices',
    invoice.id,
    {
      attempted: true,
      attempt_count: invoice.attempt_count + 1,
      next_payment_attempt: mayRetry && days !== undefined ? world.timeOf(invoice.customer) + days * DAY : null,
    },
    'invoice.updated',
  );
  world.emit('invoice.payment_failed', attempted);
  afterInvoiceFailed(world, invoice.id, mayRetry && days === undefined ? 'retries_ended' : 'failed');
}

/** Whether an invoice is that of a change which applies only when it is paid: it is not retried by itself. */
function waitsForUpdate(world: World, invoice: Invoice): boolean {
  const subscription = subscriptionOf(invoice);
  return subscription !== null && world.store.get('subscription_facts', subscription)?.pending?.invoice === invoice.id;
}

/** An invoice that is paid: by a charge, from the customer's balance, or elsewhere. */
export function markInvoicePaid(
  world: World,
  id: string,
  payer: PaymentMethod | null,
  options: { isOutOfBand?: boolean } = {},
): void {
  const invoice = world.store.must('invoices', id);
  const now = world.timeOf(invoice.customer);
  const paid = world.update(
    'invoices',
    id,
    {
      status: 'paid',
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      attempted: true,
      attempt_count: invoice.attempt_count + (payer ? 1 : 0),
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, paid_at: now },
      ...(options.isOutOfBand ? { amount_paid_off_stripe: invoice.amount_due } : {}),
    },
    'invoice.updated',
  );
  world.emit('invoice.paid', paid);
  world.emit('invoice.payment_succeeded', paid);
  const payment = paymentOf(world, id);
  if (payment && payer) {
    const settled = world.store.patch('invoice_payments', payment.id, {
      amount_paid: invoice.amount_due,
      status: 'paid',
      status_transitions: { ...payment.status_transitions, paid_at: now },
    });
    world.emit('invoice_payment.paid', settled, undefined, now);
  }
  if (options.isOutOfBand) cancelPaymentIntent(world, id, 'automatic');
  afterInvoicePaid(world, id, payer);
}

/** The payment intent of an invoice that needs none any more. */
export function cancelPaymentIntent(
  world: World,
  invoiceId: string,
  reason: PaymentIntent['cancellation_reason'],
): void {
  const payment = paymentOf(world, invoiceId);
  if (payment?.status !== 'open') return;
  const now = world.timeOf(world.store.must('invoices', invoiceId).customer);
  world.store.patch('invoice_payments', payment.id, {
    status: 'canceled',
    status_transitions: { ...payment.status_transitions, canceled_at: now },
  });
  const canceled = world.store.patch('payment_intents', payment.payment.payment_intent!, {
    canceled_at: now,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  });
  world.emit('payment_intent.canceled', canceled);
}

/** `POST /v1/invoices/{id}/pay`. */
export function payInvoice(
  world: World,
  id: string,
  options: { payment_method?: string; paid_out_of_band?: boolean; isAuthenticated?: boolean },
): void {
  const invoice = world.store.must('invoices', id);
  if (invoice.status === 'paid') throw invalidRequest('Invoice is already paid', { code: 'invoice_already_paid' });
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
    throw invalidRequest(`Invoices with status ${invoice.status} can't be paid.`, { code: 'invoice_not_payable' });
  if (options.paid_out_of_band) return markInvoicePaid(world, id, null, { isOutOfBand: true });
  const method = options.payment_method ? findPaymentMethod(world, options.payment_method, 'payment_method') : null;
  if (method && method.customer !== invoice.customer) {
    if (method.customer !== null)
      throw invalidRequest('The payment method does not belong to the customer of this invoice.', {
        param: 'payment_method',
      });
    world.store.patch('payment_methods', method.id, { customer: invoice.customer });
    world.emit('payment_method.attached', world.store.must('payment_methods', method.id));
  }
  const payer = method ? world.store.must('payment_methods', method.id) : null;
  collectOrThrow(world, id, { method: payer, isAuthenticated: options.isAuthenticated ?? false });
}

/** The owner of a card did not authenticate a payment that waited for it: as if the card had refused. */
export function failAuthentication(world: World, invoiceId: string): void {
  const invoice = world.store.must('invoices', invoiceId);
  const intent = world.store.must('payment_intents', paymentOf(world, invoiceId)!.payment.payment_intent!);
  const after = world.store.patch('payment_intents', intent.id, {
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
    last_payment_error: {
      code: 'payment_intent_authentication_failure',
      message: 'The provided PaymentMethod has failed authentication.',
      type: 'invalid_request_error',
    },
  });
  world.emit('payment_intent.payment_failed', after);
  failed(world, invoice, false);
}
