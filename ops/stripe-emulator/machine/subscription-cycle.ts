import type { SubscriptionItem } from '../store/tables.ts';
import { addIntervals, periodAt } from './calendar.ts';
import { defaultPaymentMethod } from './customers.ts';
import { applyPausedCollection, billPeriod } from './subscription-billing.ts';
import { endSubscription } from './subscription-cancel.ts';
import { pauseForMissingMethod } from './subscription-pause.ts';
import { findSubscription, itemList, setFacts } from './subscriptions.ts';
import type { World } from './world.ts';

/** Three days before the end of a trial. */
export function announceTrialEnd(world: World, id: string): void {
  setFacts(world, id, { trial_will_end_at: null });
  world.emit('customer.subscription.trial_will_end', findSubscription(world, id));
}

/** A trial has come to its end: the first paid period begins, or what `trial_settings` says when there is nothing to pay with. */
export function endTrial(world: World, id: string): void {
  const subscription = findSubscription(world, id);
  const method = defaultPaymentMethod(world, subscription.customer, subscription.default_payment_method);
  const missing = subscription.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice';
  if (!method && missing === 'cancel' && subscription.collection_method === 'charge_automatically')
    return endSubscription(world, id, null);
  if (!method && missing === 'pause' && subscription.collection_method === 'charge_automatically')
    return pauseForMissingMethod(world, id);
  const start = subscription.trial_end!;
  beginPeriod(
    world,
    id,
    subscription.items.data.map((item) => ({
      ...item,
      current_period_start: start,
      current_period_end: addIntervals(start, item.price.recurring!.interval, item.price.recurring!.interval_count),
    })),
    { status: 'active', billing_cycle_anchor: start },
  );
}

/** A period has ended: the next one begins with an invoice, which is charged an hour later. */
export function renew(world: World, id: string): void {
  const subscription = findSubscription(world, id);
  const now = world.timeOf(subscription.customer);
  const isDue = (item: SubscriptionItem) => item.current_period_end <= now;
  beginPeriod(
    world,
    id,
    subscription.items.data.map((item) => {
      if (!isDue(item)) return item;
      const { start, end } = periodAt(
        subscription.billing_cycle_anchor,
        item.price.recurring!,
        item.current_period_end,
      );
      return { ...item, current_period_start: start, current_period_end: end };
    }),
    {},
    subscription.items.data.filter(isDue).map((item) => item.id),
  );
}

function beginPeriod(
  world: World,
  id: string,
  items: SubscriptionItem[],
  changes: { status?: 'active'; billing_cycle_anchor?: number },
  due: string[] = items.map((item) => item.id),
): void {
  const before = findSubscription(world, id);
  const now = world.timeOf(before.customer);
  const previous = before.items.data.filter((item) => due.includes(item.id));
  world.update('subscriptions', id, { ...changes, items: itemList(id, items) }, 'customer.subscription.updated');
  const draft = billPeriod(world, id, {
    reason: 'subscription_cycle',
    waits: true,
    items: items.filter((item) => due.includes(item.id)),
    period: { start: Math.min(...previous.map((item) => item.current_period_start)), end: now },
  });
  applyPausedCollection(world, draft, id);
}
