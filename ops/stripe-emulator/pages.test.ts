import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StripeEmulator, startStripeEmulator } from './start-stripe-emulator.ts';
import { clientOf, createCatalogue, GOOD_CARD, submit } from './testing/target.ts';

let emulator: StripeEmulator;
let stripe: Stripe;
let pro: Stripe.Price;

beforeAll(async () => {
  emulator = await startStripeEmulator({ strict: true });
  stripe = clientOf(emulator);
  ({ pro } = await createCatalogue(stripe));
});
afterAll(() => emulator?.stop());

async function subscriber(card: string) {
  const customer = await stripe.customers.create({
    email: 'pages@example.test',
    name: '<b>Pages</b>',
    address: { country: 'AE' },
  });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: pro.id }],
    currency: 'aed',
    expand: ['latest_invoice'],
  });
  return { customer, subscription, method, invoice: subscription.latest_invoice as Stripe.Invoice };
}

describe('the page of an invoice', () => {
  it('takes another card when the first was declined, and has a PDF that does not change', async () => {
    const { subscription, invoice } = await subscriber('pm_card_chargeCustomerFail');
    expect(subscription.status).toBe('incomplete');
    const page = await fetch(invoice.hosted_invoice_url!);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('TEST');
    expect((await submit(invoice.hosted_invoice_url!, { ...GOOD_CARD, number: '4000000000009995' })).status).toBe(402);
    expect((await submit(invoice.hosted_invoice_url!, { ...GOOD_CARD, expiry: '01 / 20' })).status).toBe(402);
    expect((await submit(invoice.hosted_invoice_url!, GOOD_CARD)).status).toBe(303);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
    const paid = await stripe.invoices.retrieve(invoice.id);
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 18_000 });
    const [one, other] = await Promise.all(
      [0, 1].map(async () => Buffer.from(await (await fetch(paid.invoice_pdf!)).arrayBuffer())),
    );
    expect(one!.subarray(0, 5).toString()).toBe('%PDF-');
    expect(one!.equals(other!)).toBe(true);
  });

  it('asks the bank: failed leaves it open, complete pays it', async () => {
    const { subscription, invoice } = await subscriber('pm_card_authenticationRequired');
    expect(subscription.status).toBe('incomplete');
    expect(await (await fetch(invoice.hosted_invoice_url!)).text()).toContain('Authenticate payment');
    expect((await submit(`${invoice.hosted_invoice_url}/authenticate`, { authentication: 'fail' })).status).toBe(402);
    const asked = await submit(invoice.hosted_invoice_url!, { ...GOOD_CARD, number: '4000002760003184' });
    expect(await asked.text()).toContain('3D Secure');
    expect((await submit(`${invoice.hosted_invoice_url}/authenticate`, { authentication: 'complete' })).status).toBe(
      303,
    );
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  });
});

describe('the portal', () => {
  it('cancels and takes that back, changes cards and details, and shows invoices', async () => {
    const { customer, subscription, method, invoice } = await subscriber('pm_card_visa');
    const configuration = await stripe.billingPortal.configurations.create({
      features: {
        payment_method_update: { enabled: true },
        invoice_history: { enabled: true },
        customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'tax_id'] },
        subscription_cancel: {
          enabled: true,
          mode: 'at_period_end',
          cancellation_reason: { enabled: true, options: ['too_expensive', 'other'] },
        },
      },
    });
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
      return_url: 'https://example.test/',
    });
    const page = await (await fetch(session.url)).text();
    expect(page).toContain(invoice.number!);
    expect(page).toContain('&lt;b&gt;Pages&lt;/b&gt;');
    await submit(`${session.url}/cancel`, { subscription: subscription.id, feedback: 'too_expensive' });
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at_period_end: true,
      cancellation_details: { feedback: 'too_expensive', reason: 'cancellation_requested' },
    });
    await submit(`${session.url}/undo`, { subscription: subscription.id });
    expect((await stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(false);
    await submit(`${session.url}/add-card`, { ...GOOD_CARD, number: '5555555555554444' });
    const changed = (await stripe.customers.retrieve(customer.id, {
      expand: ['invoice_settings.default_payment_method'],
    })) as Stripe.Customer;
    expect(changed.invoice_settings.default_payment_method).toMatchObject({ card: { last4: '4444' } });
    await submit(`${session.url}/remove-card`, { method: method.id });
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toHaveLength(1);
    await submit(`${session.url}/details`, { name: 'New name', email: 'new@example.test', country: 'DE' });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({
      name: 'New name',
      email: 'new@example.test',
      address: { country: 'DE' },
    });
    await submit(`${session.url}/add-tax-id`, { type: 'eu_vat', value: 'DE123456789' });
    const [taxId] = (await stripe.customers.listTaxIds(customer.id)).data;
    await emulator.control.decideTaxId(taxId!.id, 'unverified');
    expect((await stripe.customers.retrieveTaxId(customer.id, taxId!.id)).verification?.status).toBe('unverified');
    const other = await subscriber('pm_card_visa');
    expect((await submit(`${session.url}/cancel`, { subscription: other.subscription.id })).status).toBe(404);
  });

  it('leads back after the one thing it was opened for', async () => {
    const { customer, subscription } = await subscriber('pm_card_visa');
    const flow = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'https://example.test/',
      flow_data: {
        type: 'payment_method_update',
        after_completion: { type: 'redirect', redirect: { return_url: 'https://example.test/added' } },
      },
    });
    const asked = await submit(`${flow.url}/add-card`, { ...GOOD_CARD, number: '4000002500003155' });
    expect(await asked.text()).toContain('3D Secure');
    const done = await submit(`${flow.url}/authenticate`, { authentication: 'complete' });
    expect(done.headers.get('location')).toBe('https://example.test/added');
    const cancel = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'https://example.test/',
      flow_data: { type: 'subscription_cancel', subscription_cancel: { subscription: subscription.id } },
    });
    expect(await (await fetch(cancel.url)).text()).toContain('Cancel your subscription');
  });
});
