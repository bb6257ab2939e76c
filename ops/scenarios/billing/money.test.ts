import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readOperatorNotes } from '@offplan/billing';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { GOOD_CARD, submit } from '../../stripe-emulator/testing/target.ts';
import type { World } from '../../testing/world.ts';
import { billingActs, DAY, openBillingWorld, uuidOf } from './billing-world.ts';

let world: World;
beforeAll(async () => {
  world = await openBillingWorld();
}, 60_000);
afterAll(() => world?.close());

const { look, customerOf, setCard, runJob, furtherWorkspace, openPage, tierChanges, change, notesOf } = billingActs(
  () => world,
);

it('BIL-50 an invoice is archived as it was and as it was paid; the nightly check finds what was removed and what never came, waits for an archive that is away, and alarms', async () => {
  const organisation = await world.organisation('Archived');
  const id = uuidOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 16 * DAY));
  await world.until('select count(*) = 2 from billing.archived_invoice where org_id = $1', [id]);
  const { rows } = await world.admin.query(
    'select invoice_id, version from billing.archived_invoice where org_id = $1',
    [id],
  );
  const [{ invoice_id: invoiceId, version }] = rows;
  const folder = join(world.stripe.archiveFolder, 'invoices', id, invoiceId);
  const damages = async () =>
    (
      await world.admin.query(
        `select data->>'key' as key from billing.event where org_id = $1 and type = 'invoice_archive.damaged'`,
        [id],
      )
    ).rows;
  // A disk that cannot be read says nothing of what lies on it.
  const slip = join(folder, `${version}.json.slip`);
  await rename(slip, `${slip}.away`);
  await mkdir(slip);
  await world.admin.query(`select graphile_worker.add_job('billing.check_archive')`);
  const job = `key = 'billing.check_customer_archive ' || $1`;
  await world.until(
    `select exists (select from graphile_worker.jobs where ${job} and attempts > 0 and locked_at is null and last_error like '%EISDIR%')`,
    [id],
  );
  expect([await damages(), await notesOf(id)]).toEqual([[], []]);
  await rm(slip, { recursive: true });
  await rename(`${slip}.away`, slip);
  await world.admin.query(`update graphile_worker._private_jobs set run_at = now() where ${job}`, [id]);
  await world.until(`select not exists (select from graphile_worker.jobs where ${job})`, [id]);
  expect([await damages(), await notesOf(id)]).toEqual([[], []]);

  const pdf = (await readdir(folder)).find((name) => name.startsWith(`${version}.pdf.`) && !name.endsWith('.slip'))!;
  expect((await readFile(join(folder, pdf))).subarray(0, 5).toString()).toBe('%PDF-');
  await rm(join(folder, pdf));
  await runJob('billing.check_archive');
  const key = `invoices/${id}/${invoiceId}/${version}.pdf`;
  expect(await damages()).toEqual([{ key }]);
  const damage = { kind: 'archive_damaged', data: { key } };
  expect(await notesOf(id)).toMatchObject([damage]);

  // What it became later never came here: an alarm when a day has gone by, once, and it is archived so.
  const { client, emulator } = world.stripe;
  const credit = async (amount: number) => {
    await emulator.control.addWebhookFault({ kind: 'drop', types: ['credit_note.created'] });
    await client.creditNotes.create({ invoice: invoiceId, amount, credit_amount: amount });
    await world.settle();
  };
  const archived = (count: number) =>
    world.until('select count(*) = $2 from billing.archived_invoice where org_id = $1', [id, count]);
  await credit(1_000);
  await runJob('billing.check_archive');
  await archived(3);
  expect(await notesOf(id)).toMatchObject([damage]);
  await credit(2_000);
  await world.travel(new Date(world.clock.now().getTime() + 1.1 * DAY), DAY);
  await runJob('billing.check_archive');
  await archived(4);
  await runJob('billing.check_archive');
  expect(await notesOf(id)).toMatchObject([
    damage,
    { kind: 'archive_gap', data: { invoice: invoiceId, status: 'paid' } },
  ]);
  await archived(4);
  expect(await damages()).toEqual([{ key }]);
}, 60_000);

it('BIL-41 a payment that fails is told once, keeps access for the grace and ends it; a new card pays at once and clears everything', async () => {
  const organisation = await world.organisation('Failing');
  const customer = await customerOf(organisation);
  await setCard(organisation, 'pm_card_chargeCustomerFail');
  await world.travel(new Date(world.clock.now().getTime() + 14.5 * DAY));
  const failing = await look(organisation);
  expect(failing.plan).toMatchObject({ tier: { slug: 'tier_2' }, isEnded: false, paymentTrouble: 'FAILED' });
  expect(failing.billing.openInvoiceUrl).toContain('/i/');
  await world.mailTo(organisation.owner.email, 'payment_failed');
  await world.travel(new Date(world.clock.now().getTime() + 8 * DAY));
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'free_guest' }, isEnded: true });

  const url = (
    await organisation.owner.api.data(
      'mutation { openCheckout(input: {}) { ... on BillingPageSuccess { url } ... on UserError { code } } }',
    )
  ).openCheckout.url;
  await submit(url, GOOD_CARD);
  await world.settle();
  expect((await look(organisation)).plan).toMatchObject({
    tier: { slug: 'tier_2' },
    isEnded: false,
    paymentTrouble: null,
  });
  const charges = (await world.stripe.client.charges.list({ customer })).data.filter(({ paid }) => paid);
  expect(charges).toHaveLength(1);
  const letters = await world.admin.query(
    `select count(*)::int as n from billing.event where org_id = $1 and type = 'letter.wanted' and data->>'template' = 'payment_failed'`,
    [uuidOf(organisation)],
  );
  expect(letters.rows).toEqual([{ n: 1 }]);
}, 60_000);

it('BIL-41 a failed payment of which is heard when it is paid already is no letter', async () => {
  const { client, emulator } = world.stripe;
  const organisation = await world.organisation('Paid Meanwhile');
  const customer = await customerOf(organisation);
  await setCard(organisation, 'pm_card_chargeCustomerFail');
  await emulator.control.addWebhookFault({ kind: 'drop', types: ['invoice.payment_failed'] });
  await world.travel(new Date(world.clock.now().getTime() + 14.5 * DAY));
  const [failed] = (await client.events.list({ type: 'invoice.payment_failed', limit: 1 })).data;
  await submit((await openPage(organisation, null)).url!, GOOD_CARD);
  await world.settle();
  const [invoice] = (await client.invoices.list({ customer })).data;
  expect(invoice).toMatchObject({ id: (failed!.data.object as Stripe.Invoice).id, status: 'paid' });
  await emulator.control.resend(failed!.id);
  await world.settle();
  const told = await world.admin.query(
    `select (select state from billing.stripe_event where id = $1) as state,
       (select count(*)::int from billing.event where org_id = $2 and (data->>'template' = 'payment_failed' or type = 'invoice.payment_failed')) as told`,
    [failed!.id, uuidOf(organisation)],
  );
  expect(told.rows).toEqual([{ state: 'done', told: 0 }]);
}, 60_000);

it('BIL-14 BIL-41 a plan that Stripe tries to charge no more is paid with the next card that is set, and runs again at once', async () => {
  const { client, emulator } = world.stripe;
  await emulator.control.changeSettings({ endOfRetries: 'unpaid' });
  onTestFinished(async () => void (await emulator.control.changeSettings({ endOfRetries: 'cancel' })));
  const organisation = await world.organisation('Given Up');
  const customer = await customerOf(organisation);
  await setCard(organisation, 'pm_card_chargeCustomerFail');
  // Past the trial, the retries and the next period, whose invoice stays a draft.
  await world.travel(new Date(world.clock.now().getTime() + (15 + 35) * DAY), DAY);
  const [subscription] = (await client.subscriptions.list({ customer, status: 'all' })).data;
  expect(subscription!.status).toBe('unpaid');
  const given = await look(organisation);
  expect(given).toMatchObject({
    plan: { tier: { slug: 'free_guest' }, isEnded: true, paymentTrouble: 'FAILED' },
    billing: { isSubscribed: true },
  });
  expect(given.billing.openInvoiceUrl).toContain('/i/');
  const { url } = await openPage(organisation, null);
  await submit(url!, GOOD_CARD);
  await world.settle();
  expect((await look(organisation)).plan).toMatchObject({
    tier: { slug: 'tier_2' },
    isEnded: false,
    paymentTrouble: null,
  });
  const paid = (await client.charges.list({ customer })).data.filter((charge) => charge.paid);
  expect(paid.map(({ amount }) => amount)).toEqual([91_400]);
}, 60_000);

it('BIL-44 a charge that the card’s bank takes for fraud is before the Operators once, with the Organisation that it is of, however often it is said, until it is given back whole', async () => {
  const organisation = await furtherWorkspace('Warned Of');
  const id = uuidOf(organisation);
  const { url } = await openPage(organisation, 'tier_1');
  await submit(url!, { ...GOOD_CARD, number: '4000 0000 0000 5423' });
  await world.settle();
  const { client, emulator } = world.stripe;
  const [charge] = (await client.charges.list({ customer: await customerOf(organisation) })).data;
  const { id: chargeId, amount, currency } = charge!;
  expect(await notesOf(id)).toMatchObject([{ kind: 'fraud_warning', data: { chargeId, amount, currency } }]);
  const [warning] = (await client.events.list({ type: 'radar.early_fraud_warning.created', limit: 1 })).data;
  await world.admin.query(`delete from billing.stripe_event where id = $1`, [warning!.id]);
  await emulator.control.resend(warning!.id);
  await world.settle();
  expect(await notesOf(id)).toHaveLength(1);
  await client.refunds.create({ charge: chargeId, amount: 1_000 });
  await world.settle();
  expect(await notesOf(id)).toHaveLength(1);
  await client.refunds.create({ charge: chargeId });
  await world.settle();
  expect(await notesOf(id)).toEqual([]);
  // Said once more, when nothing is to be done about it.
  await world.admin.query('delete from billing.operator_note where org_id = $1', [id]);
  await world.admin.query('delete from billing.stripe_event where id = $1', [warning!.id]);
  await emulator.control.resend(warning!.id);
  await world.settle();
  expect(await notesOf(id)).toEqual([]);
}, 60_000);

it('BIL-41 a card that comes to its end is told of thirty days before, once; it is a notice while it would fail, until another is set', async () => {
  const organisation = await world.organisation('Expiring');
  const id = uuidOf(organisation);
  const now = world.clock.now();
  const lastMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 1));
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 3, 1));
  const { url } = await openPage(organisation, null);
  const expiry = `${String(lastMonth.getUTCMonth() + 1).padStart(2, '0')} / ${String(lastMonth.getUTCFullYear()).slice(2)}`;
  await submit(url!, { ...GOOD_CARD, expiry });
  await world.settle();
  const told = async () =>
    (
      await world.admin.query(
        `select data->'values' as values from billing.event where org_id = $1 and type = 'letter.wanted' and data->>'template' = 'card_expires'`,
        [id],
      )
    ).rows;
  await world.travel(new Date(end.getTime() - 31 * DAY), 7 * DAY);
  expect(await told()).toEqual([]);
  expect((await look(organisation)).billing.notices).toEqual([]);
  await world.travel(new Date(end.getTime() - 29 * DAY), 7 * DAY);
  expect(await told()).toMatchObject([{ values: { last4: '4242' } }]);
  const letter = await world.mailTo(organisation.owner.email, 'card_expires');
  expect(letter.subject).toContain(String(new Date(end.getTime() - 1).getUTCDate()));
  await world.travel(new Date(end.getTime() + DAY), 7 * DAY);
  expect((await look(organisation)).billing).toMatchObject({ card: { last4: '4242' }, notices: ['CARD_EXPIRED'] });
  await submit((await openPage(organisation, null)).url!, GOOD_CARD);
  await world.settle();
  expect((await look(organisation)).billing.notices).toEqual([]);
  expect(await told()).toHaveLength(1);
}, 60_000);

it('BIL-43 BIL-12 a trial is taxed where the address was given with the card: what is said of the first charge, by screen and mail, is what its invoice then charges, tax included', async () => {
  const { client, emulator } = world.stripe;
  await emulator.control.changeSettings({ taxPercent: { DE: 19 } });
  const organisation = await world.organisation('Taxed Trial');
  const customer = await customerOf(organisation);
  const plan = async () => (await client.subscriptions.list({ customer, expand: ['data.schedule'] })).data[0]!;
  expect((await plan()).automatic_tax.enabled).toBe(false);
  // What is chosen for the end of the trial is taxed too.
  const chosen = await change(organisation, 'tier_1');
  expect(chosen.result.__typename).toBe('BillingSuccess');
  const { url } = await openPage(organisation, null);
  await submit(url!, { ...GOOD_CARD, line1: 'Weg 1', city: 'Berlin', postal_code: '10115' });
  await world.settle();
  expect(await client.customers.retrieve(customer)).toMatchObject({
    address: { country: 'DE', line1: 'Weg 1', city: 'Berlin', postal_code: '10115' },
  });
  expect(await plan()).toMatchObject({ status: 'trialing', automatic_tax: { enabled: true } });
  const { schedule } = await plan();
  expect((schedule as Stripe.SubscriptionSchedule).phases.map(({ automatic_tax }) => automatic_tax?.enabled)).toEqual([
    true,
    true,
  ]);
  const said = (await look(organisation)).billing.nextCharge.amountMinor as number;
  const { id: priceId } = (await world.stripe.account.catalogue.priceOf('tier_1'))!;
  const { currency_options: prices } = await client.prices.retrieve(priceId, { expand: ['currency_options'] });
  const net = prices!.aed!.unit_amount!;
  expect(said).toBe(net + Math.round((net * 19) / 100));
  await world.mailTo(organisation.owner.email, 'card_added');
  const { rows } = await world.admin.query(
    `select data->'values'->'amount'->>'amountMinor' as amount from billing.event where org_id = $1 and type = 'letter.wanted' and data->>'template' = 'card_added'`,
    [uuidOf(organisation)],
  );
  expect(rows.map(({ amount }) => Number(amount))).toEqual([said]);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY), DAY);
  const [invoice] = (await client.invoices.list({ customer })).data;
  expect(invoice).toMatchObject({ status: 'paid', total: said, total_taxes: [{ amount: said - net }] });
  await emulator.control.changeSettings({ taxPercent: {} });
}, 60_000);

it('BIL-43 BIL-34 a place that comes by Stripe’s own pages switches the tax of a plan on, also when nobody heard of it; without one Stripe refuses and the plan goes on', async () => {
  const { client, emulator } = world.stripe;
  const organisation = await world.organisation('Found a Place');
  const customer = await customerOf(organisation);
  const isTaxed = async () => (await client.subscriptions.list({ customer })).data[0]!.automatic_tax.enabled;
  await client.customers.update(customer, { address: '' });
  await world.settle();
  const [plan] = (await client.subscriptions.list({ customer })).data;
  await expect(client.subscriptions.update(plan!.id, { automatic_tax: { enabled: true } })).rejects.toMatchObject({
    code: 'customer_tax_location_invalid',
  });
  expect((await look(organisation)).plan).toMatchObject({ isTrial: true });
  await client.customers.update(customer, { address: { country: 'DE' } });
  await world.settle();
  expect(await isTaxed()).toBe(true);
  await emulator.control.addWebhookFault({ kind: 'drop', count: 100_000 });
  await client.subscriptions.update(plan!.id, { automatic_tax: { enabled: false } });
  await client.customers.update(customer, { address: { country: 'FR' } });
  await emulator.control.clearWebhookFaults();
  expect(await isTaxed()).toBe(false);
  await runJob('billing.reconcile_with_stripe');
  expect(await isTaxed()).toBe(true);
}, 60_000);

it('BIL-43 an invoice that goes out untaxed or cannot go out, as Stripe lost the place, is noted for Operators once, and the Owner is asked for the address until it is there', async () => {
  const { client, emulator } = world.stripe;
  onTestFinished(async () => void (await emulator.control.changeSettings({ withoutPlace: 'switches_off' })));
  const organisation = await world.organisation('Lost Its Place');
  const id = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation);
  const isTaxed = async () => (await client.subscriptions.list({ customer })).data[0]!.automatic_tax.enabled;
  const move = async (address: { country: string } | '') => {
    await client.customers.update(customer, { address });
    await world.settle();
  };
  const notices = async () => (await look(organisation)).billing.notices;
  const pass = (days: number) => world.travel(new Date(world.clock.now().getTime() + days * DAY), DAY);
  await move({ country: 'DE' });
  await move('');
  expect([await isTaxed(), await notices()]).toEqual([true, []]);
  await pass(15);
  expect([await isTaxed(), await notices()]).toEqual([false, ['ADDRESS_NEEDED']]);
  const [untaxed] = (await client.invoices.list({ customer })).data;
  const switchedOff = { kind: 'tax_switched_off', data: { invoice: untaxed!.id } };
  expect(await notesOf(id)).toMatchObject([switchedOff]);
  // The next one is made without tax from its beginning: the same trouble.
  await pass(31);
  expect(await notesOf(id)).toMatchObject([switchedOff]);
  // As if it had been switched off between two invoices: then the plan is what is looked at.
  await world.admin.query('update billing.subscription set is_untaxed = false where org_id = $1', [id]);
  await move('');
  await client.customers.update(customer, { phone: '+4930' });
  await world.settle();
  const [{ id: subscription }] = (await client.subscriptions.list({ customer })).data as [Stripe.Subscription];
  const planToo = [switchedOff, { kind: 'tax_switched_off', data: { subscription } }];
  expect(await notesOf(id)).toMatchObject(planToo);

  await emulator.control.changeSettings({ withoutPlace: 'fails' });
  await move({ country: 'DE' });
  expect([await isTaxed(), await notices()]).toEqual([true, []]);
  await move('');
  await pass(31);
  expect([await isTaxed(), await notices()]).toEqual([true, ['ADDRESS_NEEDED']]);
  const [failed] = (await client.events.list({ type: 'invoice.finalization_failed' })).data;
  await emulator.control.resend(failed!.id);
  await world.settle();
  const { id: draft } = failed!.data.object as Stripe.Invoice;
  expect(await notesOf(id)).toMatchObject([
    ...planToo,
    { kind: 'finalization_failed', data: { invoice: draft, code: 'customer_tax_location_invalid' } },
  ]);
  await move({ country: 'DE' });
  expect(await notices()).toEqual([]);
  await client.invoices.finalizeInvoice(draft!);
  await world.settle();
}, 60_000);

it('BIL-43 a tax id that the authorities do not know is told to Owner and Operators, and the paid invoice without tax is replaced by one with it', async () => {
  const { client, emulator } = world.stripe;
  await emulator.control.changeSettings({ taxPercent: { DE: 19 } });
  const organisation = await furtherWorkspace('Untaxed');
  const id = uuidOf(organisation);
  const { url } = await openPage(organisation, 'tier_1');
  await submit(url!, { ...GOOD_CARD, business: 'Untaxed GmbH', tax_id: 'DE123456789', line1: 'Weg 1', city: 'Berlin' });
  await world.settle();
  const customer = await customerOf(organisation);
  const [wrong] = (await client.invoices.list({ customer })).data;
  expect(wrong).toMatchObject({ status: 'paid', total_taxes: [{ amount: 0, taxability_reason: 'reverse_charge' }] });
  const [taxId] = (await client.customers.listTaxIds(customer)).data;
  await emulator.control.decideTaxId(taxId!.id, 'unverified');
  await world.settle();
  await world.mailTo(organisation.owner.email, 'tax_id_invalid');
  expect((await look(organisation)).billing.notices).toEqual(['TAX_ID_INVALID']);
  const tax = Math.round((wrong!.total * 19) / 100);
  const invoices = async () =>
    (await client.invoices.list({ customer })).data.map(({ status, total, amount_due, collection_method }) => ({
      status,
      total,
      amount_due,
      collection_method,
    }));
  const corrected = [
    { status: 'open', total: wrong!.total + tax, amount_due: tax, collection_method: 'send_invoice' },
    { status: 'paid', total: wrong!.total, amount_due: wrong!.total, collection_method: 'charge_automatically' },
  ];
  expect(await invoices()).toEqual(corrected);
  // However often it is said and looked at, it is done once.
  const [event] = (await client.events.list({ type: 'customer.tax_id.updated', limit: 1 })).data;
  await emulator.control.resend(event!.id);
  await world.admin.query(`select graphile_worker.add_job('billing.correct_invoices', $1)`, [
    JSON.stringify({ orgId: id }),
  ]);
  await world.until(
    `select not exists (select from graphile_worker.jobs where task_identifier = 'billing.correct_invoices')`,
  );
  await world.settle();
  expect(await invoices()).toEqual(corrected);
  expect((await client.creditNotes.list({ customer })).data).toMatchObject([
    { invoice: wrong!.id, total: wrong!.total },
  ]);
  const { rows } = await world.admin.query(
    `select type from billing.event where org_id = $1 and type in ('tax_id.found_invalid', 'invoice.corrected') order by position`,
    [id],
  );
  expect(rows.map(({ type }) => type)).toEqual(['tax_id.found_invalid', 'invoice.corrected']);
  expect(await notesOf(id)).toMatchObject([{ kind: 'tax_id_invalid' }]);

  const [open] = (await client.invoices.list({ customer, status: 'open' })).data;
  const [method] = (await client.customers.listPaymentMethods(customer)).data;
  await client.invoices.pay(open!.id!, { payment_method: method!.id });
  await client.customers.deleteTaxId(customer, taxId!.id);
  await world.settle();
  expect((await look(organisation)).billing.notices).toEqual([]);
  const booked = await world.admin.query('select sum(amount)::int as sum from billing.revenue where org_id = $1', [id]);
  expect(booked.rows).toEqual([{ sum: wrong!.total + tax }]);
  await emulator.control.changeSettings({ taxPercent: {} });
}, 60_000);

/** What Stripe's balance has seen and what was booked, by currency. */
async function balances(): Promise<{ stripe: Record<string, number>; booked: Record<string, number> }> {
  const stripe: Record<string, number> = {};
  for await (const { type, currency, amount } of world.stripe.client.balanceTransactions.list({ limit: 100 }))
    if (type !== 'payout' && type !== 'stripe_fee') stripe[currency] = (stripe[currency] ?? 0) + amount;
  const { rows } = await world.admin.query(
    'select currency, sum(amount)::int as sum from billing.revenue group by currency',
  );
  return { stripe, booked: Object.fromEntries(rows.map(({ currency, sum }) => [currency, sum])) };
}

it('BIL-40 BIL-44 what is booked comes to what Stripe’s balance says, by currency: refunds, one that fails later, disputes; in the log a refund is sensitive, and a trial that goes on as the same plan no change of tier', async () => {
  const organisation = await world.organisation('Refunded');
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const { client, emulator } = world.stripe;
  const [charge] = (await client.charges.list({ customer })).data;
  await client.refunds.create({ charge: charge!.id, amount: 10_000 });
  const failing = await client.refunds.create({ charge: charge!.id, amount: 5_000 });
  await world.settle();
  await emulator.control.failRefund(failing.id);
  await world.settle();
  const { stripe, booked } = await balances();
  expect(booked).toEqual(stripe);
  const own = await world.admin.query(
    'select kind, amount::int from billing.revenue where org_id = $1 order by amount',
    [uuidOf(organisation)],
  );
  expect(own.rows).toEqual([
    { kind: 'refunded', amount: -10_000 },
    { kind: 'refunded', amount: -5_000 },
    { kind: 'refund_failed', amount: 5_000 },
    { kind: 'paid', amount: 91_400 },
  ]);
  const told = await world.admin.query(
    `select type, pii_class from billing.event where org_id = $1 and type in ('refund.issued', 'refund.failed', 'invoice.paid') order by type`,
    [uuidOf(organisation)],
  );
  expect(told.rows).toEqual([
    { type: 'invoice.paid', pii_class: 'none' },
    { type: 'refund.failed', pii_class: 'none' },
    { type: 'refund.issued', pii_class: 'sensitive' },
    { type: 'refund.issued', pii_class: 'sensitive' },
  ]);
  expect(await tierChanges(organisation)).toEqual([]);
}, 60_000);

it('BIL-40 BIL-34 after an outage that is longer than Stripe keeps events the comparison books everything that moved, and notes what differs', async () => {
  const organisation = await world.organisation('Out for Weeks');
  const id = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await runJob('billing.reconcile_with_stripe');
  const { client, emulator } = world.stripe;
  await emulator.control.addWebhookFault({ kind: 'drop', count: 100_000 });
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY), DAY);
  const [first] = (await client.charges.list({ customer })).data;
  await client.refunds.create({ charge: first!.id, amount: 7_000 });
  const failing = await client.refunds.create({ charge: first!.id, amount: 3_000 });
  await emulator.control.failRefund(failing.id);
  await world.travel(new Date(world.clock.now().getTime() + 33 * DAY), DAY);
  const [second] = (await client.charges.list({ customer })).data;
  const { id: dispute } = await emulator.control.openDispute({ charge: second!.id });
  await emulator.control.closeDispute(dispute, 'lost');
  await emulator.control.clearWebhookFaults();
  expect((await client.events.list({ type: 'refund.created' })).data).toEqual([]);
  const outage = await balances();
  expect(outage.booked).not.toEqual(outage.stripe);

  await runJob('billing.reconcile_with_stripe');
  const after = await balances();
  expect(after.booked).toEqual(after.stripe);
  const { rows: own } = await world.admin.query(
    'select kind, sum(amount)::int as sum from billing.revenue where org_id = $1 group by kind order by kind',
    [id],
  );
  expect(own).toEqual([
    { kind: 'dispute_lost', sum: -91_400 },
    { kind: 'paid', sum: 2 * 91_400 },
    { kind: 'refund_failed', sum: 3_000 },
    { kind: 'refunded', sum: -10_000 },
  ]);
  const { rows: compared } = await world.admin.query(`select sums from billing.comparison where name = 'daily'`);
  for (const { stripe, booked } of Object.values(compared[0].sums) as { stripe: number; booked: number }[])
    expect(booked).toBe(stripe);

  // Once more nothing is booked; what somebody has changed in the books is found.
  const { rowCount } = await world.admin.query('select from billing.revenue');
  const odd = await client.refunds.create({ charge: first!.id, amount: 100 });
  await world.settle();
  await world.admin.query('update billing.revenue set amount = amount - 1 where source_id = $1', [odd.id]);
  await runJob('billing.reconcile_with_stripe');
  expect((await world.admin.query('select from billing.revenue')).rowCount).toBe(rowCount! + 1);
  const notes = (await readOperatorNotes(world.system.subgraphs.get('billing')!.db)).filter(
    ({ kind }) => kind === 'revenue_difference',
  );
  expect(notes).toMatchObject([
    { orgId: id, data: { source: odd.id, kind: 'refunded', currency: 'aed', stripe: -100, booked: -101 } },
  ]);
}, 90_000);
