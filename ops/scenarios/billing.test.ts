import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeId } from '@offplan/kernel/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../client/api-client.ts';
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
    nextCharge { amountMinor } nextChargeAt openInvoiceUrl invoiceReference invoices { number status total { amountMinor currency } } } }`;

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
  // Taken back a moment after it was paid: it is paid.
  expect((await withdraw()).__typename).toBe('BillingSuccess');
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
  await world.admin.query(`select graphile_worker.add_job('billing.reconcile_with_stripe')`);
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

it('ID-27 BIL-25 whoever closes a workspace is charged no more; brought back it has its plan until then, and the cancellation can be withdrawn', async () => {
  const organisation = await world.organisation('Closing');
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const { api } = organisation.owner;
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
  await api.data('mutation { reopenOrganisation { __typename } }');
  expect((await look(organisation)).billing).toMatchObject({ renewsAt: null, cancelsAt: expect.any(String) });
  expect((await change(organisation, 'tier_1')).preview).toMatchObject({ code: 'PLAN_ENDS' });
  const { withdrawPlanChange } = await api.data('mutation { withdrawPlanChange { __typename } }');
  expect(withdrawPlanChange.__typename).toBe('BillingSuccess');
  expect((await look(organisation)).billing).toMatchObject({ renewsAt: expect.any(String), cancelsAt: null });
}, 60_000);

it('BIL-17 BIL-27 a further workspace has no trial and goes to Checkout; its reference stands on the invoice that follows', async () => {
  const first = await world.organisation('Elder');
  const { api } = first.owner;
  const { createOrganisation } = await api.data(
    'mutation { createOrganisation(input: { name: "Younger", country: "DE" }) { ... on CreateOrganisationSuccess { workspace { organisation { id slug } } } } }',
  );
  const { id, slug } = createOrganisation.workspace.organisation;
  api.workspace = slug;
  const younger = { id, owner: first.owner } as TestOrganisation;
  await world.until('select exists (select from billing.billing_account where org_id = $1)', [uuidOf(younger)]);
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

it('BIL-40 what is booked comes to what Stripe’s balance says, by currency, refunds and disputes included', async () => {
  const organisation = await world.organisation('Refunded');
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const { client } = world.stripe;
  const [charge] = (await client.charges.list({ customer })).data;
  await client.refunds.create({ charge: charge!.id, amount: 10_000 });
  await client.refunds.create({ charge: charge!.id, amount: 5_000 });
  await world.settle();
  const balance: Record<string, number> = {};
  for await (const { type, currency, amount } of client.balanceTransactions.list({ limit: 100 }))
    if (type !== 'payout' && type !== 'stripe_fee') balance[currency] = (balance[currency] ?? 0) + amount;
  const { rows } = await world.admin.query(
    'select currency, sum(amount)::int as sum from billing.revenue group by currency',
  );
  expect(Object.fromEntries(rows.map(({ currency, sum }) => [currency, sum]))).toEqual(balance);
  const own = await world.admin.query(
    'select kind, amount::int from billing.revenue where org_id = $1 order by amount',
    [uuidOf(organisation)],
  );
  expect(own.rows).toEqual([
    { kind: 'refunded', amount: -10_000 },
    { kind: 'refunded', amount: -5_000 },
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
