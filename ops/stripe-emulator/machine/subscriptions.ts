import type Stripe from 'stripe';
import { invalidRequest, noSuch, noSuchIn, notEmulated } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import { newItem } from '../objects/subscription.ts';
import { listOf } from '../store/plain.ts';
import type {
  Customer,
  PaymentMethod,
  Price,
  Subscription,
  SubscriptionFacts,
  SubscriptionItem,
} from '../store/tables.ts';
import { addIntervals } from './calendar.ts';
import { DAY, HOUR } from './clock.ts';
import { defaultPaymentMethod, findCustomer, hasTaxLocation } from './customers.ts';
import { finalizeInvoice, findInvoice } from './invoices.ts';
import { type Collected, collect, collectionError, noPaymentMethod } from './payments.ts';
import { findPrice, unitAmount } from './prices.ts';
import { billPeriod } from './subscription-billing.ts';
import type { World } from './world.ts';

/** An unpaid first invoice ends its subscription after 23 hours. */
const INCOMPLETE_TIME = 23 * HOUR;
const ANNOUNCE_TRIAL_END = 3 * DAY;

export function findSubscription(world: World, id: string): Subscription {
  const subscription = world.store.get('subscriptions', id);
  if (subscription) return subscription;
  throw noSuch('subscription', id);
}

/** Changes what Stripe knows and does not tell. */
export function setFacts(world: World, id: string, changes: Partial<SubscriptionFacts>): void {
  world.store.patch('subscription_facts', id, changes);
}

export function factsOf(world: World, id: string): SubscriptionFacts {
  return world.store.must('subscription_facts', id);
}

/** The items of a subscription in a list. */
export function itemList(id: string, items: SubscriptionItem[]): Subscription['items'] {
  return listOf(items, `/v1/subscription_items?subscription=${id}`);
}

/** When the end of a trial is announced: three days before, at once when it is shorter. */
export function announcementOf(trialEnd: number, now: number): number {
  return Math.max(now, trialEnd - ANNOUNCE_TRIAL_END);
}

/**
 * Starts a subscription: trialing, or active with its first period charged, or incomplete. 400 for a request that Stripe refuses, 402 with
 * `error_if_incomplete` (nothing is kept then). `isAuthenticated` when its owner has just passed 3-D Secure.
 */
export function createSubscription(
  world: World,
  params: Stripe.SubscriptionCreateParams,
  { isAuthenticated = false }: { isAuthenticated?: boolean } = {},
): Subscription {
  if (!params.customer)
    throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' });
  const customer = findCustomer(world, params.customer, 'customer');
  if (params.payment_behavior === 'pending_if_incomplete')
    throw invalidRequest('`payment_behavior` cannot be `pending_if_incomplete` when creating a subscription.', {
      param: 'payment_behavior',
    });
  const chosen = chosenPrices(world, params.items);
  const currency = currencyOf(world, customer, chosen[0]!.price, params.currency);
  for (const { price } of chosen) unitAmount(price, currency);
  checkTax(params.automatic_tax, customer);
  const method = params.default_payment_method ? ownMethod(world, params.default_payment_method, customer.id) : null;
  const now = world.now(customer.test_clock);
  const start = params.backdate_start_date ?? now;
  const trialEnd = trialEndOf(params, now);
  if (start > now) throw invalidRequest('`backdate_start_date` must be in the past.', { param: 'backdate_start_date' });
  if (start < now && trialEnd === null) throw notEmulated('backdate_start_date without a trial');
  const isTrial = trialEnd !== null;
  const anchor = trialEnd ?? now;
  const id = world.newId('sub_');
  const subscription = newSubscription(world, id, customer, params, {
    currency,
    now,
    start,
    anchor,
    trialEnd,
    items: chosen.map(({ price, quantity, metadata }) =>
      newItem(world, id, price, {
        quantity,
        currency,
        created: now,
        metadata,
        period: isTrial
          ? { start, end: trialEnd }
          : { start: now, end: addIntervals(now, price.recurring!.interval, price.recurring!.interval_count) },
      }),
    ),
    method,
  });
  world.store.put('subscription_facts', {
    id,
    trial_will_end_at: trialEnd === null ? null : announcementOf(trialEnd, now),
    incomplete_until: null,
    resumption: null,
    pending: null,
    debits: [],
  });
  world.store.put('subscriptions', subscription);
  world.store.patch('customers', customer.id, { currency: customer.currency ?? currency });
  if (isTrial) {
    world.emit('customer.subscription.created', subscription);
    if (world.settings.zeroTrialInvoice) {
      const invoice = billPeriod(world, id, { reason: 'subscription_create', waits: false, isTrial: true });
      finalizeInvoice(world, invoice.id);
    }
    return findSubscription(world, id);
  }
  return startPaid(world, subscription, params, method, isAuthenticated);
}

/** The first period is charged in the call. */
function startPaid(
  world: World,
  subscription: Subscription,
  params: Stripe.SubscriptionCreateParams,
  method: PaymentMethod | null,
  isAuthenticated: boolean,
): Subscription {
  const { id } = subscription;
  const behavior = params.payment_behavior ?? 'allow_incomplete';
  if (subscription.collection_method === 'send_invoice') {
    world.store.patch('subscriptions', id, { status: 'active' });
    world.emit('customer.subscription.created', findSubscription(world, id));
    billPeriod(world, id, { reason: 'subscription_create', waits: true });
    return findSubscription(world, id);
  }
  const payer = defaultPaymentMethod(world, subscription.customer, method?.id ?? null);
  const amount = subscription.items.data.reduce(
    (sum, item) => sum + unitAmount(item.price, subscription.currency) * (item.quantity ?? 1),
    0,
  );
  if (!payer && amount > 0 && behavior !== 'default_incomplete') throw noPaymentMethod();
  setFacts(world, id, { incomplete_until: world.timeOf(subscription.customer) + INCOMPLETE_TIME });
  world.emit('customer.subscription.created', subscription);
  const invoice = billPeriod(world, id, { reason: 'subscription_create', waits: false });
  finalizeInvoice(world, invoice.id);
  if (findInvoice(world, invoice.id).status === 'open' && behavior !== 'default_incomplete') {
    const collected = collect(world, invoice.id, { isAuthenticated });
    if (behavior === 'error_if_incomplete') throwUnlessPaid(world, invoice.id, collected);
  }
  return findSubscription(world, id);
}

/** With `error_if_incomplete` a request that cannot be paid has changed nothing. */
export function throwUnlessPaid(world: World, invoice: string, collected: Collected): void {
  if (collected.is === 'paid') return;
  const { status, body } = collectionError(world, invoice, collected);
  const { payment_intent: _intent, charge: _charge, ...rest } = body;
  throw Object.assign(collectionError(world, invoice, collected), { status, body: rest, keeps: false });
}

/** The prices of `items`, each of them recurring. */
export function chosenPrices(
  world: World,
  items: Stripe.SubscriptionCreateParams.Item[] | undefined,
): { price: Price; quantity: number; metadata: Record<string, string> }[] {
  if (!items?.length)
    throw invalidRequest('Missing required param: items.', { code: 'parameter_missing', param: 'items' });
  return items.map((item, index) => {
    if (item.price_data) throw notEmulated('price_data of subscription items');
    if (item.discounts || item.tax_rates) throw notEmulated('discounts and tax rates of subscription items');
    const id = item.price ?? item.plan;
    if (!id)
      throw invalidRequest('Missing required param: items[0][price].', {
        code: 'parameter_missing',
        param: `items[${index}][price]`,
      });
    const price = findPrice(world, id, `items[${index}][price]`);
    checkRecurring(price, `items[${index}][price]`);
    return { price, quantity: item.quantity ?? 1, metadata: mergeMetadata({}, item.metadata) };
  });
}

export function checkRecurring(price: Price, param: string): void {
  if (!price.recurring)
    throw invalidRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      { param },
    );
  if (!price.active)
    throw invalidRequest('The price specified is inactive. This field only accepts active prices.', { param });
}

/** A payment method that is this customer's own. */
export function ownMethod(world: World, id: string, customer: string, param = 'default_payment_method'): PaymentMethod {
  const method = world.store.get('payment_methods', id);
  if (!method) throw noSuchIn(param, 'PaymentMethod', id);
  if (method.customer !== customer)
    throw invalidRequest(
      `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      { code: 'resource_missing', param },
    );
  return method;
}

/** Fixed when the subscription is made; a customer's live subscriptions have one currency [stripe.md §0.10]. */
function currencyOf(world: World, customer: Customer, price: Price, asked: string | undefined): string {
  const currency = (asked ?? price.currency).toLowerCase();
  const other = world.store
    .all('subscriptions')
    .find(
      (subscription) =>
        subscription.customer === customer.id &&
        subscription.currency !== currency &&
        !['canceled', 'incomplete_expired'].includes(subscription.status),
    );
  if (!other) return currency;
  throw invalidRequest(
    `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, invoice item, or invoice in ${other.currency}.`,
    { param: 'currency' },
  );
}

export function checkTax(automaticTax: { enabled: boolean } | undefined, customer: Customer): void {
  if (!automaticTax?.enabled || hasTaxLocation(customer.address)) return;
  throw invalidRequest(
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    { code: 'customer_tax_location_invalid' },
  );
}

function trialEndOf(params: Stripe.SubscriptionCreateParams, now: number): number | null {
  if (params.trial_from_plan) throw notEmulated('trial_from_plan');
  if (params.trial_end !== undefined && params.trial_period_days !== undefined)
    throw invalidRequest('You may only specify one of these parameters: trial_end, trial_period_days.', {
      param: 'trial_end',
    });
  if (params.trial_end === 'now') return null;
  if (params.trial_end !== undefined) {
    if (params.trial_end <= now)
      throw invalidRequest('Timestamp must be an integer Unix timestamp in the future.', { param: 'trial_end' });
    return params.trial_end;
  }
  return params.trial_period_days ? now + params.trial_period_days * DAY : null;
}

function newSubscription(
  world: World,
  id: string,
  customer: Customer,
  params: Stripe.SubscriptionCreateParams,
  made: {
    currency: string;
    now: number;
    start: number;
    anchor: number;
    trialEnd: number | null;
    items: SubscriptionItem[];
    method: PaymentMethod | null;
  },
): Subscription {
  const periodEnd = Math.min(...made.items.map((item) => item.current_period_end));
  const cancelAt = cancelAtOf(params.cancel_at, made.items);
  const isTrial = made.trialEnd !== null;
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: {
      disabled_reason: null,
      enabled: params.automatic_tax?.enabled ?? false,
      liability: params.automatic_tax?.enabled ? { type: 'self' } : null,
    },
    billing_cycle_anchor: made.anchor,
    billing_cycle_anchor_config: null,
    billing_mode: {
      flexible: { proration_discounts: 'included' },
      type: 'flexible',
      updated_at: world.now(customer.test_clock),
    },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: params.cancel_at_period_end ? periodEnd : cancelAt,
    cancel_at_period_end: params.cancel_at_period_end ?? false,
    canceled_at: params.cancel_at_period_end || cancelAt ? made.now : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: params.collection_method ?? 'charge_automatically',
    created: made.now,
    currency: made.currency,
    customer: customer.id,
    customer_account: null,
    days_until_due: params.days_until_due ?? null,
    default_payment_method: made.method?.id ?? null,
    default_source: null,
    default_tax_rates: [],
    description: params.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: params.invoice_settings?.custom_fields || null,
      description: params.invoice_settings?.description ?? null,
      footer: params.invoice_settings?.footer ?? null,
      issuer: { type: 'self' },
    },
    items: itemList(id, made.items),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: params.payment_settings?.payment_method_types || null,
      save_default_payment_method: params.payment_settings?.save_default_payment_method ?? 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: made.start,
    status: isTrial ? 'trialing' : 'incomplete',
    test_clock: customer.test_clock ?? null,
    transfer_data: null,
    trial_end: made.trialEnd,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: params.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
      },
    },
    trial_start: isTrial ? made.start : null,
  };
}

/** An instant for `cancel_at`, also when it is given by words. */
export function cancelAtOf(
  given: Stripe.SubscriptionUpdateParams['cancel_at'],
  items: SubscriptionItem[],
): number | null {
  if (given === undefined || given === null || given === '') return null;
  if (typeof given === 'number') return given;
  const ends = items.map((item) => item.current_period_end);
  if (given === 'min_period_end') return Math.min(...ends);
  if (given === 'max_period_end') return Math.max(...ends);
  throw notEmulated(`cancel_at ${String(given)}`);
}
