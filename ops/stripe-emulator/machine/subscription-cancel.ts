import type Stripe from 'stripe';
import { noSuch } from '../api/stripe-error.ts';
import { subscriptionOf } from '../objects/invoice.ts';
import type { Subscription } from '../store/tables.ts';
import { draftInvoice, finalizeInvoice, pendingItems, voidInvoice } from './invoices.ts';
import { collect } from './payments.ts';
import { parkProrations } from './prorations.ts';
import { endScheduleWithSubscription } from './schedules.ts';
import { factsOf, findSubscription, setFacts } from './subscriptions.ts';
import type { World } from './world.ts';

type Reason = NonNullable<Subscription['cancellation_details']>['reason'];

/** `DELETE /v1/subscriptions/{id}`: ends it now. 404 when it has ended already [recorded]. */
export function cancelSubscription(world: World, id: string, params: Stripe.SubscriptionCancelParams): Subscription {
  const subscription = findSubscription(world, id);
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired')
    throw noSuch('subscription', id);
  const now = world.timeOf(subscription.customer);
  if (params.prorate && subscription.status !== 'trialing') parkProrations(world, subscription, [], now);
  if (params.invoice_now) {
    const items = pendingItems(world, subscription.customer, id, subscription.currency);
    if (items.length > 0) {
      const invoice = draftInvoice(world, subscription.customer, {
        currency: subscription.currency,
        reason: 'subscription_update',
        subscription,
        items,
        lines: [],
        period: { start: now, end: now },
        waits: false,
      });
      world.store.patch('subscriptions', id, { latest_invoice: invoice.id });
      if (finalizeInvoice(world, invoice.id).status === 'open') collect(world, invoice.id);
    }
  }
  endSubscription(world, id, 'cancellation_requested', params.cancellation_details);
  return findSubscription(world, id);
}

/** Ends a subscription for ever, and what hangs on it: its schedule, drafts, a change that waits, retries. */
export function endSubscription(
  world: World,
  id: string,
  reason: Reason,
  details: Stripe.SubscriptionCancelParams.CancellationDetails = {},
): void {
  const subscription = findSubscription(world, id);
  const now = world.timeOf(subscription.customer);
  for (const invoice of world.store.all('invoices')) {
    if (subscriptionOf(invoice) !== id) continue;
    const isUnstarted =
      subscription.status === 'incomplete' ||
      factsOf(world, id).pending?.invoice === invoice.id ||
      factsOf(world, id).resumption?.invoice === invoice.id;
    if (invoice.status === 'open' && isUnstarted) voidInvoice(world, invoice.id);
    else if (invoice.status === 'open' || invoice.status === 'draft')
      world.update(
        'invoices',
        invoice.id,
        { auto_advance: false, next_payment_attempt: null, automatically_finalizes_at: null },
        'invoice.updated',
      );
  }
  setFacts(world, id, { trial_will_end_at: null, incomplete_until: null, resumption: null, pending: null, debits: [] });
  if (subscription.schedule) endScheduleWithSubscription(world, subscription.schedule);
  const ended = world.store.patch('subscriptions', id, {
    status: 'canceled',
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    pending_update: null,
    schedule: null,
    cancellation_details: {
      comment: details.comment || subscription.cancellation_details?.comment || null,
      feedback: details.feedback || subscription.cancellation_details?.feedback || null,
      feedback_option: null,
      reason: reason ?? subscription.cancellation_details?.reason ?? null,
    },
  });
  world.emit('customer.subscription.deleted', ended);
}

/** An unpaid first invoice has waited for 23 hours. */
export function expireIncomplete(world: World, id: string): void {
  const subscription = findSubscription(world, id);
  setFacts(world, id, { incomplete_until: null });
  if (subscription.status !== 'incomplete') return;
  for (const invoice of world.store.all('invoices'))
    if (subscriptionOf(invoice) === id && invoice.status === 'open') voidInvoice(world, invoice.id);
  world.update(
    'subscriptions',
    id,
    { status: 'incomplete_expired', ended_at: world.timeOf(subscription.customer) },
    'customer.subscription.updated',
  );
}
