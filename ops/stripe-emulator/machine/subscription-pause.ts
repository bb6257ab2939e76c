import type Stripe from 'stripe';
import { invalidRequest, notEmulated } from '../api/stripe-error.ts';
import type { Subscription } from '../store/tables.ts';
import { addIntervals } from './calendar.ts';
import { HOUR } from './clock.ts';
import { defaultPaymentMethod } from './customers.ts';
import { finalizeInvoice, findInvoice, voidInvoice } from './invoices.ts';
import { collect, noPaymentMethod } from './payments.ts';
import { billPeriod } from './subscription-billing.ts';
import { factsOf, findSubscription, itemList, setFacts } from './subscriptions.ts';
import type { World } from './world.ts';

type PauseReason = 'pause_requested' | 'trial_end_without_payment_method';

/** `POST /v1/subscriptions/{id}/pause`. 400 when it does not run or a schedule manages it. */
export function pauseSubscription(world: World, id: string, params: Stripe.SubscriptionPauseParams): Subscription {
  const subscription = findSubscription(world, id);
  if (subscription.schedule)
    throw invalidRequest('Subscriptions that are managed by a subscription schedule cannot be paused.', {
      param: 'subscription',
    });
  if (!['active', 'trialing', 'past_due'].includes(subscription.status))
    throw invalidRequest(`You cannot pause a subscription with status \`${subscription.status}\`.`, {
      param: 'subscription',
    });
  if (params.bill_for?.unused_time_from && params.bill_for.unused_time_from.type !== 'none')
    throw notEmulated('a pause that credits unused time');
  return pause(world, id, 'pause_requested');
}

/** The end of a trial with nothing to pay with, when `trial_settings` says pause. */
export function pauseForMissingMethod(world: World, id: string): void {
  pause(world, id, 'trial_end_without_payment_method');
}

function pause(world: World, id: string, type: PauseReason): Subscription {
  const subscription = findSubscription(world, id);
  setFacts(world, id, { trial_will_end_at: null });
  const paused = world.update(
    'subscriptions',
    id,
    {
      status: 'paused',
      status_details: {
        paused: {
          subscription: { type },
          transitioned_at: world.timeOf(subscription.customer),
          type: 'subscription',
        },
      },
    },
    'customer.subscription.updated',
  );
  world.emit('customer.subscription.paused', paused);
  return paused;
}

/** `POST /v1/subscriptions/{id}/resume`: a new period begins when it is paid. 400 when it is not paused, or has nothing to pay with. */
export function resumeSubscription(world: World, id: string, params: Stripe.SubscriptionResumeParams): Subscription {
  const subscription = findSubscription(world, id);
  if (subscription.status !== 'paused')
    throw invalidRequest('You can only resume a subscription if it is `paused`.', { param: 'subscription' });
  if (params.billing_cycle_anchor?.type === 'unchanged') throw notEmulated('resuming with an unchanged anchor');
  if (!defaultPaymentMethod(world, subscription.customer, subscription.default_payment_method)) throw noPaymentMethod();
  const now = world.timeOf(subscription.customer);
  const items = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: now,
    current_period_end: addIntervals(now, item.price.recurring!.interval, item.price.recurring!.interval_count),
  }));
  world.store.patch('subscriptions', id, { items: itemList(id, items), billing_cycle_anchor: now });
  const invoice = billPeriod(world, id, { reason: 'subscription_update', waits: false });
  setFacts(world, id, { resumption: { invoice: invoice.id, until: now + 23 * HOUR } });
  finalizeInvoice(world, invoice.id);
  if (findInvoice(world, invoice.id).status === 'open') collect(world, invoice.id);
  if (params.payment_behavior === 'resume_on_payment_attempt' && factsOf(world, id).resumption) {
    resumeNow(world, id);
    world.update('subscriptions', id, { status: 'past_due' }, 'customer.subscription.updated');
  }
  return findSubscription(world, id);
}

/** The invoice of a resumption is paid. */
export function resumeNow(world: World, id: string): void {
  setFacts(world, id, { resumption: null });
  const { status_details: _paused, ...subscription } = findSubscription(world, id);
  world.store.put('subscriptions', subscription);
  const resumed = world.update('subscriptions', id, { status: 'active' }, 'customer.subscription.updated');
  world.emit('customer.subscription.resumed', resumed);
}

/** Nobody paid for a resumption within 23 hours. */
export function expireResumption(world: World, id: string): void {
  const { resumption } = factsOf(world, id);
  setFacts(world, id, { resumption: null });
  if (resumption && findInvoice(world, resumption.invoice).status === 'open') voidInvoice(world, resumption.invoice);
}
