import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  advance,
  createCatalogue,
  createPayer,
  GOOD_CARD,
  openTarget,
  refusal,
  submit,
  type Target,
} from './testing/target.ts';

// What offplan's billing relies on, written against the package `stripe` alone. It runs against the emulator, or against Stripe's test mode when
// STRIPE_SECRET_KEY=sk_test_… is set: what passes here and there is no guess.

const DAY = 86_400;
let target: Target;
let stripe: Stripe;
let starter: Stripe.Price;
let pro: Stripe.Price;
let start: number;

beforeAll(async () => {
  target = await openTarget();
  ({ stripe } = target);
  ({ starter, pro } = await createCatalogue(stripe));
  start = Math.floor(Date.now() / 1_000);
});
afterAll(() => target?.stop());

const trial = (customer: string, price = pro.id): Stripe.SubscriptionCreateParams => ({
  customer,
  items: [{ price }],
  currency: 'eur',
  trial_period_days: 14,
  trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
  payment_settings: { save_default_payment_method: 'on_subscription' },
  metadata: { org_id: 'org_1' },
});

async function paidSubscription(card = 'pm_card_visa', price = pro.id) {
  const payer = await createPayer(stripe, card, start);
  const subscription = await stripe.subscriptions.create({
    customer: payer.customer.id,
    items: [{ price }],
    currency: 'eur',
    expand: ['latest_invoice'],
  });
  return {
    ...payer,
    subscription,
    item: subscription.items.data[0]!,
    invoice: subscription.latest_invoice as Stripe.Invoice,
  };
}

describe('trials', () => {
  it('ends a trial without a card by itself: canceled, and nothing was charged', async () => {
    const { customer, clock } = await createPayer(stripe, null, start);
    const subscription = await stripe.subscriptions.create(trial(customer.id));
    expect(subscription).toMatchObject({ status: 'trialing', trial_end: start + 14 * DAY, currency: 'eur' });
    // Attached alone is not added: there is no default.
    await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await advance(stripe, clock, start + 14 * DAY + 60);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
    expect((await stripe.charges.list({ customer: customer.id })).data).toHaveLength(0);
  });

  it('converts a trial with a card: active at once, paid an hour later, then renewed', async () => {
    const { customer, clock } = await createPayer(stripe, 'pm_card_visa', start);
    const { id } = await stripe.subscriptions.create(trial(customer.id));
    await advance(stripe, clock, start + 14 * DAY + 60);
    const fresh = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(fresh.status).toBe('active');
    expect(fresh.latest_invoice).toMatchObject({
      status: 'draft',
      billing_reason: 'subscription_cycle',
      amount_due: 4_500,
    });
    await advance(stripe, clock, start + 14 * DAY + 2 * 3_600);
    const paid = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice.payments'] });
    expect(paid.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 4_500, attempt_count: 1 });
    expect(paid.default_payment_method).toMatch(/^pm_/);
    await advance(stripe, clock, paid.items.data[0]!.current_period_end + 2 * 3_600);
    const invoices = await stripe.invoices.list({ subscription: id, status: 'paid' });
    expect(invoices.data.filter(({ amount_paid }) => amount_paid === 4_500)).toHaveLength(2);
  });

  it('charges in the call when a trial is ended by hand', async () => {
    const { customer } = await createPayer(stripe, 'pm_card_visa', start);
    const { id } = await stripe.subscriptions.create(trial(customer.id));
    const ended = await stripe.subscriptions.update(id, {
      trial_end: 'now',
      payment_behavior: 'error_if_incomplete',
      expand: ['latest_invoice'],
    });
    expect(ended).toMatchObject({ status: 'active', latest_invoice: { status: 'paid', amount_paid: 4_500 } });
  });
});

describe('payments that fail', () => {
  it('goes past due, tries again, and is active when the customer pays', async () => {
    const { customer, clock } = await createPayer(stripe, 'pm_card_chargeCustomerFail', start);
    const { id } = await stripe.subscriptions.create(trial(customer.id));
    await advance(stripe, clock, start + 14 * DAY + 2 * 3_600);
    const late = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(late.status).toBe('past_due');
    const invoice = late.latest_invoice as Stripe.Invoice;
    expect(invoice).toMatchObject({ status: 'open', attempted: true, attempt_count: 1 });
    expect(invoice.next_payment_attempt).toBeGreaterThan(start + 14 * DAY);
    const declined = await refusal(stripe.invoices.pay(invoice.id));
    expect(declined).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' });
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
    const paid = await stripe.invoices.pay(invoice.id, { payment_method: card.id });
    expect(paid).toMatchObject({ status: 'paid', amount_remaining: 0 });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  it('refuses a first payment: 402 keeps nothing with error_if_incomplete, else it is incomplete and expires', async () => {
    const { customer, clock } = await createPayer(stripe, 'pm_card_chargeCustomerFail', start);
    const params = { customer: customer.id, items: [{ price: pro.id }], currency: 'eur' };
    const fault = await refusal(stripe.subscriptions.create({ ...params, payment_behavior: 'error_if_incomplete' }));
    expect(fault).toMatchObject({ statusCode: 402, type: 'StripeCardError' });
    expect((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toHaveLength(0);
    const { id, status } = await stripe.subscriptions.create(params);
    expect(status).toBe('incomplete');
    await advance(stripe, clock, start + 24 * 3_600);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('incomplete_expired');
  });

  it('refuses a subscription without anything to pay with', async () => {
    const { customer } = await createPayer(stripe, null, start);
    const fault = await refusal(stripe.subscriptions.create({ customer: customer.id, items: [{ price: pro.id }] }));
    expect(fault).toMatchObject({ statusCode: 400, code: 'resource_missing' });
    expect(fault.message).toContain('no attached payment source or default payment method');
  });
});

describe('changes of plan', () => {
  it('charges an upgrade exactly as its preview said', async () => {
    const { customer, clock, subscription, item } = await paidSubscription('pm_card_visa', starter.id);
    await advance(stripe, clock, start + 11 * DAY + 4_321);
    const change = {
      items: [{ id: item.id, price: pro.id, quantity: 1 }],
      proration_behavior: 'always_invoice' as const,
      proration_date: start + 11 * DAY + 4_321,
    };
    const preview = await stripe.invoices.createPreview({
      customer: customer.id,
      subscription: subscription.id,
      subscription_details: change,
    });
    const updated = await stripe.subscriptions.update(subscription.id, {
      ...change,
      payment_behavior: 'pending_if_incomplete',
      expand: ['latest_invoice.confirmation_secret'],
    });
    const invoice = updated.latest_invoice as Stripe.Invoice;
    expect(updated.items.data[0]!.price.id).toBe(pro.id);
    expect(invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_update',
      amount_paid: preview.amount_due,
    });
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual(preview.lines.data.map(({ amount }) => amount));
    expect(preview.lines.data.every((line) => line.parent?.subscription_item_details?.proration)).toBe(true);
    expect(updated.items.data[0]!.current_period_end).toBe(item.current_period_end);
  });

  it('keeps the old plan until an upgrade that needs authentication is paid, and for good when it is not', async () => {
    const { customer, clock, subscription, item } = await paidSubscription('pm_card_visa', starter.id);
    const card = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: card.id });
    const held = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item.id, price: pro.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
      expand: ['latest_invoice.confirmation_secret'],
    });
    expect(held.items.data[0]!.price.id).toBe(starter.id);
    expect(held.status).toBe('active');
    expect(held.pending_update?.subscription_items?.[0]?.price.id).toBe(pro.id);
    const invoice = held.latest_invoice as Stripe.Invoice;
    expect(invoice.confirmation_secret?.client_secret).toContain('_secret_');
    await advance(stripe, clock, start + 24 * 3_600);
    const after = await stripe.subscriptions.retrieve(subscription.id);
    expect(after.pending_update).toBeNull();
    expect(after.items.data[0]!.price.id).toBe(starter.id);
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('void');
  });

  it('downgrades at the end of the period by a schedule, and not when it is released before', async () => {
    const { customer, clock, subscription } = await paidSubscription();
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const [phase] = schedule.phases;
    const phases = [
      { items: [{ price: pro.id, quantity: 1 }], start_date: phase!.start_date, end_date: phase!.end_date },
      {
        items: [{ price: starter.id, quantity: 1 }],
        duration: { interval: 'month' as const, interval_count: 1 },
        proration_behavior: 'none' as const,
        metadata: { tier: 'tier_1' },
      },
    ];
    const planned = await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: 'release',
      proration_behavior: 'none',
      phases,
    });
    expect(planned.phases).toHaveLength(2);
    const refused = await refusal(stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }));
    expect(refused.message).toContain('managed by the subscription schedule');
    expect(
      (await refusal(stripe.subscriptionSchedules.create({ from_subscription: subscription.id }))).message,
    ).toContain('already attached');
    const next = await stripe.invoices.createPreview({ schedule: schedule.id });
    expect(next.amount_due).toBe(1_800);
    await stripe.subscriptionSchedules.release(schedule.id);
    expect((await stripe.subscriptions.retrieve(subscription.id)).schedule).toBeNull();
    const again = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    await stripe.subscriptionSchedules.update(again.id, { end_behavior: 'release', phases });
    await advance(stripe, clock, phase!.end_date + 2 * 3_600);
    const after = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
    expect(after.items.data[0]!.price.id).toBe(starter.id);
    expect(after.metadata.tier).toBe('tier_1');
    expect(after.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 1_800 });
    expect((await stripe.charges.list({ customer: customer.id })).data.map(({ amount }) => amount)).toEqual([
      1_800, 4_500,
    ]);
  });

  it('cancels at the end of the period, and goes on when that is taken back', async () => {
    const { clock, subscription, item } = await paidSubscription();
    const going = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    expect(going.cancel_at).toBe(item.current_period_end);
    expect((await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false })).cancel_at).toBeNull();
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await advance(stripe, clock, item.current_period_end + 60);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
    expect(await refusal(stripe.subscriptions.cancel(subscription.id))).toMatchObject({ statusCode: 404 });
    expect(
      (await refusal(stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false }))).statusCode,
    ).toBe(400);
    await stripe.subscriptions.update(subscription.id, { metadata: { kept: 'yes' } });
  });
});

describe('money that goes back', () => {
  it('refunds in parts, never more than was paid', async () => {
    const { invoice } = await paidSubscription();
    const { data } = await stripe.invoicePayments.list({ invoice: invoice.id });
    const intent = data[0]!.payment.payment_intent as string;
    const part = await stripe.refunds.create({ payment_intent: intent, amount: 1_000 });
    expect(part).toMatchObject({ status: 'succeeded', amount: 1_000 });
    expect((await refusal(stripe.refunds.create({ payment_intent: intent, amount: 3_501 }))).statusCode).toBe(400);
    await stripe.refunds.create({ payment_intent: intent });
    const charge = await stripe.charges.retrieve(part.charge as string);
    expect(charge).toMatchObject({ amount_refunded: 4_500, refunded: true });
    expect(await refusal(stripe.refunds.create({ payment_intent: intent }))).toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  it('credits a paid invoice to the balance, and uses it for the next one', async () => {
    const { customer, clock, invoice, item, subscription } = await paidSubscription();
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 500, credit_amount: 500 });
    expect(note).toMatchObject({ status: 'issued', type: 'post_payment', amount: 500 });
    expect((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).toMatchObject({ balance: -500 });
    await advance(stripe, clock, item.current_period_end + 2 * 3_600);
    const [latest] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(latest).toMatchObject({
      total: 4_500,
      amount_due: 4_000,
      amount_paid: 4_000,
      starting_balance: -500,
      ending_balance: 0,
    });
  });

  it.each([
    ['won', 'winning_evidence', true],
    ['lost', 'losing_evidence', false],
  ] as const)('a dispute that is %s', async (status, evidence, isRefundable) => {
    const { invoice } = await paidSubscription('pm_card_createDispute');
    const { data } = await stripe.invoicePayments.list({ invoice: invoice.id });
    const intent = data[0]!.payment.payment_intent as string;
    const [charge] = (await stripe.charges.list({ payment_intent: intent })).data;
    const [dispute] = (await stripe.disputes.list({ charge: charge!.id })).data;
    expect(dispute).toMatchObject({ status: 'needs_response', is_charge_refundable: false });
    expect(await refusal(stripe.refunds.create({ charge: charge!.id }))).toMatchObject({ code: 'charge_disputed' });
    await stripe.disputes.update(dispute!.id, { evidence: { uncategorized_text: evidence }, submit: true });
    const closed = await stripe.disputes.retrieve(dispute!.id);
    expect(closed).toMatchObject({ status, is_charge_refundable: isRefundable });
  });
});

describe('requests', () => {
  it('answers the same key with the first answer, and refuses it for another request', async () => {
    const key = `key-${Date.now()}`;
    const first = await stripe.customers.create({ name: 'Once' }, { idempotencyKey: key });
    const second = await stripe.customers.create({ name: 'Once' }, { idempotencyKey: key });
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    const fault = await refusal(stripe.customers.create({ name: 'Twice' }, { idempotencyKey: key }));
    expect(fault).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
  });

  it('refuses what it does not know, with the name of the parameter', async () => {
    const unknown = await refusal(stripe.customers.create({ nmae: 'x' } as Stripe.CustomerCreateParams));
    expect(unknown).toMatchObject({ statusCode: 400, code: 'parameter_unknown', param: 'nmae' });
    expect(await refusal(stripe.customers.retrieve('cus_nobody'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    expect((await refusal(stripe.customers.retrieve('cus_nobody'))).message).toContain(
      "No such customer: 'cus_nobody'",
    );
  });

  it('shows what is asked for only when it is asked for', async () => {
    const plain = await stripe.prices.retrieve(pro.id);
    expect(plain.currency_options).toBeUndefined();
    const whole = await stripe.prices.retrieve(pro.id, { expand: ['currency_options', 'product'] });
    expect(whole.currency_options?.aed?.unit_amount).toBe(18_000);
    expect(whole.product).toMatchObject({ object: 'product', name: 'Pro' });
    expect((await refusal(stripe.prices.retrieve(pro.id, { expand: ['nothing'] }))).message).toContain(
      'cannot be expanded',
    );
  });

  it('lists the newest first, page by page', async () => {
    const { customer } = await createPayer(stripe, null, start);
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1)
      made.push((await stripe.invoiceItems.create({ customer: customer.id, amount: 100 + index, currency: 'eur' })).id);
    const seen: string[] = [];
    for await (const item of stripe.invoiceItems.list({ customer: customer.id, limit: 2 })) seen.push(item.id);
    expect(seen).toEqual(made.reverse());
  });
});

describe('Checkout', () => {
  it('keeps the rules of automatic tax and tax ids, and expires', async () => {
    const customer = await stripe.customers.create({ email: 'nowhere@example.test' });
    const params: Stripe.Checkout.SessionCreateParams = {
      mode: 'subscription',
      customer: customer.id,
      line_items: [{ price: pro.id, quantity: 1 }],
      automatic_tax: { enabled: true },
      success_url: 'https://example.test/done?session_id={CHECKOUT_SESSION_ID}',
      cancel_url: 'https://example.test/back',
    };
    expect(await refusal(stripe.checkout.sessions.create(params))).toMatchObject({
      code: 'customer_tax_location_invalid',
    });
    const session = await stripe.checkout.sessions.create({ ...params, customer_update: { address: 'auto' } });
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', mode: 'subscription' });
    expect((await stripe.checkout.sessions.expire(session.id)).status).toBe('expired');
  });

  it('subscribes a customer who types a card, after one that was declined and one that was authenticated', async ({
    skip,
  }) => {
    if (!target.emulator) skip('the real page needs a browser');
    const { customer } = await createPayer(stripe, null, start);
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      customer: customer.id,
      client_reference_id: 'org_1',
      line_items: [{ price: pro.id, quantity: 1 }],
      currency: 'eur',
      automatic_tax: { enabled: true },
      tax_id_collection: { enabled: true },
      customer_update: { address: 'auto', name: 'auto' },
      billing_address_collection: 'required',
      success_url: 'https://example.test/done?session_id={CHECKOUT_SESSION_ID}',
      cancel_url: 'https://example.test/back',
      subscription_data: { metadata: { org_id: 'org_1' } },
    });
    const declined = await submit(session.url!, { ...GOOD_CARD, number: '4000000000000341' });
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain('Your card was declined.');
    const asked = await submit(session.url!, {
      ...GOOD_CARD,
      number: '4000002760003184',
      tax_id: 'DE123456789',
      business: 'Payer GmbH',
    });
    expect(await asked.text()).toContain('3D Secure');
    expect((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toHaveLength(0);
    const failed = await submit(`${session.url}/authenticate`, { authentication: 'fail' });
    expect(await failed.text()).toContain('unable to authenticate');
    const done = await submit(`${session.url}/authenticate`, { authentication: 'complete' });
    expect(done.headers.get('location')).toBe(`https://example.test/done?session_id=${session.id}`);
    const complete = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'line_items'] });
    expect(complete).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      customer_details: { name: 'Payer GmbH' },
    });
    expect(complete.subscription).toMatchObject({ status: 'active', currency: 'eur', metadata: { org_id: 'org_1' } });
    expect((await stripe.customers.listTaxIds(customer.id)).data).toMatchObject([
      { type: 'eu_vat', verification: { status: 'pending' } },
    ]);
  });

  it('takes no word on taxes in mode setup, but asks for the address, which the card then has', async ({ skip }) => {
    const { customer } = await createPayer(stripe, null, start);
    const page = {
      mode: 'setup' as const,
      customer: customer.id,
      currency: 'eur',
      billing_address_collection: 'required' as const,
      success_url: 'https://example.test/done',
    };
    expect((await refusal(stripe.checkout.sessions.create({ ...page, automatic_tax: { enabled: true } }))).type).toBe(
      'StripeInvalidRequestError',
    );
    if (!target.emulator) skip('the real page needs a browser');
    const session = await stripe.checkout.sessions.create(page);
    await submit(session.url!, { ...GOOD_CARD, line1: 'Weg 2', city: 'Bonn', postal_code: '53111' });
    const complete = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent.payment_method'] });
    const { payment_method } = complete.setup_intent as Stripe.SetupIntent;
    expect((payment_method as Stripe.PaymentMethod).billing_details.address).toMatchObject({
      country: 'DE',
      line1: 'Weg 2',
      postal_code: '53111',
    });
  });

  it('saves a card in mode setup', async ({ skip }) => {
    if (!target.emulator) skip('the real page needs a browser');
    const { customer } = await createPayer(stripe, null, start);
    const session = await stripe.checkout.sessions.create({
      mode: 'setup',
      customer: customer.id,
      currency: 'eur',
      success_url: 'https://example.test/done',
      cancel_url: 'https://example.test/back',
    });
    expect((await submit(session.url!, { ...GOOD_CARD, number: '4000000000000002' })).status).toBe(402);
    expect((await submit(session.url!, GOOD_CARD)).status).toBe(303);
    const complete = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
    expect(complete.setup_intent).toMatchObject({ status: 'succeeded', customer: customer.id });
    const method = (complete.setup_intent as Stripe.SetupIntent).payment_method as string;
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method } });
  });
});
