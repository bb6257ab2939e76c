import type Stripe from 'stripe';
import { invalidRequest, notEmulated } from '../api/stripe-error.ts';
import type { Invoice } from '../store/tables.ts';
import { findCustomer } from './customers.ts';
import { findInvoice } from './invoices.ts';
import { advanceSchedule, findSchedule, updateSchedule } from './schedules.ts';
import { endTrial, renew } from './subscription-cycle.ts';
import { updateSubscription } from './subscription-update.ts';
import { createSubscription, findSubscription } from './subscriptions.ts';
import type { World } from './world.ts';

type Params = Stripe.InvoiceCreatePreviewParams;

/**
 * `POST /v1/invoices/create_preview`: does what the change would do, takes the invoice and undoes everything. So a preview is what the change
 * will charge, because it is the same code.
 */
export function createPreview(world: World, params: Params): Invoice {
  if (params.preview_mode === 'recurring') throw notEmulated('preview_mode recurring');
  if (params.schedule && params.subscription)
    throw invalidRequest('You may only specify one of these parameters: schedule, subscription.', {
      param: 'schedule',
    });
  const invoice = world.store.rehearse(() => {
    if (params.schedule) return ofSchedule(world, params);
    if (params.subscription) return ofSubscription(world, params);
    return ofNewSubscription(world, params);
  });
  const id = invoice.id.replace(/^in_/, 'upcoming_in_');
  return {
    ...invoice,
    id,
    status: 'draft',
    number: null,
    automatically_finalizes_at: null,
    lines: {
      ...invoice.lines,
      data: invoice.lines.data.map((line) => ({ ...line, invoice: id })),
      url: `/v1/invoices/${id}/lines`,
    },
  };
}

function ofSubscription(world: World, params: Params): Invoice {
  const subscription = findSubscription(world, params.subscription!);
  if (params.customer && params.customer !== subscription.customer)
    throw invalidRequest('The subscription does not belong to the customer.', { param: 'subscription' });
  const details = params.subscription_details ?? {};
  if (details.cancel_now || details.pause || details.resume_at)
    throw notEmulated('a preview of a cancellation, pause or resumption');
  const latest = subscription.latest_invoice;
  if (
    details.items ||
    details.trial_end !== undefined ||
    details.cancel_at_period_end !== undefined ||
    details.billing_cycle_anchor
  ) {
    if (details.billing_cycle_anchor?.type === 'timestamp') throw notEmulated('billing_cycle_anchor at an instant');
    const after = updateSubscription(
      world,
      subscription.id,
      {
        ...(details.items ? { items: details.items as Stripe.SubscriptionUpdateParams.Item[] } : {}),
        ...(details.proration_behavior ? { proration_behavior: details.proration_behavior } : {}),
        ...(details.proration_date ? { proration_date: details.proration_date } : {}),
        ...(details.trial_end ? { trial_end: details.trial_end } : {}),
        ...(details.billing_cycle_anchor
          ? { billing_cycle_anchor: { type: details.billing_cycle_anchor.type as 'now' } }
          : {}),
      },
      { isPreview: true },
    );
    if (after.latest_invoice !== latest) return findInvoice(world, after.latest_invoice!);
  }
  return nextInvoice(world, subscription.id);
}

function ofSchedule(world: World, params: Params): Invoice {
  const schedule = findSchedule(world, params.schedule!);
  const details = params.schedule_details;
  if (details?.phases)
    updateSchedule(world, schedule.id, {
      phases: details.phases as Stripe.SubscriptionScheduleUpdateParams.Phase[],
      ...(details.end_behavior ? { end_behavior: details.end_behavior } : {}),
    });
  if (!schedule.subscription)
    throw invalidRequest('The schedule has no subscription any more.', { code: 'invoice_upcoming_none' });
  return nextInvoice(world, schedule.subscription);
}

/** A customer who would subscribe now. */
function ofNewSubscription(world: World, params: Params): Invoice {
  if (!params.customer)
    throw invalidRequest('You must provide one of `customer`, `subscription` or `schedule`.', { param: 'customer' });
  const customer = findCustomer(world, params.customer, 'customer');
  const details = params.subscription_details;
  if (!details?.items)
    throw invalidRequest('Nothing to invoice for customer', { code: 'invoice_upcoming_none', param: 'customer' });
  const subscription = createSubscription(world, {
    customer: customer.id,
    items: details.items as Stripe.SubscriptionCreateParams.Item[],
    payment_behavior: 'default_incomplete',
    ...(params.currency ? { currency: params.currency } : {}),
    ...(params.automatic_tax ? { automatic_tax: { enabled: params.automatic_tax.enabled } } : {}),
    ...(details.trial_end ? { trial_end: details.trial_end } : {}),
  });
  return subscription.status === 'trialing'
    ? nextInvoice(world, subscription.id)
    : findInvoice(world, subscription.latest_invoice!);
}

/** The invoice that the next period will begin with. */
function nextInvoice(world: World, id: string): Invoice {
  const subscription = findSubscription(world, id);
  const at = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  const ends = subscription.cancel_at !== null && subscription.cancel_at <= at;
  if (ends || !['active', 'trialing', 'past_due'].includes(subscription.status))
    throw invalidRequest('No upcoming invoices for customer', { code: 'invoice_upcoming_none' });
  const run = () => {
    const schedule = subscription.schedule ? findSchedule(world, subscription.schedule) : null;
    if (schedule?.current_phase && schedule.current_phase.end_date <= at) advanceSchedule(world, schedule.id);
    if (findSubscription(world, id).status === 'trialing') {
      // Whether there will be a card by then is not known; the preview says what it would pay.
      world.store.patch('subscriptions', id, {
        trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' } },
      });
      endTrial(world, id);
    } else renew(world, id);
    return findInvoice(world, findSubscription(world, id).latest_invoice!);
  };
  if (!subscription.test_clock) return world.at(at, world.cause, run);
  world.store.patch('test_clocks', subscription.test_clock, { frozen_time: at });
  return run();
}
