import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addIntervals } from './machine/calendar.ts';
import { share } from './machine/proration.ts';
import { type StripeEmulator, startStripeEmulator } from './start-stripe-emulator.ts';
import { advance, clientOf, createCatalogue, createPayer, refusal } from './testing/target.ts';

// What was recorded from the real sandbox in September 2026 by a third party (the marks [R] of the notes on Stripe), a row each. Where the
// emulator is changed, these stay.

let emulator: StripeEmulator;
let stripe: Stripe;
let starter: Stripe.Price;
let pro: Stripe.Price;
const start = Math.floor(Date.UTC(2026, 10, 2, 9) / 1_000);

beforeAll(async () => {
  emulator = await startStripeEmulator({ strict: true });
  stripe = clientOf(emulator);
  ({ starter, pro } = await createCatalogue(stripe));
});
afterAll(() => emulator?.stop());

async function subscribe(card = 'pm_card_visa', price = pro.id) {
  const { customer, clock } = await createPayer(stripe, card, start);
  return {
    customer,
    clock,
    subscription: await stripe.subscriptions.create({ customer: customer.id, items: [{ price }] }),
  };
}

/** The types of events about a customer, in the order they were made. */
async function eventsOf(customer: string): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 });
  const ids = new Set((await stripe.charges.list({ customer })).data.map(({ id }) => id));
  return data
    .filter(({ data: { object } }) => {
      const about = object as { customer?: string; charge?: string; invoice?: string };
      return about.customer === customer || ids.has(about.charge ?? '') || about.invoice !== undefined;
    })
    .map(({ type }) => type)
    .reverse();
}

describe('amounts', () => {
  it.each([
    [-1_000, 2, 3, -667],
    [500, 2, 3, 333],
    [-1_000, 1, 400, -3],
    [1_800, 1, 400, 4],
  ])('the share of %i for %i of %i seconds is %i', (amount, left, whole, expected) => {
    expect(share(amount, 0, whole, whole - left)).toBe(expected);
  });

  it.each([
    ['2026-01-31T10:00:00Z', 'month', 1, '2026-02-28T10:00:00.000Z'],
    ['2026-01-31T10:00:00Z', 'month', 2, '2026-03-31T10:00:00.000Z'],
    ['2028-01-31T10:00:00Z', 'month', 1, '2028-02-29T10:00:00.000Z'],
    ['2028-02-29T23:59:59Z', 'year', 1, '2029-02-28T23:59:59.000Z'],
    ['2026-10-31T00:00:00Z', 'month', 4, '2027-02-28T00:00:00.000Z'],
  ])('%s and %s %i is %s', (anchor, interval, count, expected) => {
    expect(new Date(addIntervals(Date.parse(anchor) / 1_000, interval, count) * 1_000).toISOString()).toBe(expected);
  });
});

describe('invoices', () => {
  it('are numbered PREFIX-0001 for each customer, also over nothing, and a draft is finalized after 3601 seconds', async () => {
    const { customer, clock, subscription } = await subscribe();
    const [first] = (await stripe.invoices.list({ customer: customer.id })).data;
    expect(first!.number).toMatch(/^[A-Z0-9]{8}-0001$/);
    const end = subscription.items.data[0]!.current_period_end;
    await advance(stripe, clock, end + 3_600);
    const [draft] = (await stripe.invoices.list({ customer: customer.id })).data;
    expect(draft).toMatchObject({ status: 'draft', number: null, invoice_pdf: null, created: end });
    await advance(stripe, clock, end + 3_601);
    const paid = await stripe.invoices.retrieve(draft!.id);
    expect(paid).toMatchObject({
      status: 'paid',
      status_transitions: { finalized_at: end + 3_601, paid_at: end + 3_601 },
    });
    expect(paid.number).toBe(first!.number!.replace('0001', '0002'));
  });

  it('are not collected by being finalized', async () => {
    const { customer } = await createPayer(stripe, 'pm_card_visa', start);
    await stripe.invoiceItems.create({ customer: customer.id, amount: 5_000, currency: 'usd' });
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: 'usd',
      pending_invoice_items_behavior: 'include',
    });
    expect(await stripe.invoices.finalizeInvoice(draft.id)).toMatchObject({ status: 'open', attempted: false });
    expect(await stripe.invoices.pay(draft.id)).toMatchObject({ status: 'paid', amount_paid: 5_000 });
  });

  it('under fifty cents are paid without a try, and go to the balance', async () => {
    const { customer } = await createPayer(stripe, 'pm_card_visa', start);
    await stripe.invoiceItems.create({ customer: customer.id, amount: 49, currency: 'usd' });
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: 'usd',
      pending_invoice_items_behavior: 'include',
    });
    expect(await stripe.invoices.finalizeInvoice(draft.id)).toMatchObject({
      status: 'paid',
      amount_due: 0,
      attempt_count: 0,
      ending_balance: 49,
    });
    expect((await stripe.charges.list({ customer: customer.id })).data).toHaveLength(0);
  });
});

describe('subscriptions', () => {
  it('cannot be made with pending_if_incomplete', async () => {
    const { customer } = await createPayer(stripe, 'pm_card_visa', start);
    const fault = await refusal(
      stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: pro.id }],
        payment_behavior: 'pending_if_incomplete',
      }),
    );
    expect(fault.statusCode).toBe(400);
  });

  it('can be canceled once', async () => {
    const { subscription } = await subscribe();
    await stripe.subscriptions.cancel(subscription.id);
    expect(await refusal(stripe.subscriptions.cancel(subscription.id))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('resume only when they are paused, by status alone', async () => {
    const { subscription } = await subscribe();
    const fault = await refusal(stripe.subscriptions.resume(subscription.id));
    expect(fault.message).toBe('You can only resume a subscription if it is `paused`.');
    expect(
      (await stripe.subscriptions.pause(subscription.id, { bill_for: { unused_time_from: { type: 'none' } } })).status,
    ).toBe('paused');
    expect((await stripe.subscriptions.resume(subscription.id)).status).toBe('active');
  });

  it('have one currency for life, with the words that were recorded', async () => {
    const { customer } = await subscribe();
    const fault = await refusal(
      stripe.subscriptions.create({ customer: customer.id, items: [{ price: starter.id }], currency: 'aed' }),
    );
    expect(fault.message).toContain('You cannot combine currencies on a single customer.');
  });

  it('retry a failed renewal as the settings say, and end as they say', async () => {
    const { customer, clock, subscription } = await subscribe();
    const card = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
    const end = subscription.items.data[0]!.current_period_end;
    await advance(stripe, clock, end + 3_602);
    const [invoice] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(invoice!.next_payment_attempt).toBe(end + 3_601 + 3 * 86_400);
    await advance(stripe, clock, end + 3_602 + 15 * 86_400);
    expect(await stripe.invoices.retrieve(invoice!.id)).toMatchObject({
      attempt_count: 4,
      status: 'open',
      next_payment_attempt: null,
    });
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    });
  });
});

describe('events', () => {
  it('of a paid start come in the recorded order', async () => {
    const { customer } = await subscribe();
    const types = await eventsOf(customer.id);
    const from = types.indexOf('customer.subscription.created');
    expect(types.slice(from).filter((type) => !['customer.updated'].includes(type))).toEqual([
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
      'customer.subscription.updated',
    ]);
  });

  it('of a dispute come in the recorded order, and again when it is won', async () => {
    const { customer } = await subscribe('pm_card_createDispute');
    const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
    const order = [
      'charge.succeeded',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'payment_intent.succeeded',
    ];
    const types = await eventsOf(customer.id);
    expect(types.filter((type) => order.includes(type)).slice(-4)).toEqual(order);
    const [dispute] = (await stripe.disputes.list({ charge: charge!.id })).data;
    await stripe.disputes.update(dispute!.id, { evidence: { uncategorized_text: 'winning_evidence' } });
    expect((await eventsOf(customer.id)).slice(-2)).toEqual([
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
  });

  it('say what was before, and only of what changed', async () => {
    const { customer, subscription } = await subscribe();
    await stripe.subscriptions.update(subscription.id, { metadata: { tier: 'tier_2' } });
    const [event] = (await stripe.events.list({ type: 'customer.subscription.updated', limit: 1 })).data;
    expect(event!.data.previous_attributes).toEqual({ metadata: { tier: null } });
    expect((event!.data.object as Stripe.Subscription).customer).toBe(customer.id);
  });
});
