import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { closeOperatorNote, readOperatorNotes, settleDispute } from '@offplan/billing';
import { findOrganisation, sendRestoreLink, unArchive } from '@offplan/identity';
import { decodeId } from '@offplan/kernel/ids';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../client/api-client.ts';
import { DEMO_PRICING } from '../local/demo/demo-pricing.ts';
import { GOOD_CARD, submit } from '../stripe-emulator/testing/target.ts';
import type { TestOrganisation, TestPerson, TestProject } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open({
    stripe: true,
    // People stay signed in while months pass.
    settings: { OFFPLAN_SESSION_IDLE_SECONDS: '99999999', OFFPLAN_SESSION_ABSOLUTE_SECONDS: '99999999' },
  });
}, 60_000);
afterAll(() => world?.close());

const DAY = 86_400_000;
const uuidOf = ({ id }: TestOrganisation) => decodeId('org', id)!;

const PLAN = `organisation { plan { tier { slug } isTrial isEnded isContinuing isFrozen paymentTrouble endedAt trialDaysLeft }
  billing { isAvailable currency isSubscribed monthlyPrice { amountMinor currency } renewsAt cancelsAt coming { tier { slug } at } awaitedUpgrade { isRefused tier { slug } } card { brand last4 }
    nextCharge { amountMinor } nextChargeAt notices openInvoiceUrl invoiceReference invoices { number status total { amountMinor currency } } } }`;

async function look({ owner }: TestOrganisation): Promise<Record<string, any>> {
  return (await owner.api.data(`{ ${PLAN} }`)).organisation;
}

/** The customer at Stripe, once there is one. */
async function customerOf(organisation: TestOrganisation): Promise<string> {
  const id = uuidOf(organisation);
  await world.until(
    'select exists (select from billing.subscription s join billing.stripe_customer c using (org_id) where org_id = $1)',
    [id],
  );
  const { rows } = await world.admin.query('select customer_id from billing.stripe_customer where org_id = $1', [id]);
  return rows[0].customer_id;
}

/** Sets a card, as the portal does. */
async function setCard(organisation: TestOrganisation, card = 'pm_card_visa'): Promise<void> {
  const { client } = world.stripe;
  const customer = await customerOf(organisation);
  const method = await client.paymentMethods.attach(card, { customer });
  await client.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
  await world.settle();
}

/** Runs a task that runs by the clock, now. */
async function runJob(task: string): Promise<void> {
  await world.admin.query('select graphile_worker.add_job($1)', [task]);
  await world.until('select not exists (select from graphile_worker.jobs where task_identifier = $1)', [task]);
  await world.settle();
}

/** A further workspace of somebody: it has no trial. */
async function furtherWorkspace(name: string): Promise<TestOrganisation> {
  const { owner } = await world.organisation(`Before ${name}`);
  const { createOrganisation } = await owner.api.data(
    'mutation ($input: CreateOrganisationInput!) { createOrganisation(input: $input) { ... on CreateOrganisationSuccess { workspace { organisation { id slug } } } } }',
    { input: { name, country: 'DE' } },
  );
  const { id, slug } = createOrganisation.workspace.organisation;
  owner.api.workspace = slug;
  const organisation = { id, slug, name, owner } as TestOrganisation;
  await world.until('select exists (select from billing.billing_account where org_id = $1)', [uuidOf(organisation)]);
  return organisation;
}

/** Opens Stripe's page for a plan, or for a card alone. */
async function openPage({ owner }: TestOrganisation, tier: string | null): Promise<{ url?: string; code?: string }> {
  const { openCheckout } = await owner.api.data(
    'mutation ($input: OpenCheckoutInput!) { openCheckout(input: $input) { ... on BillingPageSuccess { url } ... on UserError { code message } } }',
    { input: tier ? { tier } : {} },
  );
  return openCheckout;
}

async function change({ owner }: TestOrganisation, tier: string): Promise<{ preview: any; result: any }> {
  const { previewPlanChange: preview } = await owner.api.data(
    `mutation ($input: PreviewPlanChangeInput!) { previewPlanChange(input: $input) { __typename ... on UserError { code message }
      ... on PreviewPlanChangeSuccess { id kind takesEffectAt dueToday { amountMinor currency } nextInvoice { amountMinor } lines { description amount { amountMinor } } } } }`,
    { input: { tier } },
  );
  if (preview.__typename !== 'PreviewPlanChangeSuccess') return { preview, result: null };
  const { changePlan: result } = await owner.api.data(
    `mutation ($input: ChangePlanInput!) { changePlan(input: $input) { __typename ... on UserError { code message } ... on PaymentNeedsConfirmation { url } ... on BillingSuccess { ${PLAN} } } }`,
    { input: { previewId: preview.id } },
  );
  return { preview, result };
}

it('BIL-10 BIL-16 a trial runs at once and stands at Stripe a moment later, without a card, ending by itself, dated back to its start', async () => {
  const organisation = await world.organisation('Deferred');
  const customer = await customerOf(organisation);
  const { data } = await world.stripe.client.subscriptions.list({ customer, status: 'all' });
  const { rows } = await world.admin.query('select trial_ends_at from billing.billing_account where org_id = $1', [
    uuidOf(organisation),
  ]);
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({
    status: 'trialing',
    currency: 'aed',
    trial_end: Math.floor(rows[0].trial_ends_at.getTime() / 1_000),
    trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    default_payment_method: null,
    metadata: { org_id: uuidOf(organisation), trial_tier: 'tier_2' },
  });
  expect((await world.stripe.client.customers.retrieve(customer)) as object).toMatchObject({
    email: organisation.owner.email,
    name: 'Deferred',
  });
  expect(await look(organisation)).toMatchObject({
    plan: { tier: { slug: 'tier_2' }, isTrial: true, isContinuing: false, trialDaysLeft: 14 },
    billing: { isAvailable: true, currency: 'AED', isSubscribed: true, card: null, nextCharge: null, renewsAt: null },
  });
});

it('BIL-12 a card in the trial does not end it; the first charge comes at its end and is what was said', async () => {
  const organisation = await world.organisation('Converting');
  await setCard(organisation);
  const before = await look(organisation);
  expect(before).toMatchObject({
    plan: { isTrial: true, isContinuing: true },
    billing: { card: { brand: 'visa', last4: '4242' }, nextCharge: { amountMinor: 91_400 } },
  });
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const after = await look(organisation);
  expect(after.plan).toMatchObject({ tier: { slug: 'tier_2' }, isTrial: false, isEnded: false });
  expect(after.billing.invoices).toMatchObject([{ status: 'PAID', total: { amountMinor: 91_400, currency: 'AED' } }]);
  expect(after.billing.renewsAt).not.toBeNull();
  const { rows } = await world.admin.query('select kind, amount, currency from billing.revenue where org_id = $1', [
    uuidOf(organisation),
  ]);
  expect(rows).toEqual([{ kind: 'paid', amount: '91400', currency: 'aed' }]);
});

it('BIL-50 an invoice is archived as it was and as it was paid, and the nightly check finds what was removed', async () => {
  const organisation = await world.organisation('Archived');
  const id = uuidOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  await world.until('select count(*) = 2 from billing.archived_invoice where org_id = $1', [id]);
  const { rows } = await world.admin.query(
    'select invoice_id, version from billing.archived_invoice where org_id = $1',
    [id],
  );
  const [{ invoice_id: invoiceId, version }] = rows;
  const folder = join(world.stripe.archiveFolder, 'invoices', id, invoiceId);
  const pdf = (await readdir(folder)).find((name) => name.startsWith(`${version}.pdf.`) && !name.endsWith('.slip'))!;
  expect((await readFile(join(folder, pdf))).subarray(0, 5).toString()).toBe('%PDF-');
  await rm(join(folder, pdf));
  await world.admin.query(`select graphile_worker.add_job('billing.check_archive')`);
  await world.until(
    `select count(*) = 1 and bool_and(data->>'key' like $2) from billing.event where org_id = $1 and type = 'invoice_archive.damaged'`,
    [id, `%${version}.pdf`],
  );
});

it('BIL-13 BIL-20 BIL-21 BIL-22 Starter at the trial’s end, then up for exactly the previewed charge, down at the period’s end, and back', async () => {
  const organisation = await world.organisation('Changing');
  await setCard(organisation);
  const chosen = await change(organisation, 'tier_1');
  expect(chosen.preview).toMatchObject({
    kind: 'AT_TRIAL_END',
    dueToday: { amountMinor: 0 },
    nextInvoice: { amountMinor: 28_900 },
  });
  expect(chosen.result).toMatchObject({
    __typename: 'BillingSuccess',
    organisation: {
      plan: { tier: { slug: 'tier_2' }, isTrial: true },
      billing: { coming: { tier: { slug: 'tier_1' } } },
    },
  });
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'tier_1' }, isTrial: false, isEnded: false });

  await world.travel(new Date(world.clock.now().getTime() + 9.5 * DAY));
  const up = await change(organisation, 'tier_2');
  expect(up.preview.kind).toBe('UPGRADE');
  expect(up.preview.lines.reduce((sum: number, line: any) => sum + line.amount.amountMinor, 0)).toBe(
    up.preview.dueToday.amountMinor,
  );
  expect(up.result).toMatchObject({
    __typename: 'BillingSuccess',
    organisation: { plan: { tier: { slug: 'tier_2' } } },
  });
  await world.settle();
  const charged = (await look(organisation)).billing.invoices[0];
  expect(charged).toMatchObject({ status: 'PAID', total: up.preview.dueToday });
  // The same click once more changes and charges nothing.
  const again = await organisation.owner.api.data(
    'mutation ($input: ChangePlanInput!) { changePlan(input: $input) { __typename } }',
    { input: { previewId: up.preview.id } },
  );
  expect(again.changePlan.__typename).toBe('BillingSuccess');
  expect((await look(organisation)).billing.invoices).toHaveLength(2);

  const down = await change(organisation, 'tier_1');
  expect(down.preview).toMatchObject({ kind: 'DOWNGRADE', dueToday: { amountMinor: 0 } });
  expect((await look(organisation)).billing.coming).toMatchObject({
    tier: { slug: 'tier_1' },
    at: down.preview.takesEffectAt,
  });
  const { withdrawPlanChange } = await organisation.owner.api.data(
    `mutation { withdrawPlanChange { __typename ... on UserError { code message } } }`,
  );
  expect(withdrawPlanChange.__typename).toBe('BillingSuccess');
  expect((await look(organisation)).billing.coming).toBeNull();
  await change(organisation, 'tier_1');
  await world.travel(new Date(Date.parse(down.preview.takesEffectAt) + DAY));
  expect((await look(organisation)).plan.tier.slug).toBe('tier_1');
}, 60_000);

it('BIL-14 BIL-28 a trial without a card ends on time here and at Stripe, freezes after 30 days, and a purchase brings everything back', async () => {
  const organisation = await world.organisation('Lapsing');
  await organisation.project('Kept Tower', ['01-01']);
  const customer = await customerOf(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 14.5 * DAY));
  expect((await look(organisation)).plan).toMatchObject({
    tier: { slug: 'free_guest' },
    isEnded: true,
    isFrozen: false,
  });
  const { data } = await world.stripe.client.subscriptions.list({ customer, status: 'all' });
  expect(data[0]!.status).toBe('canceled');
  await world.travel(new Date(world.clock.now().getTime() + 31 * DAY));
  expect((await look(organisation)).plan).toMatchObject({ isEnded: true, isFrozen: true });
  const { openCheckout } = await organisation.owner.api.data(
    'mutation ($input: OpenCheckoutInput!) { openCheckout(input: $input) { __typename ... on BillingPageSuccess { url } ... on UserError { code message } } }',
    { input: { tier: 'tier_1' } },
  );
  expect(openCheckout).toMatchObject({ __typename: 'BillingPageSuccess', url: expect.stringContaining('/c/pay/') });
  await submit(openCheckout.url, GOOD_CARD);
  await world.settle();
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'tier_1' }, isEnded: false, isFrozen: false });
  // The same customer, no second trial, and what it was before.
  const [again, former] = (await world.stripe.client.subscriptions.list({ customer, status: 'all' })).data;
  expect(again).toMatchObject({
    status: 'active',
    trial_end: null,
    metadata: {
      org_id: uuidOf(organisation),
      reactivation_reason: 'trial_ended',
      previous_subscription_id: former!.id,
    },
  });
}, 60_000);

it('BIL-20 a declined upgrade leaves the old plan and no open invoice; one that the bank wants confirmed can be refused by it, taken back, and changes the plan when it is paid', async () => {
  const organisation = await world.organisation('Declined');
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await change(organisation, 'tier_1');
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const { client, emulator } = world.stripe;
  const [running] = (await client.subscriptions.list({ customer })).data;

  await emulator.control.overrideCard({ of: customer, outcome: 'declined' });
  expect((await change(organisation, 'tier_2')).result).toMatchObject({ code: 'PAYMENT_DECLINED' });
  await world.settle();
  expect((await look(organisation)).plan.tier.slug).toBe('tier_1');
  expect((await client.invoices.list({ customer, status: 'open' })).data).toEqual([]);
  expect((await client.subscriptions.retrieve(running!.id)).pending_update).toBeNull();

  const withdraw = async () =>
    (await organisation.owner.api.data(`mutation { withdrawPlanChange { __typename ... on UserError { code } } }`))
      .withdrawPlanChange;
  await emulator.control.overrideCard({ of: customer, outcome: 'requires_action' });
  const refused = (await change(organisation, 'tier_2')).result;
  expect(refused).toMatchObject({ __typename: 'PaymentNeedsConfirmation', url: expect.stringContaining('/i/') });
  expect((await change(organisation, 'tier_2')).preview).toMatchObject({ code: 'PAYMENT_OPEN' });
  await submit(`${refused.url}/authenticate`, { authentication: 'fail' });
  await world.settle();
  expect(await look(organisation)).toMatchObject({
    plan: { tier: { slug: 'tier_1' }, paymentTrouble: null },
    billing: { awaitedUpgrade: { isRefused: true, tier: { slug: 'tier_2' } } },
  });
  expect((await withdraw()).__typename).toBe('BillingSuccess');
  expect((await look(organisation)).billing).toMatchObject({
    awaitedUpgrade: null,
    invoices: [{ status: 'VOID' }, {}, {}],
  });
  expect((await withdraw()).code).toBe('NOTHING_TO_WITHDRAW');

  await emulator.control.overrideCard({ of: customer, outcome: 'requires_action' });
  const { result } = await change(organisation, 'tier_2');
  await world.settle();
  expect((await look(organisation)).plan.tier.slug).toBe('tier_1');
  await submit(`${result.url}/authenticate`, { authentication: 'complete' });
  // Taken back a moment after it was paid: it is paid, whether billing has heard of that by then or not.
  expect(['BillingSuccess', 'PlanChangeNotPossible']).toContain((await withdraw()).__typename);
  await world.settle();
  expect(await look(organisation)).toMatchObject({
    plan: { tier: { slug: 'tier_2' } },
    billing: { awaitedUpgrade: null, invoices: [{ status: 'PAID' }, {}, {}, {}] },
  });
  // The screen has said what became of it; the plan that runs is paid.
  const { rows } = await world.admin.query(
    `select from billing.event where org_id = $1 and type = 'letter.wanted' and data->>'template' = 'payment_failed'`,
    [uuidOf(organisation)],
  );
  expect(rows).toEqual([]);
}, 60_000);

it('BIL-24 BIL-12 a card typed on the page is charged at the trial’s end; the return and the webhook race and say the same; an older page is closed', async () => {
  const organisation = await world.organisation('Checking Out');
  await customerOf(organisation);
  const open = async () =>
    (
      await organisation.owner.api.data(
        'mutation { openCheckout(input: {}) { ... on BillingPageSuccess { url } ... on UserError { code } } }',
      )
    ).openCheckout.url as string;
  const first = await open();
  const second = await open();
  expect((await submit(first, GOOD_CARD)).status).toBe(400);
  const paid = await submit(second, GOOD_CARD);
  const back = new URL(paid.headers.get('location')!);
  const refresh = () =>
    organisation.owner.api.data(
      `mutation ($input: RefreshBillingInput!) { refreshBilling(input: $input) { __typename } }`,
      { input: { checkoutSessionId: back.searchParams.get('checkout') } },
    );
  await Promise.all([refresh(), refresh(), world.settle()]);
  await world.settle();
  expect(await look(organisation)).toMatchObject({
    plan: { isTrial: true, isContinuing: true },
    billing: { card: { last4: '4242' }, nextCharge: { amountMinor: 91_400 } },
  });
  await world.mailTo(organisation.owner.email, 'card_added');
  const { rows } = await world.admin.query(
    `select count(*)::int as letters from billing.event where org_id = $1 and type = 'letter.wanted'`,
    [uuidOf(organisation)],
  );
  expect(rows).toEqual([{ letters: 1 }]);
}, 60_000);

it('BIL-24 whoever has just paid cannot buy again before the first event is here; of two tabs that ask at once one has a page', async () => {
  const organisation = await furtherWorkspace('Just Paid');
  const { client, emulator } = world.stripe;
  const asked = await Promise.all([openPage(organisation, 'tier_1'), openPage(organisation, 'tier_1')]);
  const [page, ...more] = asked.filter(({ url }) => url);
  expect(more).toEqual([]);
  const { rows } = await world.admin.query('select customer_id from billing.stripe_customer where org_id = $1', [
    uuidOf(organisation),
  ]);
  const customer = rows[0].customer_id as string;
  expect((await client.checkout.sessions.list({ customer, status: 'open' })).data).toHaveLength(1);
  await emulator.control.addWebhookFault({ kind: 'drop', count: 100 });
  await submit(page!.url!, GOOD_CARD);
  expect(await openPage(organisation, 'tier_1')).toMatchObject({ code: 'SUBSCRIBED_ALREADY' });
  await emulator.control.clearWebhookFaults();
  expect((await look(organisation)).plan.tier.slug).toBe('tier_1');
  expect((await client.subscriptions.list({ customer, status: 'all' })).data).toHaveLength(1);
  // What was paid is booked within the hour.
  await runJob('billing.fetch_undelivered_events');
  const { rows: booked } = await world.admin.query('select kind from billing.revenue where org_id = $1', [
    uuidOf(organisation),
  ]);
  expect(booked).toEqual([{ kind: 'paid' }]);
}, 60_000);

it('BIL-24 of two pages that were paid at the same instant one plan stays; the other is cancelled and its money goes back, once, and everybody is told', async () => {
  const organisation = await furtherWorkspace('Two Tabs');
  const id = uuidOf(organisation);
  const { client, emulator, account } = world.stripe;
  const { url } = await openPage(organisation, 'tier_1');
  const [session] = (await client.checkout.sessions.list({ status: 'open', limit: 1 })).data;
  const customer = session!.customer as string;
  const price = await account.catalogue.priceOf('tier_1');
  const second = await client.checkout.sessions.create({
    customer,
    mode: 'subscription',
    currency: 'eur',
    line_items: [{ price: price!.id, quantity: 1 }],
    success_url: 'http://app.offplan.localhost/',
    subscription_data: { metadata: { org_id: id } },
  });
  await Promise.all([submit(url!, GOOD_CARD), submit(second.url!, GOOD_CARD)]);
  await world.settle();
  const letter = await world.mailTo(organisation.owner.email, 'second_payment_returned');
  await world.until(`select count(*) = 1 from billing.subscription where org_id = $1 and status = 'canceled'`, [id]);
  await world.settle();
  const subscriptions = (await client.subscriptions.list({ customer, status: 'all' })).data;
  expect(subscriptions.map(({ status }) => status).sort()).toEqual(['active', 'canceled']);
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'tier_1' }, isEnded: false });
  const paid = (await client.invoices.list({ customer, status: 'paid' })).data;
  expect(paid).toHaveLength(2);
  const amount = paid[0]!.amount_paid;
  expect(letter.text).toContain((amount / 100).toFixed(2));
  // Whatever is said again changes nothing more.
  const canceled = subscriptions.find(({ status }) => status === 'canceled')!;
  await world.admin.query(`select graphile_worker.add_job('billing.take_back_subscription', $1)`, [
    JSON.stringify({ orgId: id, subscriptionId: canceled.id }),
  ]);
  for (const { id: event } of (await client.events.list({ type: 'customer.subscription.created', limit: 2 })).data)
    await emulator.control.resend(event);
  await world.until(
    `select not exists (select from graphile_worker.jobs where task_identifier = 'billing.take_back_subscription')`,
  );
  await world.settle();
  const booked = await world.admin.query(
    'select kind, amount::int from billing.revenue where org_id = $1 order by kind, amount',
    [id],
  );
  expect(booked.rows).toEqual([
    { kind: 'paid', amount },
    { kind: 'paid', amount },
    { kind: 'refunded', amount: -amount },
  ]);
  const told = await world.admin.query(
    `select type from billing.event where org_id = $1 and type like 'subscription.second%' order by position`,
    [id],
  );
  expect(told.rows.map(({ type }) => type)).toEqual(['subscription.second_found', 'subscription.second_taken_back']);
  const { db } = world.system.subgraphs.get('billing')!;
  const notes = (await readOperatorNotes(db)).filter(({ orgId }) => orgId === id);
  expect(notes).toMatchObject([{ kind: 'second_subscription', data: { subscriptionId: canceled.id } }]);
  expect(await closeOperatorNote(db, { orgId: id, key: notes[0]!.key, by: 'Maya' })).toBe(true);
  expect(await closeOperatorNote(db, { orgId: id, key: notes[0]!.key, by: 'Maya' })).toBe(false);
}, 60_000);

it('BIL-12 BIL-16 a card can be set in the first second of a trial, before Stripe has heard of it', async () => {
  const { emulator } = world.stripe;
  await emulator.control.failNext({ kind: 'error_500', method: 'POST', path: '/v1/subscriptions', count: 30 });
  const organisation = await world.organisation('Early Card');
  await world.until(`select exists (select from graphile_worker.jobs where key = $1 and attempts > 0)`, [
    `customer ${uuidOf(organisation)}`,
  ]);
  expect((await openPage(organisation, null)).code).toBe('BILLING_UNAVAILABLE');
  await emulator.control.clearFailures();
  const { url } = await openPage(organisation, null);
  await submit(url!, GOOD_CARD);
  await world.settle();
  expect(await look(organisation)).toMatchObject({
    plan: { isTrial: true, isContinuing: true },
    billing: { isSubscribed: true, card: { last4: '4242' }, nextCharge: { amountMinor: 91_400 } },
  });
  await world.mailTo(organisation.owner.email, 'card_added');
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

it('BIL-42 BIL-46 disputes suspend by their causes and release when the last is won; an inquiry suspends nobody; a lost one stays', async () => {
  const organisation = await world.organisation('Disputed');
  const id = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + (15 + 62) * DAY));
  const { client, emulator } = world.stripe;
  const charges = (await client.charges.list({ customer })).data;
  expect(charges).toHaveLength(3);
  const status = async () =>
    (await world.admin.query('select status from identity.organisation where id = $1', [id])).rows[0].status as string;
  const becomes = (wanted: string) =>
    world.until('select status = $2 from identity.organisation where id = $1', [id, wanted]);

  const inquiry = await emulator.control.openDispute({ charge: charges[0]!.id, inquiry: true });
  await world.settle();
  expect(await status()).toBe('active');
  await emulator.control.closeDispute(inquiry.id, 'warning_closed');
  const first = await emulator.control.openDispute({ charge: charges[1]!.id });
  await world.settle();
  await becomes('suspended');
  await world.mailTo(organisation.owner.email, 'workspace_suspended_by_dispute');
  // Whoever pays still sees and decides about the plan.
  const { organisation: paused } = await organisation.owner.api.data('{ organisation { billing { isSubscribed } } }');
  expect(paused.billing.isSubscribed).toBe(true);
  await emulator.control.closeDispute(first.id, 'won');
  await world.settle();
  await becomes('active');
  const second = await emulator.control.openDispute({ charge: charges[2]!.id });
  await emulator.control.closeDispute(second.id, 'lost');
  await world.settle();
  await becomes('suspended');
  const { rows } = await world.admin.query(
    'select kind, sum(amount)::int as sum from billing.revenue where org_id = $1 group by kind order by kind',
    [id],
  );
  expect(rows).toEqual([
    { kind: 'dispute_lost', sum: -91_400 },
    { kind: 'paid', sum: 3 * 91_400 },
  ]);
}, 60_000);

it('BIL-45 what an Operator records of a lost dispute: settled wants another card and releases the workspace with its tier, declined leaves it suspended', async () => {
  const organisation = await world.organisation('Settling');
  const orgId = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY), DAY);
  const { client, emulator } = world.stripe;
  const [charge] = (await client.charges.list({ customer })).data;
  const { id: disputeId } = await emulator.control.openDispute({ charge: charge!.id });
  await world.settle();
  const { db } = world.system.subgraphs.get('billing')!;
  const options = { stripe: world.stripe.account, pricing: DEMO_PRICING, graceDays: 7, archive: null, appUrl: '' };
  const record = (as: 'settled' | 'declined', dispute = disputeId) =>
    settleDispute(options, db, { orgId, disputeId: dispute, as, by: 'Maya', reason: 'The Owner wrote to us.' });
  const becomes = (wanted: string) =>
    world.until('select status = $2 from identity.organisation where id = $1', [orgId, wanted]);
  await becomes('suspended');
  expect(await record('settled')).toMatchObject({ code: 'NOT_LOST' });
  expect(await record('settled', 'du_of_nobody')).toMatchObject({ code: 'NOT_FOUND' });
  await emulator.control.closeDispute(disputeId, 'lost');
  await world.settle();
  expect(await record('settled')).toMatchObject({ code: 'NO_NEW_CARD' });
  expect(await record('declined')).toEqual({ done: true, isNew: true });
  // Whatever Stripe says of it once more, it stays as it was recorded.
  const [closed] = (await client.events.list({ type: 'charge.dispute.closed', limit: 1 })).data;
  await emulator.control.resend(closed!.id);
  await world.settle();
  await becomes('suspended');
  await submit((await openPage(organisation, null)).url!, { ...GOOD_CARD, number: '5555 5555 5555 4444' });
  await world.settle();
  expect(await Promise.all([record('settled'), record('settled')])).toEqual(
    expect.arrayContaining([
      { done: true, isNew: true },
      { done: true, isNew: false },
    ]),
  );
  await becomes('active');
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'tier_2' }, isEnded: false });
  expect(await record('declined')).toMatchObject({ code: 'SETTLED_ALREADY' });
  const { rows } = await world.admin.query(
    `select actor->>'kind' as actor_kind, personal->>'actorName' as name, data->'after'->>'settlement' as settlement, data->>'reason' as reason
     from billing.event where org_id = $1 and type = 'dispute.recorded' order by position`,
    [orgId],
  );
  const by = { actor_kind: 'operator', name: 'Maya', reason: 'The Owner wrote to us.' };
  expect(rows).toEqual([
    { ...by, settlement: 'declined' },
    { ...by, settlement: 'settled' },
  ]);
}, 60_000);

it('BIL-30 BIL-34 forged, old and foreign events are refused and counted; one that is delivered five times is worked off once; what never arrived is found', async () => {
  const organisation = await world.organisation('Hooked');
  const customer = await customerOf(organisation);
  const { client, emulator } = world.stripe;
  const refused = async () =>
    (
      await world.admin.query(
        'select reason, sum(times)::int as times from billing.refused_stripe_event group by 1 order by 1',
      )
    ).rows;
  const before = new Map((await refused()).map(({ reason, times }) => [reason, times]));
  const gateway = `http://127.0.0.1:${world.system.gateway.port}/api/stripe/webhooks`;
  const post = (body: string, signature: string) =>
    fetch(gateway, { method: 'POST', body, headers: { 'stripe-signature': signature } });
  const sign = (payload: string, secret: string, timestamp = Math.floor(Date.now() / 1_000)) =>
    client.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  const [secret] = world.stripe.secrets;
  const event = JSON.stringify({
    id: 'evt_forged',
    object: 'event',
    type: 'customer.updated',
    livemode: false,
    created: 1,
    data: { object: { id: customer, object: 'customer' } },
  });
  const now = Math.floor(Date.now() / 1_000);
  expect((await post(event, sign(event, 'whsec_guess'))).status).toBe(400);
  expect((await post(event, 'nonsense')).status).toBe(400);
  expect((await post(event, sign(event, secret!, now - 301))).status).toBe(400);
  const live = event.replace('"livemode":false', '"livemode":true');
  expect((await post(live, sign(live, secret!))).status).toBe(400);
  const foreign = event.replace('"object":"event"', '"object":"event","account":"acct_other"');
  expect((await post(foreign, sign(foreign, secret!))).status).toBe(400);
  expect((await fetch(gateway)).status).toBe(405);
  const grown = (await refused()).map(({ reason, times }) => [reason, times - (before.get(reason) ?? 0)]);
  expect(grown).toEqual([
    ['bad_signature', 3],
    ['foreign_account', 1],
    ['wrong_mode', 1],
  ]);
  expect((await world.admin.query(`select from billing.stripe_event where id = 'evt_forged'`)).rowCount).toBe(0);

  await emulator.control.addWebhookFault({ kind: 'duplicate', times: 5 } as never);
  await client.customers.update(customer, { phone: '+97150' });
  await world.settle();
  await emulator.control.addWebhookFault({ kind: 'drop' } as never);
  await client.customers.update(customer, { name: 'Dropped' });
  await world.settle();
  const events = await client.events.list({ type: 'customer.updated', limit: 2 });
  const stored = async () =>
    (
      await world.admin.query(
        'select id, state from billing.stripe_event where id = any ($1) order by created_at, id',
        [events.data.map(({ id }) => id)],
      )
    ).rows;
  expect(await stored()).toHaveLength(1);
  // Within the hour: Stripe knows what it could not deliver.
  await world.admin.query(`select graphile_worker.add_job('billing.fetch_undelivered_events')`);
  await world.until('select count(*) = 2 from billing.stripe_event where id = any ($1) and state = $2', [
    events.data.map(({ id }) => id),
    'done',
  ]);
}, 60_000);

it('BIL-33 BIL-35 while Stripe is away people work on and are told so; what was confirmed is done when it is back, once', async () => {
  const organisation = await world.organisation('Cut Off');
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const { emulator, client } = world.stripe;
  // Stripe keeps a failure of its own for its key: asked for with another one it is done all the same.
  await emulator.control.failNext({
    kind: 'error_500_kept',
    method: 'POST',
    path: '/v1/subscription_schedules',
  } as never);
  const down = await change(organisation, 'tier_1');
  expect(down.result.__typename).toBe('BillingSuccess');
  await organisation.owner.api.data('mutation { withdrawPlanChange { __typename } }');
  const { previewPlanChange } = await organisation.owner.api.data(
    'mutation { previewPlanChange(input: { tier: "tier_1" }) { ... on PreviewPlanChangeSuccess { id } } }',
  );
  // The answer is lost after the deed was done: of each call, and of its repetitions.
  await emulator.control.failNext({
    kind: 'reset_after',
    method: 'POST',
    path: '/v1/subscription_schedules',
    count: 3,
  } as never);
  const cut = await organisation.owner.api.data(
    'mutation ($id: ID!) { changePlan(input: { previewId: $id }) { __typename ... on UserError { code } } }',
    { id: previewPlanChange.id },
  );
  expect(cut.changePlan).toMatchObject({ code: 'BILLING_UNAVAILABLE' });
  expect((await look(organisation)).plan.tier.slug).toBe('tier_2');
  await emulator.control.clearFailures();
  await world.admin.query(`update graphile_worker._private_jobs set run_at = now() where key like 'plan change %'`);
  await world.until(`select next_tier = 'tier_1' from billing.subscription where org_id = $1 and status = 'active'`, [
    uuidOf(organisation),
  ]);
  const schedules = (await client.subscriptionSchedules.list({ customer })).data.filter(
    ({ status }) => status === 'active',
  );
  expect(schedules).toHaveLength(1);
}, 60_000);

it('ID-27 BIL-25 BIL-29 whoever closes a workspace is charged no more, and its open page is closed; brought back it has its plan until then, and the cancellation can be withdrawn', async () => {
  const organisation = await world.organisation('Closing');
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const { api } = organisation.owner;
  await openPage(organisation, null);
  const closed = await api.data(
    'mutation ($slug: String!) { closeOrganisation(input: { slug: $slug }) { __typename ... on UserError { code } } }',
    { slug: organisation.slug },
  );
  // Time has passed since the sign-in: who closes proves anew who it is.
  if (closed.closeOrganisation.code === 'PROOF_NEEDED') {
    await api.post('/auth/prove', { password: 'correct horse battery staple 42' });
    await api.data('mutation ($slug: String!) { closeOrganisation(input: { slug: $slug }) { __typename } }', {
      slug: organisation.slug,
    });
  }
  await world.until('select cancels_at is not null from billing.subscription where org_id = $1', [
    uuidOf(organisation),
  ]);
  expect((await world.stripe.client.subscriptions.list({ customer })).data[0]!.cancel_at_period_end).toBe(true);
  expect((await world.stripe.client.checkout.sessions.list({ customer, status: 'open' })).data).toEqual([]);
  await api.data('mutation { reopenOrganisation { __typename } }');
  expect((await look(organisation)).billing).toMatchObject({ renewsAt: null, cancelsAt: expect.any(String) });
  expect((await change(organisation, 'tier_1')).preview).toMatchObject({ code: 'PLAN_ENDS' });
  const { withdrawPlanChange } = await api.data('mutation { withdrawPlanChange { __typename } }');
  expect(withdrawPlanChange.__typename).toBe('BillingSuccess');
  expect((await look(organisation)).billing).toMatchObject({ renewsAt: expect.any(String), cancelsAt: null });
}, 60_000);

/** Puts an Organisation into another status, with or without telling anybody. */
async function setStatus(organisation: TestOrganisation, status: OrganisationStatus, isTold = true): Promise<void> {
  const orgId = uuidOf(organisation);
  await world.system.subgraphs.get('identity')!.db.transaction({ orgId }, async (tx) => {
    const [row] = await tx.query<{ version: number }>(
      'update identity.organisation set status = ?, version = version + 1 where id = ? returning version',
      [status, orgId],
    );
    if (isTold)
      await tx.emit({
        orgId,
        subjectType: 'organisation',
        subjectId: orgId,
        seq: row!.version,
        type: 'organisation.status_changed',
        actor: { kind: 'system' },
        data: { after: { status }, reason: 'test' },
      });
  });
  if (isTold)
    await world.until('select organisation_status = $2 from billing.billing_account where org_id = $1', [
      orgId,
      status,
    ]);
}

const statusBecomes = (organisation: TestOrganisation, status: string) =>
  world.until('select status = $2 from identity.organisation where id = $1', [uuidOf(organisation), status]);

const offerOf = async ({ owner }: TestOrganisation, token: string) =>
  (
    await owner.api.data('query ($token: String!) { restoreOffer(token: $token) { organisationName slug isOpen } }', {
      token,
    })
  ).restoreOffer;

const tokenIn = (link: string) => new URL(link).pathname.split('/').at(-1)!;

it('BIL-29 ID-13 BIL-28 whoever signs up again and owns an archived Organisation gets a link to it, and paying brings it back, once, without a trial', async () => {
  const organisation = await furtherWorkspace('Put Away');
  const { owner } = organisation;
  await setStatus(organisation, 'free_guest_archived');
  const again = await world.stranger().post('/auth/sign-up', {
    name: 'Somebody',
    email: owner.email,
    password: 'another correct horse 43',
    acceptTerms: true,
    organisation: { name: 'New House', slug: 'new-house-again', country: 'DE' },
  });
  expect(again.status).toBe(202);
  const [link] = (await world.mailTo(owner.email, 'sign_up_known')).links;
  expect(link).toContain('/restore/');
  const token = tokenIn(link!);
  expect(await offerOf(organisation, token)).toEqual({
    organisationName: 'Put Away',
    slug: organisation.slug,
    isOpen: true,
  });
  expect(await offerOf(await world.organisation('Curious'), token)).toBeNull();
  expect((await openPage(organisation, null)).code).toBe('NO_SUBSCRIPTION');
  const { url } = await openPage(organisation, 'tier_1');
  const paid = await submit(url!, GOOD_CARD);
  expect(paid.headers.get('location')).toContain(`/restore?organisation=${organisation.slug}&checkout=cs_`);
  await world.settle();
  await statusBecomes(organisation, 'active');
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'tier_1' }, isTrial: false });
  expect((await offerOf(organisation, token)).isOpen).toBe(false);
  const customer = await customerOf(organisation);
  const [subscription] = (await world.stripe.client.subscriptions.list({ customer })).data;
  expect(subscription).toMatchObject({ trial_end: null, metadata: { reactivation_reason: 'archived' } });
  for (const { id } of (await world.stripe.client.events.list({ type: 'invoice.paid', limit: 1 })).data)
    await world.stripe.emulator.control.resend(id);
  await world.settle();
  const { rows } = await world.admin.query(
    `select type from billing.event where org_id = $1 and type = 'restoration.paid'
     union all select data->>'reason' from identity.event where org_id = $1 and type = 'organisation.status_changed'`,
    [uuidOf(organisation)],
  );
  expect(rows.map(({ type }) => type).sort()).toEqual(['restoration.paid', 'restored_by_payment', 'test']);
}, 60_000);

it('BIL-29 money for an Organisation that is closed meanwhile goes back and is before the Operators, also when billing hears of the closing last', async () => {
  const { client, emulator } = world.stripe;
  const returned = async (organisation: TestOrganisation) => {
    const id = uuidOf(organisation);
    await world.until(
      `select exists (select from billing.event where org_id = $1 and type = 'subscription.late_taken_back')`,
      [id],
    );
    await world.settle();
    const customer = await customerOf(organisation);
    expect((await client.subscriptions.list({ customer })).data).toEqual([]);
    const booked = await world.admin.query('select kind, amount::int from billing.revenue where org_id = $1', [id]);
    expect(booked.rows.map(({ kind }) => kind).sort()).toEqual(['paid', 'refunded']);
    expect(booked.rows.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    const notes = await readOperatorNotes(world.system.subgraphs.get('billing')!.db);
    expect(notes.filter(({ orgId }) => orgId === id)).toMatchObject([{ kind: 'late_payment' }]);
  };
  const closed = await furtherWorkspace('Closed Before');
  await openPage(closed, 'tier_1');
  const [session] = (await client.checkout.sessions.list({ status: 'open', limit: 1 })).data;
  await setStatus(closed, 'deleting');
  expect((await openPage(closed, 'tier_1')).code).toBe('WORKSPACE_CLOSED');
  await expect.poll(async () => (await client.checkout.sessions.retrieve(session!.id)).status).toBe('expired');
  world.clock.advance(2_000);
  await emulator.control.advance({ to: Math.floor(world.clock.now().getTime() / 1_000) });
  const late = await client.checkout.sessions.create({
    customer: session!.customer as string,
    mode: 'subscription',
    currency: 'eur',
    line_items: [{ price: (await world.stripe.account.catalogue.priceOf('tier_1'))!.id, quantity: 1 }],
    success_url: 'http://app.offplan.localhost/',
    subscription_data: { metadata: { org_id: uuidOf(closed) } },
  });
  await submit(late.url!, GOOD_CARD);
  await world.settle();
  await returned(closed);

  const raced = await furtherWorkspace('Closed Behind');
  await setStatus(raced, 'free_guest_archived');
  const { url } = await openPage(raced, 'tier_1');
  await setStatus(raced, 'deleting', false);
  await submit(url!, GOOD_CARD);
  await world.settle();
  await returned(raced);
}, 60_000);

it('BIL-29 OPR-2 an Operator sends the Owner the link, or brings an archived Organisation back as a Free Guest; whatever else it is is refused', async () => {
  const organisation = await furtherWorkspace('On Request');
  const orgId = uuidOf(organisation);
  const { db } = world.system.subgraphs.get('identity')!;
  expect(await findOrganisation(db, organisation.slug)).toBe(orgId);
  const order = { orgId, by: 'Maya', reason: 'The Owner asked by a signed ticket.' };
  const options = { appUrl: 'http://app.offplan.localhost' };
  expect(await sendRestoreLink(options, db, order)).toMatchObject({ done: false });
  await setStatus(organisation, 'free_guest_archived');
  expect(await sendRestoreLink(options, db, order)).toEqual({ done: true });
  const [link] = (await world.mailTo(organisation.owner.email, 'restore_workspace')).links;
  expect((await offerOf(organisation, tokenIn(link!))).isOpen).toBe(true);
  world.clock.advance(8 * DAY);
  expect((await offerOf(organisation, tokenIn(link!))).isOpen).toBe(false);
  expect(await Promise.all([unArchive(db, order), unArchive(db, order)])).toEqual([{ done: true }, { done: true }]);
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'free_guest' } });
  const { rows } = await world.admin.query(
    `select actor->>'kind' as kind, personal->>'actorName' as name, data->>'reason' as reason from identity.event
     where org_id = $1 and type = 'organisation.status_changed' and data->'after'->>'status' = 'active'`,
    [orgId],
  );
  expect(rows).toEqual([{ kind: 'operator', name: 'Maya', reason: `free_guest_unarchived: ${order.reason}` }]);
}, 60_000);

it('BIL-17 BIL-27 a further workspace has no trial and goes to Checkout; its reference stands on the invoice that follows', async () => {
  const younger = await furtherWorkspace('Younger');
  const { api } = younger.owner;
  expect(await look(younger)).toMatchObject({
    plan: { tier: { slug: 'free_guest' }, isTrial: false, isEnded: false },
    billing: { currency: 'EUR', isSubscribed: false },
  });
  await api.data('mutation { setInvoiceReference(input: { reference: "PO 7731" }) { __typename } }');
  const { openCheckout } = await api.data(
    'mutation { openCheckout(input: { tier: "tier_1" }) { ... on BillingPageSuccess { url } ... on UserError { code } } }',
  );
  await world.until(
    `select not exists (select from graphile_worker.jobs where task_identifier in ('billing.tell_customer', 'billing.open_customer') and run_at <= now())`,
  );
  const customer = (
    await world.admin.query('select customer_id from billing.stripe_customer where org_id = $1', [uuidOf(younger)])
  ).rows[0].customer_id as string;
  await submit(openCheckout.url, GOOD_CARD);
  await world.settle();
  expect((await look(younger)).plan).toMatchObject({ tier: { slug: 'tier_1' }, isTrial: false });
  const [invoice] = (await world.stripe.client.invoices.list({ customer })).data;
  expect(invoice).toMatchObject({ currency: 'eur', custom_fields: [{ name: 'Reference', value: 'PO 7731' }] });
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
  await world.travel(new Date(end.getTime() - 31 * DAY), DAY);
  expect(await told()).toEqual([]);
  expect((await look(organisation)).billing.notices).toEqual([]);
  await world.travel(new Date(end.getTime() - 29 * DAY), DAY);
  expect(await told()).toMatchObject([{ values: { last4: '4242' } }]);
  const letter = await world.mailTo(organisation.owner.email, 'card_expires');
  expect(letter.subject).toContain(String(new Date(end.getTime() - 1).getUTCDate()));
  await world.travel(new Date(end.getTime() + DAY), DAY);
  expect((await look(organisation)).billing).toMatchObject({ card: { last4: '4242' }, notices: ['CARD_EXPIRED'] });
  await submit((await openPage(organisation, null)).url!, GOOD_CARD);
  await world.settle();
  expect((await look(organisation)).billing.notices).toEqual([]);
  expect(await told()).toHaveLength(1);
}, 60_000);

it('ID-8 a new e-mail of the Owner is with Stripe’s customer a moment after it is confirmed, and a new name of the Organisation too', async () => {
  const organisation = await world.organisation('Reachable');
  const customer = await customerOf(organisation);
  const { owner } = organisation;
  await owner.api.post('/auth/prove', { password: 'correct horse battery staple 42' });
  const email = 'new.owner@reachable.example';
  await owner.api.data(
    'mutation ($email: EmailAddress!) { requestEmailChange(input: { email: $email }) { __typename } }',
    {
      email,
    },
  );
  const token = new URL((await world.mailTo(email, 'confirm_email')).links[0]!).pathname.split('/').at(-1)!;
  expect((await owner.api.post('/auth/confirm-email', { token })).status).toBe(200);
  await owner.api.data('mutation { editOrganisation(input: { name: "Reachable & Co" }) { __typename } }');
  await expect
    .poll(async () => (await world.stripe.client.customers.retrieve(customer)) as object, { timeout: 10_000 })
    .toMatchObject({ email, name: 'Reachable & Co' });
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
  const notes = await readOperatorNotes(world.system.subgraphs.get('billing')!.db);
  expect(notes.filter(({ orgId }) => orgId === id)).toMatchObject([{ kind: 'tax_id_invalid' }]);

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

it('BIL-40 what is booked comes to what Stripe’s balance says, by currency: refunds, one that fails later, disputes', async () => {
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
}, 60_000);

/** Reserves a unit that nobody has touched, or tells why not. */
async function reserve(api: ApiClient, unitId: string): Promise<Record<string, any>> {
  const { flipUnit } = await api.data(
    `mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename ... on UserError { code } ... on NotPermitted { reason leastTier } } }`,
    {
      input: {
        ...{ unitId, expectedVersion: 1, to: 'RESERVED', channel: 'OTHER', isConfirmed: true },
        ...{ buyer: { new: { name: 'Irina Volkova', contact: '12345' } }, idempotencyKey: randomUUID() },
      },
    },
  );
  return flipUnit;
}

const FIT = `query ($tier: String) { organisation {
  projectFit(tier: $tier) { limit unitLimit staying { name } beyond { name } units { project { name } units beyond } }
  seatFit(tier: $tier) { limit staying { user { name } } beyond { user { name } } }
  guestFit(tier: $tier) { limit staying { name } beyond { name } } } }`;

/** Names of what stays and what does not, by what the API says of a tier; without one of the coming plan. */
async function fit({ owner }: TestOrganisation, tier?: string): Promise<Record<string, any>> {
  const { projectFit, seatFit, guestFit } = (await owner.api.data(FIT, { tier })).organisation;
  const names = (list: any[]) => list.map((one) => one.name ?? one.user.name);
  const both = ({ limit, staying, beyond }: any) => ({ limit, staying: names(staying), beyond: names(beyond) });
  return { projects: both(projectFit), seats: both(seatFit), guests: both(guestFit), units: projectFit.units };
}

const KEPT = `__typename ... on UserError { code } ... on TooManyKept { limit tier }`;
const keep = {
  projects: async (api: ApiClient, projectIds: string[]) =>
    (
      await api.data(`mutation ($ids: [ID!]!) { answer: keepProjects(input: { projectIds: $ids }) { ${KEPT} } }`, {
        ids: projectIds,
      })
    ).answer,
  members: async (api: ApiClient, memberIds: string[]) =>
    (
      await api.data(`mutation ($ids: [ID!]!) { answer: keepMembers(input: { memberIds: $ids }) { ${KEPT} } }`, {
        ids: memberIds,
      })
    ).answer,
  guests: async (api: ApiClient, organisationIds: string[]) =>
    (
      await api.data(`mutation ($ids: [ID!]!) { answer: keepGuests(input: { organisationIds: $ids }) { ${KEPT} } }`, {
        ids: organisationIds,
      })
    ).answer,
};

const BEYOND = { __typename: 'NotPermitted', reason: 'BEYOND_PLAN' };

it('BIL-23 a Pro team that is too large for Starter chooses what stays; on the day the rest reads only, in every subgraph, nothing is deleted, and an upgrade frees it at once', async () => {
  const org = await world.organisation('Shrinking');
  const { api } = org.owner;
  await setCard(org);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const projects: TestProject[] = [];
  for (const name of ['Creek', 'Dunes', 'Elm'])
    projects.push(await org.project(name, ['01-01', '01-02', '01-03', '01-04']));
  const [creek, dunes, elm] = projects as [TestProject, TestProject, TestProject];
  const team = [await org.member('Anna', 'ADMIN')];
  for (const name of ['Bilal', 'Chloe', 'Dmitri', 'Elif']) team.push(await org.agent(name));
  const [anna, , , , elif] = team as [any, any, any, any, any];
  const agencies: { agency: TestOrganisation; person: TestPerson }[] = [];
  for (const name of ['First Agency', 'Second Agency', 'Third Agency']) {
    const agency = await world.organisation(name);
    agencies.push({ agency, ...(await org.guest(agency, elm)) });
  }
  await api.data(`mutation ($id: ID!) { setAllocationMode(input: { projectId: $id, mode: OPEN }) { __typename } }`, {
    id: elm.id,
  });

  // What would not fit is said before anything is chosen, from the newest.
  expect(await fit(org, 'tier_1')).toMatchObject({
    projects: { limit: 2, staying: ['Creek', 'Dunes'], beyond: ['Elm'] },
    seats: { limit: 5, beyond: ['Elif'] },
    guests: { limit: 2, staying: ['First Agency', 'Second Agency'], beyond: ['Third Agency'] },
  });
  expect((await fit(org)).projects.beyond).toEqual([]);
  expect((await anna.api.data(FIT, {})).organisation).toEqual({ projectFit: null, seatFit: null, guestFit: null });

  const down = await change(org, 'tier_1');
  await world.until(
    `select bool_and(coming_tier = 'tier_1') from (
    select coming_tier from inventory.entitlement_mirror where org_id = $1 union all select coming_tier from identity.entitlement_mirror where org_id = $1) m`,
    [uuidOf(org)],
  );
  expect((await fit(org)).projects.beyond).toEqual(['Elm']);

  // The Owner alone chooses, of its own things, and no more than fits.
  const { organisation: seen } = await api.data('{ organisation { members { edges { node { id user { id } } } } } }');
  const memberIds = new Map<string, string>(seen.members.edges.map(({ node }: any) => [node.user.id, node.id]));
  const seats = [anna, ...team.slice(2)].map(({ userId }) => memberIds.get(userId)!);
  const elsewhere = await world.organisation('Elsewhere');
  const foreign = await elsewhere.project('Foreign', ['01-01']);
  const { organisation: theirs } = await elsewhere.owner.api.data(
    '{ organisation { members { edges { node { id } } } } }',
  );
  expect(await keep.projects(anna.api, [elm.id])).toMatchObject({ __typename: 'NotPermitted' });
  expect(await keep.projects(api, [elm.id, foreign.id])).toMatchObject({ code: 'PROJECT_NOT_FOUND' });
  expect(await keep.members(api, [theirs.members.edges[0].node.id])).toMatchObject({ code: 'MEMBER_NOT_FOUND' });
  expect(await keep.guests(api, [elsewhere.id])).toMatchObject({ code: 'GUEST_ORGANISATION_NOT_FOUND' });
  expect(
    await keep.projects(
      api,
      projects.map(({ id }) => id),
    ),
  ).toMatchObject({ code: 'TOO_MANY_KEPT', limit: 2, tier: 'tier_1' });
  expect(await keep.members(api, [...memberIds.values()])).toMatchObject({ code: 'TOO_MANY_KEPT', limit: 5 });
  expect(
    await keep.guests(
      api,
      agencies.map(({ agency }) => agency.id),
    ),
  ).toMatchObject({ code: 'TOO_MANY_KEPT', limit: 2 });
  // Of two choices at once one stands whole.
  await Promise.all([keep.projects(api, [creek.id, dunes.id]), keep.projects(api, [elm.id])]);
  expect([
    ['Creek', 'Dunes'],
    ['Elm', 'Creek'],
  ]).toContainEqual((await fit(org)).projects.staying);
  expect(await keep.projects(api, [elm.id])).toMatchObject({ __typename: 'KeepProjectsSuccess' });
  expect(await keep.members(api, seats)).toMatchObject({ __typename: 'KeepMembersSuccess' });
  expect(await keep.guests(api, [agencies[2]!.agency.id])).toMatchObject({ __typename: 'KeepGuestsSuccess' });
  expect(await fit(org)).toMatchObject({
    projects: { staying: ['Elm', 'Creek'], beyond: ['Dunes'] },
    seats: { beyond: ['Bilal'] },
    guests: { staying: ['Third Agency', 'First Agency'], beyond: ['Second Agency'] },
  });
  // Until the day nothing is less than it was.
  expect((await reserve(team[1]!.api, dunes.units.get('01-01')!)).__typename).toBe('FlipUnitSuccess');

  const window = team[1]!.api.live(`subscription ($id: ID!) { unitsChanged(projectId: $id) { cursor mustRefetch } }`, {
    id: elm.id,
  });
  await window.opened;
  await world.travel(new Date(Date.parse(down.preview.takesEffectAt) + DAY));
  expect((await look(org)).plan.tier.slug).toBe('tier_1');
  // Whoever has the workspace open hears that something else holds now.
  await expect.poll(() => window.closed?.code, { timeout: 5_000 }).toBe(4205);

  const refused = { ...BEYOND, leastTier: 'tier_2' };
  expect(await reserve(api, dunes.units.get('01-02')!)).toMatchObject(refused);
  expect((await reserve(api, elm.units.get('01-01')!)).__typename).toBe('FlipUnitSuccess');
  const acts: [string, object][] = [
    ['setAllocationMode', { projectId: dunes.id, mode: 'OPEN' }],
    ['releaseUnits', { projectId: dunes.id, unitIds: [dunes.units.get('01-03')], isReleased: false }],
    ['assignUnits', { projectId: dunes.id, unitIds: [dunes.units.get('01-03')], guestOrganisationId: null }],
    ['assignUnitsToAgent', { projectId: dunes.id, unitIds: [dunes.units.get('01-03')], agentId: elif.userId }],
    ['handOverBuyers', { buyers: { agentId: team[1]!.userId }, toAgentId: elif.userId }],
    [
      'stageUnitList',
      { projectId: dunes.id, fileName: 'l.csv', contentBase64: Buffer.from('Unit,Floor\n1,1\n').toString('base64') },
    ],
    ['undoFlip', { unitId: dunes.units.get('01-01'), expectedVersion: 2, idempotencyKey: randomUUID() }],
  ];
  const act = async (client: ApiClient, name: string, input: object) => {
    const type = name[0]!.toUpperCase() + name.slice(1);
    const { answer } = await client.data(
      `mutation ($input: ${type}Input!) { answer: ${name}(input: $input) { __typename ... on NotPermitted { reason leastTier } } }`,
      { input },
    );
    return answer;
  };
  for (const [name, input] of acts) expect([name, await act(api, name, input)]).toEqual([name, refused]);
  const { project } = await api.data(
    `query ($id: ID!) { project(by: { id: $id }) { isBeyondPlan viewerCan { importUnits { isAllowed reason } }
       buildings { board { units { isBeyondPlan viewerCan { flipTo { isAllowed reason } } } } } } }`,
    { id: dunes.id },
  );
  expect(project).toMatchObject({
    isBeyondPlan: true,
    viewerCan: { importUnits: { isAllowed: false, reason: 'BEYOND_PLAN' } },
  });
  for (const unit of project.buildings[0].board.units)
    expect([unit.isBeyondPlan, ...unit.viewerCan.flipTo.map(({ reason }: any) => reason)]).toEqual([
      true,
      'BEYOND_PLAN',
      'BEYOND_PLAN',
    ]);

  // A seat beyond the plan reads all that it read and changes nothing, but may leave.
  const bilal = team[1]!.api;
  expect(await reserve(bilal, elm.units.get('01-02')!)).toMatchObject(refused);
  const { viewer, project: read } = await bilal.data(
    `query ($id: ID!) { viewer { workspace { isBeyondPlan } } project(by: { id: $id }) { unitCounts { total } viewerCan { importUnits { reason } }
      buildings { board { units { viewerCan { flipTo { reason } } } } } } }`,
    { id: elm.id },
  );
  expect(viewer.workspace.isBeyondPlan).toBe(true);
  expect(read.unitCounts.total).toBe(4);
  expect(read.viewerCan.importUnits.reason).toBe('BEYOND_PLAN');
  expect(read.buildings[0].board.units[0].viewerCan.flipTo[0].reason).toBe('BEYOND_PLAN');
  expect((await reserve(elif.api, elm.units.get('01-02')!)).__typename).toBe('FlipUnitSuccess');
  expect(
    (await bilal.data('mutation { changeLocale(input: { locale: "en" }) { __typename } }')).changeLocale.__typename,
  ).toBe('ChangeProfileSuccess');

  expect(
    (
      await act(bilal, 'assignUnits', {
        projectId: elm.id,
        unitIds: [elm.units.get('01-04')],
        guestOrganisationId: null,
      })
    ).reason,
  ).toBe('BEYOND_PLAN');

  // A guest beyond the plan likewise; which plan its host would need is none of its business.
  expect(await reserve(agencies[1]!.person.api, elm.units.get('01-03')!)).toMatchObject({ ...BEYOND, leastTier: null });
  expect((await reserve(agencies[2]!.person.api, elm.units.get('01-03')!)).__typename).toBe('FlipUnitSuccess');
  const { organisation: rows } = await api.data(
    '{ organisation { members { edges { node { isBeyondPlan user { name } } } } guestGrants { edges { node { isBeyondPlan organisation { name } } } } } }',
  );
  const beyond = (edges: any[]) =>
    edges.filter(({ node }) => node.isBeyondPlan).map(({ node }) => (node.user ?? node.organisation).name);
  expect(beyond(rows.members.edges)).toEqual(['Bilal']);
  expect(beyond(rows.guestGrants.edges)).toEqual(['Second Agency']);

  // The Owner may choose anew after the day, which holds within the second for which the gateway remembers rights.
  expect(await keep.members(api, [memberIds.get(team[1]!.userId)!])).toMatchObject({
    __typename: 'KeepMembersSuccess',
  });
  await expect
    .poll(async () => (await reserve(bilal, elm.units.get('01-04')!)).__typename, { timeout: 2_000 })
    .toBe('FlipUnitSuccess');

  // Whose seat it was instead only reads now, and may leave.
  await expect
    .poll(async () => (await reserve(elif.api, elm.units.get('01-02')!)).reason, { timeout: 2_000 })
    .toBe('BEYOND_PLAN');
  const { leaveOrganisation } = await elif.api.data('mutation { leaveOrganisation { __typename } }');
  expect(leaveOrganisation.__typename).toBe('LeaveOrganisationSuccess');

  const up = await change(org, 'tier_2');
  expect(up.result.__typename).toBe('BillingSuccess');
  const upgradedAt = performance.now();
  await expect
    .poll(async () => (await reserve(agencies[1]!.person.api, creek.units.get('01-01')!)).code, { timeout: 2_000 })
    .toBe('UNIT_NOT_FOUND');
  await expect
    .poll(async () => (await reserve(bilal, dunes.units.get('01-02')!)).__typename, { timeout: 2_000 })
    .toBe('FlipUnitSuccess');
  expect(performance.now() - upgradedAt).toBeLessThan(2_500);
  expect(await fit(org)).toMatchObject({ projects: { beyond: [] }, seats: { beyond: [] }, guests: { beyond: [] } });
}, 90_000);

it('BIL-18 when a plan ends members and roles stay, guests read and flip nothing, an invitation is void; a payment brings all of it back', async () => {
  const org = await world.organisation('Pausing');
  const { api } = org.owner;
  const project = await org.project('Tower', ['01-01', '01-02', '01-03']);
  const agency = await world.organisation('Pausing Agency');
  const { grantId, person: guest } = await org.guest(agency, project);
  await api.data('mutation ($id: ID!) { setAllocationMode(input: { projectId: $id, mode: OPEN }) { __typename } }', {
    id: project.id,
  });
  const agent = await org.agent('Lina');
  await world.travel(new Date(world.clock.now().getTime() + 10 * DAY));
  const late = await world.organisation('Invited Late');
  await api.data(
    'mutation ($email: EmailAddress!) { inviteMember(input: { email: $email, role: SALES_AGENT }) { __typename } }',
    {
      email: late.owner.email,
    },
  );
  const token = new URL((await world.mailTo(late.owner.email, 'member_invitation')).links[0]!).pathname
    .split('/')
    .at(-1);
  const accept = async () =>
    (
      await late.owner.api.data(
        'mutation ($token: String!) { acceptInvitation(input: { token: $token }) { __typename ... on InvitationNotUsable { reason } } }',
        { token },
      )
    ).acceptInvitation;
  await world.travel(new Date(world.clock.now().getTime() + 5 * DAY));
  await world.until(`select status = 'ended' from identity.entitlement_mirror where org_id = $1`, [uuidOf(org)]);
  await world.until(`select status = 'ended' from inventory.entitlement_mirror where org_id = $1`, [uuidOf(org)]);

  const ended = { __typename: 'NotPermitted', reason: 'PLAN_ENDED' };
  const team = async () =>
    (
      await api.data('{ organisation { members { edges { node { id role isBeyondPlan user { id } } } } } }')
    ).organisation.members.edges.map(({ node }: any) => node);
  const before = await team();
  expect(before.map(({ role, isBeyondPlan }: any) => [role, isBeyondPlan])).toEqual([
    ['OWNER', false],
    ['SALES_AGENT', false],
  ]);
  const changeRole = async () =>
    (
      await api.data(
        'mutation ($id: ID!) { changeMemberRole(input: { memberId: $id, role: SALES_MANAGER }) { __typename ... on NotPermitted { reason } } }',
        { id: before[1].id },
      )
    ).changeMemberRole;
  expect(await changeRole()).toEqual(ended);
  const { changeGuestCapabilities } = await api.data(
    'mutation ($id: ID!) { changeGuestCapabilities(input: { grantId: $id, capabilities: [CONTENT] }) { __typename ... on NotPermitted { reason } } }',
    { id: grantId },
  );
  expect(changeGuestCapabilities).toEqual(ended);
  for (const person of [agent.api, guest.api]) {
    expect(await reserve(person, project.units.get('01-01')!)).toMatchObject(ended);
    const { project: seen } = await person.data(
      'query ($id: ID!) { project(by: { id: $id }) { unitCounts { total } } }',
      { id: project.id },
    );
    expect(seen.unitCounts.total).toBe(3);
  }
  expect(await accept()).toEqual({ __typename: 'InvitationNotUsable', reason: 'PLAN_ENDED' });
  expect(await keep.projects(api, [project.id])).toMatchObject({ __typename: 'NotPermitted' });

  const { openCheckout } = await api.data(
    'mutation { openCheckout(input: { tier: "tier_1" }) { ... on BillingPageSuccess { url } ... on UserError { code } } }',
  );
  await submit(openCheckout.url, GOOD_CARD);
  await world.settle();
  await world.until(`select status = 'active' from identity.entitlement_mirror where org_id = $1`, [uuidOf(org)]);
  await world.until(`select status = 'active' from inventory.entitlement_mirror where org_id = $1`, [uuidOf(org)]);
  expect(await accept()).toMatchObject({ __typename: 'AcceptInvitationSuccess' });
  expect((await reserve(agent.api, project.units.get('01-01')!)).__typename).toBe('FlipUnitSuccess');
  expect((await reserve(guest.api, project.units.get('01-02')!)).__typename).toBe('FlipUnitSuccess');
  expect((await changeRole()).__typename).toBe('ChangeMemberRoleSuccess');
  expect((await team()).map(({ role }: any) => role)).toEqual(['OWNER', 'SALES_MANAGER', 'SALES_AGENT']);
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
