import type Stripe from 'stripe';
import { invalidRequest, noSuch, StripeError } from '../api/stripe-error.ts';
import type { TestClock } from '../store/tables.ts';
import { addIntervals } from './calendar.ts';
import { DAY } from './clock.ts';
import type { DueWork } from './due-work.ts';
import { endSubscription } from './subscription-cancel.ts';
import type { World } from './world.ts';

export function findTestClock(world: World, id: string): TestClock {
  const clock = world.store.get('test_clocks', id);
  if (clock) return clock;
  throw noSuch('test_clock', id, 'test_clock');
}

export function createTestClock(world: World, params: Stripe.TestHelpers.TestClockCreateParams): TestClock {
  const clock = world.store.put('test_clocks', {
    id: world.newId('clock_'),
    object: 'test_helpers.test_clock',
    created: world.now(),
    deletes_after: world.now() + 30 * DAY,
    frozen_time: params.frozen_time,
    livemode: false,
    name: params.name ?? null,
    status: 'ready',
    status_details: {},
  });
  world.emit('test_helpers.test_clock.created', clock);
  return clock;
}

/** Starts an advance: forward only, and not more than two periods of its shortest subscription, or two years without any [stripe.md §3 "Clock"]. */
export function startAdvance(world: World, id: string, target: number): TestClock {
  const clock = findTestClock(world, id);
  if (clock.status !== 'ready')
    throw new StripeError(429, { type: 'invalid_request_error', message: 'This test clock is still advancing.' });
  if (target <= clock.frozen_time)
    throw invalidRequest('Test clocks can only be advanced to a future time.', { param: 'frozen_time' });
  const limits = world.store
    .all('subscriptions')
    .filter(
      (subscription) =>
        subscription.test_clock === id && !['canceled', 'incomplete_expired'].includes(subscription.status),
    )
    .flatMap((subscription) => subscription.items.data)
    .map((item) =>
      addIntervals(clock.frozen_time, item.price.recurring!.interval, 2 * item.price.recurring!.interval_count),
    );
  const limit = limits.length > 0 ? Math.min(...limits) : addIntervals(clock.frozen_time, 'year', 2);
  if (target > limit)
    throw invalidRequest(
      'Test clock cannot be advanced more than two intervals of the shortest subscription at a time.',
      { param: 'frozen_time' },
    );
  const advancing = world.store.patch('test_clocks', id, {
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: target } },
  });
  world.emit('test_helpers.test_clock.advancing', advancing);
  return advancing;
}

/** Does what is due on a clock that advances, one instant at a time, and makes it ready. Each thing is a transaction of its own. */
export function finishAdvance(world: World, due: DueWork, id: string): void {
  const clock = world.store.get('test_clocks', id);
  const target = clock?.status_details.advancing?.target_frozen_time;
  if (!clock || target === undefined) return;
  for (let next = due.next(id, target); next; next = due.next(id, target)) {
    const work = next;
    world.store.transact(() => {
      world.cause = null;
      world.store.patch('test_clocks', id, { frozen_time: Math.max(work.at, world.now(id)) });
      due.perform(work);
    });
  }
  world.store.transact(() => {
    const ready = world.store.patch('test_clocks', id, { frozen_time: target, status: 'ready', status_details: {} });
    world.emit('test_helpers.test_clock.ready', ready);
  });
}

/** Deletes a clock with its customers; what runs is ended. */
export function deleteTestClock(world: World, id: string): object {
  const clock = findTestClock(world, id);
  for (const subscription of world.store.all('subscriptions'))
    if (subscription.test_clock === id && !['canceled', 'incomplete_expired'].includes(subscription.status))
      endSubscription(world, subscription.id, null);
  for (const customer of world.store.all('customers'))
    if (customer.test_clock === id) world.store.put('customers', { ...customer, deleted: true, test_clock: null });
  world.store.remove('test_clocks', id);
  world.emit('test_helpers.test_clock.deleted', clock, undefined, world.now());
  return { id, object: 'test_helpers.test_clock', deleted: true };
}
