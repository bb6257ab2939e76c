import type Stripe from 'stripe';
import {
  cancelSchedule,
  createSchedule,
  findSchedule,
  releaseSchedule,
  updateSchedule,
} from '../../machine/schedules.ts';
import { cancelSubscription } from '../../machine/subscription-cancel.ts';
import { pauseSubscription, resumeSubscription } from '../../machine/subscription-pause.ts';
import { updateSubscription } from '../../machine/subscription-update.ts';
import { createSubscription, findSubscription } from '../../machine/subscriptions.ts';
import { type Handlers, handler } from '../handler.ts';
import { page } from '../list.ts';
import { noSuch } from '../stripe-error.ts';

export const subscriptions: Handlers = {
  'POST /v1/subscriptions': handler<Stripe.SubscriptionCreateParams>(
    [
      'automatic_tax',
      'backdate_start_date',
      'billing_mode',
      'cancel_at',
      'cancel_at_period_end',
      'collection_method',
      'currency',
      'customer',
      'days_until_due',
      'default_payment_method',
      'description',
      'invoice_settings',
      'items',
      'metadata',
      'off_session',
      'payment_behavior',
      'payment_settings',
      'proration_behavior',
      'trial_end',
      'trial_from_plan',
      'trial_period_days',
      'trial_settings',
    ],
    ({ world, params }) => createSubscription(world, params),
  ),
  'GET /v1/subscriptions': handler<Stripe.SubscriptionListParams>(
    [
      'customer',
      'price',
      'status',
      'collection_method',
      'created',
      'limit',
      'starting_after',
      'ending_before',
      'test_clock',
    ],
    ({ world, params }) =>
      page(
        world.store.all('subscriptions').filter((subscription) => {
          const isEnded = ['canceled', 'incomplete_expired'].includes(subscription.status);
          const isWanted =
            params.status === undefined
              ? subscription.status !== 'canceled'
              : params.status === 'all' ||
                (params.status === 'ended' ? isEnded : subscription.status === params.status);
          return (
            isWanted &&
            (params.customer === undefined || subscription.customer === params.customer) &&
            (params.collection_method === undefined || subscription.collection_method === params.collection_method) &&
            (params.price === undefined || subscription.items.data.some((item) => item.price.id === params.price)) &&
            (params.test_clock === undefined || subscription.test_clock === params.test_clock)
          );
        }),
        params,
        '/v1/subscriptions',
      ),
  ),
  'GET /v1/subscriptions/:subscription': handler('all', ({ world, ids }) => findSubscription(world, ids.subscription!)),
  'POST /v1/subscriptions/:subscription': handler<Stripe.SubscriptionUpdateParams>(
    [
      'automatic_tax',
      'billing_cycle_anchor',
      'cancel_at',
      'cancel_at_period_end',
      'cancellation_details',
      'collection_method',
      'days_until_due',
      'default_payment_method',
      'description',
      'invoice_settings',
      'items',
      'metadata',
      'off_session',
      'pause_collection',
      'payment_behavior',
      'payment_settings',
      'proration_behavior',
      'proration_date',
      'trial_end',
      'trial_from_plan',
      'trial_settings',
    ],
    ({ world, ids, params }) => updateSubscription(world, ids.subscription!, params),
  ),
  'DELETE /v1/subscriptions/:subscription': handler<Stripe.SubscriptionCancelParams>(
    ['cancellation_details', 'invoice_now', 'prorate'],
    ({ world, ids, params }) => cancelSubscription(world, ids.subscription!, params),
  ),
  'POST /v1/subscriptions/:subscription/pause': handler<Stripe.SubscriptionPauseParams>(
    ['bill_for', 'invoicing_behavior', 'type'],
    ({ world, ids, params }) => pauseSubscription(world, ids.subscription!, params),
  ),
  'POST /v1/subscriptions/:subscription/resume': handler<Stripe.SubscriptionResumeParams>(
    ['billing_cycle_anchor', 'payment_behavior'],
    ({ world, ids, params }) => resumeSubscription(world, ids.subscription!, params),
  ),
  'GET /v1/subscription_items': handler<Stripe.SubscriptionItemListParams>(
    ['subscription', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(findSubscription(world, params.subscription).items.data, params, '/v1/subscription_items'),
  ),
  'GET /v1/subscription_items/:item': handler('all', ({ world, ids }) => {
    const found = world.store
      .all('subscriptions')
      .flatMap((subscription) => subscription.items.data)
      .find((item) => item.id === ids.item);
    if (!found) throw noSuch('subscription_item', ids.item!, 'item');
    return found;
  }),
  'POST /v1/subscription_schedules': handler<Stripe.SubscriptionScheduleCreateParams>('all', ({ world, params }) =>
    createSchedule(world, params),
  ),
  'GET /v1/subscription_schedules': handler<Stripe.SubscriptionScheduleListParams>(
    ['customer', 'limit', 'starting_after', 'ending_before', 'created'],
    ({ world, params }) =>
      page(
        world.store
          .all('subscription_schedules')
          .filter((schedule) => params.customer === undefined || schedule.customer === params.customer),
        params,
        '/v1/subscription_schedules',
      ),
  ),
  'GET /v1/subscription_schedules/:schedule': handler('all', ({ world, ids }) => findSchedule(world, ids.schedule!)),
  'POST /v1/subscription_schedules/:schedule': handler<Stripe.SubscriptionScheduleUpdateParams>(
    ['default_settings', 'end_behavior', 'metadata', 'phases', 'proration_behavior'],
    ({ world, ids, params }) => updateSchedule(world, ids.schedule!, params),
  ),
  'POST /v1/subscription_schedules/:schedule/release': handler<Stripe.SubscriptionScheduleReleaseParams>(
    [],
    ({ world, ids }) => releaseSchedule(world, ids.schedule!),
  ),
  'POST /v1/subscription_schedules/:schedule/cancel': handler<Stripe.SubscriptionScheduleCancelParams>(
    ['invoice_now', 'prorate'],
    ({ world, ids, params }) => cancelSchedule(world, ids.schedule!, params),
  ),
};
