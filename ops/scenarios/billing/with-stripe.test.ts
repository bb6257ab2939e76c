import { afterAll, beforeAll, expect, it } from 'vitest';
import type { World } from '../../testing/world.ts';
import { billingActs, DAY, openBillingWorld, uuidOf } from './billing-world.ts';

let world: World;
beforeAll(async () => {
  world = await openBillingWorld();
}, 60_000);
afterAll(() => world?.close());

const { look, customerOf, setCard, change } = billingActs(() => world);

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
  const grown = async () => (await refused()).map(({ reason, times }) => [reason, times - (before.get(reason) ?? 0)]);
  // They are counted in memory and written together.
  await expect.poll(grown, { timeout: 10_000 }).toEqual([
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

it('BIL-24 BIL-35 a customer whose making was never answered is the one that is found, also when the Owner has another e-mail by then, and hears of it', async () => {
  const { emulator, client } = world.stripe;
  // Done, and nobody is told: each call, and its repetitions.
  await emulator.control.failNext({ kind: 'reset_after', method: 'POST', path: '/v1/customers', count: 100 } as never);
  const organisation = await world.organisation('Unanswered');
  const id = uuidOf(organisation);
  await world.until(
    `select exists (select from graphile_worker.jobs where key = 'customer ' || $1 and attempts > 0 and locked_at is null)`,
    [id],
  );
  const { owner } = organisation;
  await owner.api.post('/auth/prove', { password: 'correct horse battery staple 42' });
  const email = 'another@unanswered.example';
  await owner.api.data(
    'mutation ($email: EmailAddress!) { requestEmailChange(input: { email: $email }) { __typename } }',
    { email },
  );
  const token = new URL((await world.mailTo(email, 'confirm_email')).links[0]!).pathname.split('/').at(-1)!;
  expect((await owner.api.post('/auth/confirm-email', { token })).status).toBe(200);
  await world.until('select owner_email = $2 from billing.billing_account where org_id = $1', [id, email]);
  await emulator.control.clearFailures();
  await world.admin.query(`update graphile_worker._private_jobs set run_at = now() where key = 'customer ' || $1`, [
    id,
  ]);
  const customer = await customerOf(organisation);
  await expect
    .poll(async () => (await client.customers.retrieve(customer)) as object, { timeout: 10_000 })
    .toMatchObject({ email });
  const all = await client.customers.list({ limit: 100 });
  expect(all.data.filter(({ metadata }) => metadata.org_id === id)).toHaveLength(1);
}, 60_000);
