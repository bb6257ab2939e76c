import { findOrganisation, sendRestoreLink, unArchive } from '@offplan/identity';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GOOD_CARD, submit } from '../../stripe-emulator/testing/target.ts';
import { PASSWORD, type TestOrganisation } from '../../testing/test-organisation.ts';
import type { World } from '../../testing/world.ts';
import { billingActs, DAY, openBillingWorld, uuidOf } from './billing-world.ts';

let world: World;
beforeAll(async () => {
  world = await openBillingWorld();
}, 60_000);
afterAll(() => world?.close());

const { look, customerOf, setCard, furtherWorkspace, openPage, change, notesOf, withdraw, close } = billingActs(
  () => world,
);

it('ID-27 BIL-25 BIL-29 whoever closes a workspace is charged no more, and its open page is closed; brought back it has its plan until then, and the cancellation can be withdrawn', async () => {
  const organisation = await world.organisation('Closing');
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const { api } = organisation.owner;
  await openPage(organisation, null);
  await close(organisation);
  await world.until('select cancels_at is not null from billing.subscription where org_id = $1', [
    uuidOf(organisation),
  ]);
  expect((await world.stripe.client.subscriptions.list({ customer })).data[0]!.cancel_at_period_end).toBe(true);
  expect((await world.stripe.client.checkout.sessions.list({ customer, status: 'open' })).data).toEqual([]);
  await api.data('mutation { reopenOrganisation { __typename } }');
  expect((await look(organisation)).billing).toMatchObject({ renewsAt: null, cancelsAt: expect.any(String) });
  expect((await change(organisation, 'tier_1')).preview).toMatchObject({ code: 'PLAN_ENDS' });
  expect(await withdraw(organisation)).toMatchObject({ __typename: 'BillingSuccess' });
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

it('ID-27 BIL-29 closing ends a plan that is not paid at once and takes back what is open, also of an upgrade that waits, so that no card is charged later', async () => {
  const { client, emulator } = world.stripe;
  const owing = await world.organisation('Owing');
  const owingCustomer = await customerOf(owing);
  await setCard(owing, 'pm_card_chargeCustomerFail');
  await world.travel(new Date(world.clock.now().getTime() + 14.5 * DAY));
  expect((await look(owing)).plan.paymentTrouble).toBe('FAILED');
  const waiting = await world.organisation('Waiting');
  const waitingCustomer = await customerOf(waiting);
  await setCard(waiting);
  await change(waiting, 'tier_1');
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY), DAY);
  await emulator.control.overrideCard({ of: waitingCustomer, outcome: 'requires_action' });
  const { url } = (await change(waiting, 'tier_2')).result;
  expect(url).toContain('/i/');
  const paidBefore = (await client.invoices.list({ customer: waitingCustomer, status: 'paid' })).data.length;

  for (const organisation of [owing, waiting]) await setStatus(organisation, 'deleting');
  await world.until(
    `select bool_and(status = 'canceled' or cancels_at is not null) from billing.subscription where org_id = any ($1)`,
    [[uuidOf(owing), uuidOf(waiting)]],
  );
  for (const customer of [owingCustomer, waitingCustomer])
    await expect
      .poll(async () => (await client.invoices.list({ customer, status: 'open' })).data, { timeout: 10_000 })
      .toEqual([]);
  expect((await client.subscriptions.list({ customer: owingCustomer, status: 'all' })).data).toMatchObject([
    { status: 'canceled' },
  ]);
  expect((await client.subscriptions.list({ customer: waitingCustomer })).data).toMatchObject([
    { status: 'active', cancel_at_period_end: true, pending_update: null },
  ]);
  // The bank's page of the upgrade is still in a tab, and a card that works has been set: nothing comes of either.
  await submit(`${url}/authenticate`, { authentication: 'complete' });
  const method = await client.paymentMethods.attach('pm_card_visa', { customer: owingCustomer });
  await client.customers.update(owingCustomer, { invoice_settings: { default_payment_method: method.id } });
  await world.travel(new Date(world.clock.now().getTime() + 40 * DAY), DAY);
  expect((await client.charges.list({ customer: owingCustomer })).data.filter(({ paid }) => paid)).toEqual([]);
  expect((await client.invoices.list({ customer: waitingCustomer, status: 'paid' })).data).toHaveLength(paidBefore);
  expect([...(await notesOf(uuidOf(owing))), ...(await notesOf(uuidOf(waiting)))]).toEqual([]);
}, 60_000);

it('ID-27 BIL-29 money that Stripe still took for the old plan when the workspace was closed already goes back by a credit note, once, and is before the Operators', async () => {
  const { client, emulator } = world.stripe;
  const organisation = await world.organisation('Faster Card');
  const orgId = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation, 'pm_card_chargeCustomerFail');
  await world.travel(new Date(world.clock.now().getTime() + 14.5 * DAY));
  const [open] = (await client.invoices.list({ customer, status: 'open' })).data;
  // Stripe takes the money after the closing and before billing hears of that.
  const closedAt = world.clock.now();
  world.clock.advance(2_000);
  await emulator.control.advance({ to: Math.floor(world.clock.now().getTime() / 1_000) });
  const method = await client.paymentMethods.attach('pm_card_visa', { customer });
  await client.invoices.pay(open!.id!, { payment_method: method.id });
  await world.settle();
  expect((await look(organisation)).plan.paymentTrouble).toBeNull();
  const heardAt = world.clock.now();
  world.clock.set(closedAt);
  await setStatus(organisation, 'deleting');
  world.clock.set(heardAt);
  const returned = () =>
    world.until(
      `select count(*) = 1 and bool_and(data->>'invoiceId' = $2) from billing.event where org_id = $1 and type = 'subscription.late_taken_back'`,
      [orgId, open!.id],
    );
  await returned();
  await world.settle();
  expect((await client.creditNotes.list({ customer })).data).toMatchObject([{ invoice: open!.id, total: open!.total }]);
  expect((await client.refunds.list({})).data[0]).toMatchObject({ amount: open!.total });
  expect((await client.subscriptions.list({ customer })).data).toEqual([]);
  // However often it is looked at.
  const [event] = (await client.events.list({ type: 'invoice.paid', limit: 1 })).data;
  await emulator.control.resend(event!.id);
  await world.admin.query(`select graphile_worker.add_job('billing.return_late_payments', $1)`, [
    JSON.stringify({ orgId }),
  ]);
  await world.until(
    `select not exists (select from graphile_worker.jobs where task_identifier = 'billing.return_late_payments')`,
  );
  await world.settle();
  await returned();
  expect((await client.creditNotes.list({ customer })).data).toHaveLength(1);
  const booked = await world.admin.query('select sum(amount)::int as sum from billing.revenue where org_id = $1', [
    orgId,
  ]);
  expect(booked.rows).toEqual([{ sum: 0 }]);
  expect(await notesOf(orgId)).toMatchObject([{ kind: 'late_payment', data: { invoiceId: open!.id } }]);
}, 60_000);

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
    expect(await notesOf(id)).toMatchObject([{ kind: 'late_payment' }]);
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

it('ID-8 a new e-mail of the Owner is with Stripe’s customer a moment after it is confirmed, and a new name of the Organisation too', async () => {
  const organisation = await world.organisation('Reachable');
  const customer = await customerOf(organisation);
  const { owner } = organisation;
  await owner.api.post('/auth/prove', { password: PASSWORD });
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
