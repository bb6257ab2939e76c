import type Stripe from 'stripe';
import { invalidRequest, notEmulated } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import { newItem, planOf } from '../objects/subscription.ts';
import type { Debit, Invoice, Subscription, SubscriptionItem } from '../store/tables.ts';
import { addIntervals } from './calendar.ts';
import { defaultPaymentMethod } from './customers.ts';
import { draftInvoice, finalizeInvoice, findInvoice, pendingItems, voidInvoice } from './invoices.ts';
import { collect, noPaymentMethod } from './payments.ts';
import { holdPendingUpdate } from './pending-update.ts';
import { findPrice } from './prices.ts';
import { parkProrations } from './prorations.ts';
import { billPeriod } from './subscription-billing.ts';
import {
  announcementOf,
  cancelAtOf,
  checkRecurring,
  checkTax,
  factsOf,
  findSubscription,
  itemList,
  ownMethod,
  setFacts,
  throwUnlessPaid,
} from './subscriptions.ts';
import type { World } from './world.ts';

type Params = Stripe.SubscriptionUpdateParams;

/** What a change that applies only when it is paid may contain [stripe.md §2.1 row 2.1]. */
const PENDING_PARAMS = [
  'items',
  'proration_behavior',
  'proration_date',
  'billing_cycle_anchor',
  'trial_end',
  'payment_behavior',
  'expand',
  'off_session',
];

/** A change of what is billed, before it is known whether it applies. */
interface BillingChange {
  items: SubscriptionItem[];
  /** Debits that hold afterwards; null when they stay as they are. */
  debits: Debit[] | null;
  /** Whether a new period begins now, and is charged whole. */
  isNewPeriod: boolean;
  subscription: Partial<Subscription>;
}

/**
 * `POST /v1/subscriptions/{id}`. Prices change with or without proration, now or when it is paid (`payment_behavior`). With `isPreview` it stops
 * before anything is collected: the invoice it would make is a draft then.
 */
export function updateSubscription(world: World, id: string, params: Params, { isPreview = false } = {}): Subscription {
  const before = findSubscription(world, id);
  refuse(world, before, params);
  const behavior = params.payment_behavior ?? 'allow_incomplete';
  if (behavior === 'pending_if_incomplete') {
    const other = Object.keys(params).find((name) => !PENDING_PARAMS.includes(name));
    if (other)
      throw invalidRequest(
        `When \`payment_behavior=pending_if_incomplete\`, the parameter \`${other}\` cannot be updated.`,
        { param: other },
      );
    discardPendingUpdate(world, before);
  }
  const simple = simpleChanges(world, before, params);
  const now = world.timeOf(before.customer);
  const instant = params.proration_date ?? now;
  const wantsInvoice = (params.proration_behavior ?? 'create_prorations') === 'always_invoice';
  const billing = billingChange(world, before, params, now, instant);
  const invoices = billing !== null && (billing.isNewPeriod || (wantsInvoice && before.status !== 'trialing'));
  if (!billing || !invoices) {
    const after = world.update(
      'subscriptions',
      id,
      { ...simple, ...(billing ? { ...billing.subscription, items: itemList(id, billing.items) } : {}) },
      'customer.subscription.updated',
    );
    if (billing?.debits) setFacts(world, id, { debits: billing.debits });
    if (billing?.subscription.trial_end) announceTrialEnd(world, after, now);
    return after;
  }
  if (
    !defaultPaymentMethod(world, before.customer, simple.default_payment_method ?? before.default_payment_method) &&
    behavior === 'error_if_incomplete'
  )
    throw noPaymentMethod();
  const waits = behavior === 'pending_if_incomplete';
  const debits = billing.debits ?? factsOf(world, id).debits;
  if (!waits) {
    world.store.patch('subscriptions', id, { ...simple, ...billing.subscription, items: itemList(id, billing.items) });
    setFacts(world, id, { debits });
  }
  const invoice = invoiceChange(world, before, billing, instant);
  if (waits)
    setFacts(world, id, {
      pending: {
        invoice: invoice.id,
        changes: {
          items: billing.items,
          debits: [...debits, ...world.store.must('invoice_facts', invoice.id).debits],
          trial_end: billing.subscription.trial_end ?? null,
          billing_cycle_anchor: billing.subscription.billing_cycle_anchor ?? null,
        },
      },
    });
  world.store.patch('subscriptions', id, { latest_invoice: invoice.id });
  if (isPreview) return findSubscription(world, id);
  const hadTrial = before.status === 'trialing' && billing.subscription.status === 'active';
  if (hadTrial && factsOf(world, id).trial_will_end_at !== null) {
    setFacts(world, id, { trial_will_end_at: null });
    world.emit('customer.subscription.trial_will_end', findSubscription(world, id));
  }
  settleChange(world, before, invoice.id, behavior);
  return findSubscription(world, id);
}

/** Finalizes and collects the invoice of a change; says what changed. */
function settleChange(world: World, before: Subscription, invoice: string, behavior: string): void {
  const { id } = before;
  const announce = () => {
    const after = findSubscription(world, id);
    world.store.put('subscriptions', before);
    world.update('subscriptions', id, after, 'customer.subscription.updated');
  };
  // What applies whatever becomes of the payment is announced before it.
  if (behavior !== 'pending_if_incomplete') announce();
  finalizeInvoice(world, invoice);
  if (findInvoice(world, invoice).status !== 'open' || before.collection_method === 'send_invoice') return;
  if (behavior === 'default_incomplete') {
    world.update('subscriptions', id, { status: 'past_due' }, 'customer.subscription.updated');
    return;
  }
  const collected = collect(world, invoice);
  if (behavior === 'error_if_incomplete') throwUnlessPaid(world, invoice, collected);
  if (behavior === 'pending_if_incomplete' && collected.is !== 'paid') holdPendingUpdate(world, id);
}

/** The invoice of a change: credits and debits that were parked for it, and a new period whole. */
function invoiceChange(world: World, before: Subscription, billing: BillingChange, instant: number): Invoice {
  const { id, customer } = before;
  if (!billing.isNewPeriod) {
    const items = pendingItems(world, customer, id, before.currency);
    const now = world.timeOf(customer);
    return draftInvoice(world, customer, {
      currency: before.currency,
      reason: 'subscription_update',
      subscription: before,
      items,
      lines: [],
      period: { start: now, end: now },
      waits: false,
      prorationDate: instant,
    });
  }
  const kept = factsOf(world, id).debits;
  const invoice = billPeriod(world, id, {
    reason: before.status === 'trialing' ? 'subscription_cycle' : 'subscription_update',
    waits: false,
    items: billing.items,
    prorationDate: instant,
  });
  // A change that waits has not charged anything yet.
  if (findSubscription(world, id).items === before.items) setFacts(world, id, { debits: kept });
  return invoice;
}

/** 400 for what cannot be changed any more, or is another object's. */
function refuse(world: World, subscription: Subscription, params: Params): void {
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    const other = Object.keys(params).find((name) => !['metadata', 'cancellation_details', 'expand'].includes(name));
    if (other)
      throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.', {
        param: other,
      });
  }
  const cancels = params.cancel_at_period_end !== undefined || params.cancel_at !== undefined;
  if (subscription.schedule && cancels)
    throw invalidRequest(
      `The subscription is managed by the subscription schedule \`${subscription.schedule}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
      { param: params.cancel_at === undefined ? 'cancel_at_period_end' : 'cancel_at' },
    );
  if (params.trial_from_plan) throw notEmulated('trial_from_plan');
  if (params.proration_date && params.items) {
    const [first] = subscription.items.data;
    const isWithin =
      first && params.proration_date >= first.current_period_start && params.proration_date <= first.current_period_end;
    if (!isWithin)
      throw invalidRequest('Invalid proration date. Proration date must be within the current period.', {
        param: 'proration_date',
      });
  }
  if (subscription.pending_update && params.items && params.payment_behavior !== 'pending_if_incomplete')
    discardPendingUpdate(world, subscription);
}

/** A new change takes the place of one that waits. */
function discardPendingUpdate(world: World, subscription: Subscription): void {
  const { pending } = factsOf(world, subscription.id);
  if (!pending) return;
  setFacts(world, subscription.id, { pending: null });
  if (findInvoice(world, pending.invoice).status === 'open') voidInvoice(world, pending.invoice);
  world.update('subscriptions', subscription.id, { pending_update: null }, 'customer.subscription.updated');
}

function simpleChanges(world: World, before: Subscription, params: Params): Partial<Subscription> {
  const changes: Partial<Subscription> = {};
  const now = world.timeOf(before.customer);
  if (params.metadata !== undefined) changes.metadata = mergeMetadata(before.metadata, params.metadata);
  if (params.description !== undefined) changes.description = params.description || null;
  if (params.default_payment_method !== undefined)
    changes.default_payment_method = params.default_payment_method
      ? ownMethod(world, params.default_payment_method, before.customer).id
      : null;
  if (params.automatic_tax) {
    checkTax(params.automatic_tax, world.store.must('customers', before.customer));
    const { enabled } = params.automatic_tax;
    changes.automatic_tax = { disabled_reason: null, enabled, liability: enabled ? { type: 'self' } : null };
  }
  if (params.collection_method) changes.collection_method = params.collection_method;
  if (params.days_until_due !== undefined) changes.days_until_due = params.days_until_due;
  if (params.invoice_settings) {
    const { custom_fields, description, footer } = params.invoice_settings;
    changes.invoice_settings = {
      ...before.invoice_settings,
      ...(custom_fields === undefined ? {} : { custom_fields: custom_fields || null }),
      ...(description === undefined ? {} : { description: description || null }),
      ...(footer === undefined ? {} : { footer: footer || null }),
    };
  }
  if (params.payment_settings)
    changes.payment_settings = {
      ...before.payment_settings!,
      ...(params.payment_settings.payment_method_types === undefined
        ? {}
        : { payment_method_types: params.payment_settings.payment_method_types || null }),
      ...(params.payment_settings.save_default_payment_method
        ? { save_default_payment_method: params.payment_settings.save_default_payment_method }
        : {}),
    };
  if (params.trial_settings)
    changes.trial_settings = {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: params.trial_settings.end_behavior.missing_payment_method ?? 'create_invoice',
      },
    };
  if (params.pause_collection !== undefined)
    changes.pause_collection = params.pause_collection
      ? { behavior: params.pause_collection.behavior, resumes_at: params.pause_collection.resumes_at ?? null }
      : null;
  if (params.cancel_at_period_end !== undefined) {
    const periodEnd = Math.min(...before.items.data.map((item) => item.current_period_end));
    changes.cancel_at_period_end = params.cancel_at_period_end;
    changes.cancel_at = params.cancel_at_period_end ? periodEnd : null;
    changes.canceled_at = params.cancel_at_period_end ? now : null;
  }
  if (params.cancel_at !== undefined) {
    changes.cancel_at = cancelAtOf(params.cancel_at, before.items.data);
    changes.cancel_at_period_end = false;
    changes.canceled_at = changes.cancel_at === null ? null : now;
  }
  if (params.cancellation_details || changes.cancel_at !== undefined)
    changes.cancellation_details = {
      comment: params.cancellation_details?.comment ?? before.cancellation_details?.comment ?? null,
      feedback: params.cancellation_details?.feedback || before.cancellation_details?.feedback || null,
      feedback_option: null,
      reason:
        changes.cancel_at === undefined
          ? (before.cancellation_details?.reason ?? null)
          : changes.cancel_at === null
            ? null
            : 'cancellation_requested',
    };
  return changes;
}

/** What a request changes of prices, quantities, trial and anchor; null when nothing. Parks prorations. */
function billingChange(
  world: World,
  before: Subscription,
  params: Params,
  now: number,
  instant: number,
): BillingChange | null {
  const items = params.items ? itemsAfter(world, before, params.items, now) : before.items.data;
  const isItemsChange = params.items !== undefined;
  const isTrialing = before.status === 'trialing';
  if (params.trial_end !== undefined && params.trial_end !== 'now') {
    if (params.trial_end <= now)
      throw invalidRequest('Timestamp must be an integer Unix timestamp in the future.', { param: 'trial_end' });
    if (!isTrialing) throw notEmulated('a trial for a subscription that has begun to be charged');
    const trialEnd = params.trial_end;
    return {
      items: items.map((item) => ({ ...item, current_period_end: trialEnd })),
      debits: null,
      isNewPeriod: false,
      subscription: { trial_end: trialEnd, billing_cycle_anchor: trialEnd },
    };
  }
  const endsTrial = isTrialing && params.trial_end === 'now';
  const intervalChanges =
    !isTrialing &&
    items.some((item) => {
      const old = before.items.data.find(({ id }) => id === item.id);
      return (
        old &&
        (old.price.recurring!.interval !== item.price.recurring!.interval ||
          old.price.recurring!.interval_count !== item.price.recurring!.interval_count)
      );
    });
  const resets = endsTrial || intervalChanges || (params.billing_cycle_anchor?.type === 'now' && !isTrialing);
  if (resets) {
    const fresh = items.map((item) => ({
      ...item,
      current_period_start: now,
      current_period_end: addIntervals(now, item.price.recurring!.interval, item.price.recurring!.interval_count),
    }));
    const prorates = !endsTrial && params.proration_behavior !== 'none';
    const debits = prorates ? parkProrations(world, before, fresh, instant, { isNewPeriod: true }) : [];
    return {
      items: fresh,
      debits,
      isNewPeriod: true,
      subscription: {
        billing_cycle_anchor: now,
        ...(endsTrial ? { trial_end: now, status: 'active' as const } : {}),
      },
    };
  }
  if (!isItemsChange) return null;
  const isFree = isTrialing || params.proration_behavior === 'none';
  return {
    items,
    debits: isFree ? null : parkProrations(world, before, items, instant),
    isNewPeriod: false,
    subscription: {},
  };
}

/** The items after a change; one without an id is a further item, as in Stripe. */
export function itemsAfter(
  world: World,
  before: Subscription,
  changes: NonNullable<Params['items']>,
  now: number,
): SubscriptionItem[] {
  let items = before.items.data;
  for (const [index, change] of changes.entries()) {
    if (change.price_data) throw notEmulated('price_data of subscription items');
    if (change.discounts || change.tax_rates) throw notEmulated('discounts and tax rates of subscription items');
    const priceId = change.price ?? change.plan;
    const price = priceId ? findPrice(world, priceId, `items[${index}][price]`) : null;
    if (price) checkRecurring(price, `items[${index}][price]`);
    if (!change.id) {
      if (!price)
        throw invalidRequest(`Missing required param: items[${index}][price].`, {
          code: 'parameter_missing',
          param: `items[${index}][price]`,
        });
      if (items.some((item) => item.price.id === price.id))
        throw invalidRequest(`Cannot add multiple subscription items with the same plan: ${price.id}`, {
          param: `items[${index}][price]`,
        });
      const [first] = items;
      items = [
        ...items,
        newItem(world, before.id, price, {
          quantity: change.quantity ?? 1,
          currency: before.currency,
          created: now,
          metadata: mergeMetadata({}, change.metadata),
          period: { start: first!.current_period_start, end: first!.current_period_end },
        }),
      ];
      continue;
    }
    const known = items.find(({ id }) => id === change.id);
    if (!known)
      throw invalidRequest(`No such subscription item: '${change.id}'`, {
        code: 'resource_missing',
        param: `items[${index}][id]`,
      });
    items = change.deleted
      ? items.filter((item) => item !== known)
      : items.map((item) =>
          item === known
            ? {
                ...item,
                metadata: mergeMetadata(item.metadata, change.metadata),
                quantity: change.quantity ?? (price ? 1 : item.quantity),
                ...(price ? { price, plan: planOf(price, before.currency) } : {}),
              }
            : item,
        );
  }
  if (items.length === 0)
    throw invalidRequest(
      'A subscription must have at least one active plan. In order to cancel a subscription, please use the cancel API endpoint.',
      { param: 'items' },
    );
  return items;
}

/** A trial that is moved is announced anew, at once when less than three days are left. */
function announceTrialEnd(world: World, subscription: Subscription, now: number): void {
  setFacts(world, subscription.id, { trial_will_end_at: announcementOf(subscription.trial_end!, now) });
}
