import type Stripe from 'stripe';
import { invalidRequest, noSuch, noSuchIn, notEmulated } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import { newItem, planOf } from '../objects/subscription.ts';
import type { Schedule, Subscription } from '../store/tables.ts';
import { addIntervals } from './calendar.ts';
import { findPrice, unitAmount } from './prices.ts';
import { parkProrations } from './prorations.ts';
import { invoicePhaseChange } from './schedule-invoice.ts';
import { cancelSubscription } from './subscription-cancel.ts';
import { checkRecurring, checkTax, findSubscription, itemList, setFacts } from './subscriptions.ts';
import type { World } from './world.ts';

type Phase = Schedule['phases'][number];
type PhaseParams = Stripe.SubscriptionScheduleUpdateParams.Phase;

export function findSchedule(world: World, id: string): Schedule {
  const schedule = world.store.get('subscription_schedules', id);
  if (schedule) return schedule;
  throw noSuch('subscription_schedule', id, 'schedule');
}

/** `POST /v1/subscription_schedules`, with `from_subscription` alone: its running period becomes the first phase. */
export function createSchedule(world: World, params: Stripe.SubscriptionScheduleCreateParams): Schedule {
  if (!params.from_subscription) throw notEmulated('subscription schedules that are not made from a subscription');
  const other = Object.keys(params).find((name) => name !== 'from_subscription' && name !== 'expand');
  if (other) throw invalidRequest(`You cannot set \`${other}\` if \`from_subscription\` is set.`, { param: other });
  const subscription = world.store.get('subscriptions', params.from_subscription);
  if (!subscription) throw noSuchIn('from_subscription', 'subscription', params.from_subscription);
  if (subscription.schedule)
    throw invalidRequest('You cannot migrate a subscription that is already attached to a schedule.', {
      param: 'from_subscription',
    });
  if (['canceled', 'incomplete', 'incomplete_expired'].includes(subscription.status))
    throw invalidRequest(`You cannot create a schedule from a subscription with status \`${subscription.status}\`.`, {
      param: 'from_subscription',
    });
  const first = phaseOfSubscription(subscription);
  const schedule: Schedule = {
    id: world.newId('sub_sched_'),
    object: 'subscription_schedule',
    application: null,
    billing_mode: subscription.billing_mode,
    canceled_at: null,
    completed_at: null,
    created: world.timeOf(subscription.customer),
    current_phase: { start_date: first.start_date, end_date: first.end_date },
    customer: subscription.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: subscription.automatic_tax,
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: subscription.collection_method,
      default_payment_method: subscription.default_payment_method,
      description: subscription.description,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: subscription.invoice_settings.custom_fields,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: subscription.cancel_at_period_end ? 'cancel' : 'release',
    livemode: false,
    metadata: {},
    pause_schedules: [],
    phases: [first],
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: subscription.id,
    test_clock: subscription.test_clock,
  };
  world.store.put('subscription_schedules', schedule);
  world.emit('subscription_schedule.created', schedule);
  world.update('subscriptions', subscription.id, { schedule: schedule.id }, 'customer.subscription.updated');
  return schedule;
}

function phaseOfSubscription(subscription: Subscription): Phase {
  const [first] = subscription.items.data;
  return {
    ...emptyPhase(subscription.currency),
    ...settingsOf(subscription),
    start_date: first!.current_period_start,
    end_date: first!.current_period_end,
    items: subscription.items.data.map((item) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: item.metadata,
      plan: item.price.id,
      price: item.price.id,
      quantity: item.quantity ?? 1,
      tax_rates: [],
    })),
    metadata: {},
    trial_end: subscription.status === 'trialing' ? subscription.trial_end : null,
  };
}

/** What a phase says of its subscription beside the items. */
function settingsOf(subscription: Subscription) {
  const { automatic_tax, collection_method, default_payment_method, description, invoice_settings } = subscription;
  return {
    automatic_tax,
    collection_method,
    default_payment_method,
    description,
    invoice_settings: { ...invoice_settings, days_until_due: subscription.days_until_due },
  } satisfies Partial<Phase>;
}

/** A phase's settings on its subscription: what it leaves out is gone. */
function subscriptionSettings(phase: Phase): Partial<Subscription> {
  const { invoice_settings: invoice } = phase;
  return {
    automatic_tax: phase.automatic_tax!,
    collection_method: phase.collection_method ?? 'charge_automatically',
    days_until_due: invoice?.days_until_due ?? null,
    default_payment_method: phase.default_payment_method,
    description: phase.description,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: invoice?.custom_fields ?? null,
      description: invoice?.description ?? null,
      footer: invoice?.footer ?? null,
      issuer: { type: 'self' },
    },
  };
}

function emptyPhase(currency: string): Omit<Phase, 'start_date' | 'end_date' | 'items'> {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    invoice_settings: null,
    metadata: {},
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    transfer_data: null,
    trial_end: null,
  };
}

/** `POST /v1/subscription_schedules/{id}`: phases, what follows them, metadata. */
export function updateSchedule(world: World, id: string, params: Stripe.SubscriptionScheduleUpdateParams): Schedule {
  const before = running(world, id);
  const customer = world.store.must('customers', before.customer);
  for (const said of [params.default_settings, ...(params.phases ?? [])]) checkTax(said?.automatic_tax, customer);
  const isTaxed = (params.default_settings?.automatic_tax ?? before.default_settings.automatic_tax)?.enabled ?? false;
  const phases = params.phases ? phasesAfter(world, before, params.phases, isTaxed) : before.phases;
  const now = world.timeOf(before.customer);
  const current = phases.find((phase) => phase.start_date <= now && now < phase.end_date) ?? phases[0]!;
  const { default_settings: defaults } = params;
  const schedule = world.update(
    'subscription_schedules',
    id,
    {
      phases,
      current_phase: { start_date: current.start_date, end_date: current.end_date },
      end_behavior: params.end_behavior ?? before.end_behavior,
      metadata: mergeMetadata(before.metadata, params.metadata),
      default_settings: {
        ...before.default_settings,
        ...(defaults?.default_payment_method ? { default_payment_method: defaults.default_payment_method } : {}),
        ...(defaults?.automatic_tax
          ? { automatic_tax: { ...defaults.automatic_tax, disabled_reason: null, liability: null } }
          : {}),
        invoice_settings: {
          ...before.default_settings.invoice_settings,
          ...(defaults?.invoice_settings && 'custom_fields' in defaults.invoice_settings
            ? {
                custom_fields:
                  (defaults.invoice_settings as { custom_fields?: '' | { name: string; value: string }[] })
                    .custom_fields || null,
              }
            : {}),
        },
      },
    },
    'subscription_schedule.updated',
  );
  // What is said of the phase that runs holds at once.
  const subscription = findSubscription(world, before.subscription!);
  const settings = subscriptionSettings(current);
  const isOther = (Object.keys(settings) as (keyof Subscription)[]).some(
    (name) => JSON.stringify(settings[name]) !== JSON.stringify(subscription[name]),
  );
  if (params.phases && isOther)
    world.update('subscriptions', subscription.id, settings, 'customer.subscription.updated');
  return schedule;
}

function running(world: World, id: string): Schedule {
  const schedule = findSchedule(world, id);
  if (schedule.status === 'active' || schedule.status === 'not_started') return schedule;
  throw invalidRequest(
    `You cannot update a subscription schedule that is in the \`${schedule.status}\` status. Subscription schedule must be in \`not_started\` or \`active\` status.`,
  );
}

function phasesAfter(world: World, before: Schedule, given: PhaseParams[], isTaxed: boolean): Phase[] {
  const subscription = findSubscription(world, before.subscription!);
  const currentStart = before.current_phase!.start_date;
  const running = before.phases.find((phase) => phase.start_date === currentStart)!;
  const phases: Phase[] = [];
  for (const [index, phase] of given.entries()) {
    const previous = phases.at(-1);
    const at = `phases[${index}]`;
    if (phase.start_date === 'now') throw notEmulated('a phase that starts now');
    const start = previous ? previous.end_date : (phase.start_date ?? currentStart);
    if (!previous && start !== currentStart)
      throw invalidRequest('You can not modify the start date of the current phase.', { param: `${at}[start_date]` });
    if (previous && phase.start_date !== undefined && phase.start_date !== start)
      throw invalidRequest('The start date of a phase must be the end date of the phase before it.', {
        param: `${at}[start_date]`,
      });
    const items = phase.items.map((item, itemIndex) => {
      const price = item.price ? findPrice(world, item.price, `${at}[items][${itemIndex}][price]`) : null;
      if (!price) throw notEmulated('phases with items that have no price');
      checkRecurring(price, `${at}[items][${itemIndex}][price]`);
      unitAmount(price, subscription.currency);
      return {
        billing_thresholds: null,
        discounts: [],
        metadata: mergeMetadata({}, item.metadata),
        plan: price.id,
        price: price.id,
        quantity: item.quantity ?? 1,
        tax_rates: [],
      };
    });
    if (phase.discounts || phase.add_invoice_items) throw notEmulated('discounts and added invoice items of phases');
    const trialEnd = phase.trial_end === 'now' ? null : (phase.trial_end ?? null);
    phases.push({
      ...emptyPhase(subscription.currency),
      ...settingsGiven(phase, isTaxed),
      start_date: start,
      end_date: endOf(phase, start, trialEnd, at),
      items,
      metadata: mergeMetadata({}, phase.metadata),
      proration_behavior: phase.proration_behavior ?? 'create_prorations',
      trial_end: trialEnd,
    });
  }
  const [first] = phases;
  const isSame =
    JSON.stringify(first?.items.map(({ price, quantity }) => [price, quantity])) ===
    JSON.stringify(running.items.map(({ price, quantity }) => [price, quantity]));
  if (!first || !isSame) throw notEmulated('a change of the items of the phase that runs');
  return phases;
}

/** Of what is left out nothing stays. */
function settingsGiven(phase: PhaseParams, isTaxedByDefault: boolean) {
  const { invoice_settings: invoice } = phase;
  const isTaxed = phase.automatic_tax?.enabled ?? isTaxedByDefault;
  return {
    automatic_tax: { disabled_reason: null, enabled: isTaxed, liability: isTaxed ? { type: 'self' as const } : null },
    collection_method: phase.collection_method ?? null,
    default_payment_method: phase.default_payment_method ?? null,
    description: phase.description || null,
    invoice_settings: invoice
      ? {
          account_tax_ids: null,
          custom_fields: invoice.custom_fields || null,
          days_until_due: invoice.days_until_due ?? null,
          description: invoice.description || null,
          footer: invoice.footer || null,
          issuer: { type: 'self' as const },
        }
      : null,
  } satisfies Partial<Phase>;
}

function endOf(phase: PhaseParams, start: number, trialEnd: number | null, at: string): number {
  if (phase.end_date === 'now') throw notEmulated('a phase that ends now');
  const end =
    phase.end_date ??
    (phase.duration ? addIntervals(start, phase.duration.interval, phase.duration.interval_count ?? 1) : trialEnd);
  if (end === null || end === undefined)
    throw invalidRequest(`You must specify one of \`duration\` or \`end_date\` for phase ${at}.`, {
      param: `${at}[end_date]`,
    });
  if (end <= start)
    throw invalidRequest('The end date of a phase must be after its start date.', { param: `${at}[end_date]` });
  return end;
}

/** A phase has ended: the next one begins, or the schedule is over. */
export function advanceSchedule(world: World, id: string): void {
  const schedule = findSchedule(world, id);
  const now = world.timeOf(schedule.customer);
  const next = schedule.phases.find((phase) => phase.start_date <= now && now < phase.end_date);
  if (!next) {
    if (schedule.end_behavior === 'cancel') {
      const subscription = schedule.subscription!;
      const completed = world.store.patch('subscription_schedules', id, {
        completed_at: now,
        current_phase: null,
        status: 'completed',
        subscription: null,
      });
      world.emit('subscription_schedule.completed', completed);
      world.store.patch('subscriptions', subscription, { schedule: null });
      cancelSubscription(world, subscription, {});
      return;
    }
    releaseSchedule(world, id);
    return;
  }
  world.update(
    'subscription_schedules',
    id,
    { current_phase: { start_date: next.start_date, end_date: next.end_date } },
    'subscription_schedule.updated',
  );
  applyPhase(world, findSubscription(world, schedule.subscription!), next, now);
}

/** What a phase says of its subscription. Items stay the same ones when there are as many as before. */
function applyPhase(world: World, subscription: Subscription, phase: Phase, now: number): void {
  const items = phase.items.map((wanted, index) => {
    const price = findPrice(world, wanted.price, null);
    const old = subscription.items.data.find((item) => item.price.id === price.id) ?? subscription.items.data[index];
    const [first] = subscription.items.data;
    return old
      ? { ...old, price, plan: planOf(price, subscription.currency), quantity: wanted.quantity ?? 1 }
      : newItem(world, subscription.id, price, {
          quantity: wanted.quantity ?? 1,
          currency: subscription.currency,
          created: now,
          metadata: {},
          period: { start: first!.current_period_start, end: first!.current_period_end },
        });
  });
  const isMidPeriod =
    subscription.status !== 'trialing' && subscription.items.data.some((item) => item.current_period_end > now);
  const prorates = isMidPeriod && phase.proration_behavior !== 'none';
  if (prorates) setFacts(world, subscription.id, { debits: parkProrations(world, subscription, items, now) });
  world.update(
    'subscriptions',
    subscription.id,
    {
      items: itemList(subscription.id, items),
      metadata: { ...subscription.metadata, ...phase.metadata },
      ...subscriptionSettings(phase),
    },
    'customer.subscription.updated',
  );
  if (prorates && phase.proration_behavior === 'always_invoice') invoicePhaseChange(world, subscription.id);
}

/** `POST …/release`: the subscription goes on as it is, without the schedule. */
export function releaseSchedule(world: World, id: string): Schedule {
  const before = running(world, id);
  const released = world.store.patch('subscription_schedules', id, {
    current_phase: null,
    released_at: world.timeOf(before.customer),
    released_subscription: before.subscription,
    status: 'released',
    subscription: null,
  });
  world.update('subscriptions', before.subscription!, { schedule: null }, 'customer.subscription.updated');
  world.emit('subscription_schedule.released', released);
  return released;
}

/** `POST …/cancel`: ends the schedule and its subscription. */
export function cancelSchedule(world: World, id: string, params: Stripe.SubscriptionScheduleCancelParams): Schedule {
  const before = running(world, id);
  cancelSubscription(world, before.subscription!, {
    ...(params.invoice_now === undefined ? {} : { invoice_now: params.invoice_now }),
    ...(params.prorate === undefined ? {} : { prorate: params.prorate }),
  });
  return findSchedule(world, id);
}

/** A subscription that ends takes its schedule with it. */
export function endScheduleWithSubscription(world: World, id: string): void {
  const before = findSchedule(world, id);
  if (before.status !== 'active' && before.status !== 'not_started') return;
  const canceled = world.store.patch('subscription_schedules', id, {
    canceled_at: world.timeOf(before.customer),
    current_phase: null,
    status: 'canceled',
  });
  world.emit('subscription_schedule.canceled', canceled);
}
