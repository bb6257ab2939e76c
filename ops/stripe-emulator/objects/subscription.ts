import { unitAmount } from '../machine/prices.ts';
import type { World } from '../machine/world.ts';
import type { Price, SubscriptionItem } from '../store/tables.ts';

/** The price as the older kind of object that items still carry. */
export function planOf(price: Price, currency: string): SubscriptionItem['plan'] {
  const amount = unitAmount(price, currency);
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount,
    amount_decimal: String(amount),
    billing_scheme: 'per_unit',
    created: price.created,
    currency,
    interval: price.recurring!.interval,
    interval_count: price.recurring!.interval_count,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: price.recurring!.trial_period_days,
    usage_type: 'licensed',
  };
}

export function newItem(
  world: World,
  subscription: string,
  price: Price,
  details: {
    quantity: number;
    currency: string;
    created: number;
    period: { start: number; end: number };
    metadata: Record<string, string>;
  },
): SubscriptionItem {
  return {
    id: world.newId('si_'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: details.created,
    current_period_end: details.period.end,
    current_period_start: details.period.start,
    current_trial: null,
    discounts: [],
    metadata: details.metadata,
    plan: planOf(price, details.currency),
    price,
    quantity: details.quantity,
    subscription,
    tax_rates: [],
  };
}
