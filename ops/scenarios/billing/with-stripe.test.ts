import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { closeOperatorNote, listParkedEvents, readOperatorNotes, setUpStripe } from '@offplan/billing';
import { uuidv7 } from '@offplan/kernel/ids';
import { ROLES_PASSWORD } from '@offplan/kernel/testing/roles-password';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { DEMO_PRICING } from '../../local/demo/demo-pricing.ts';
import { freshSecrets } from '../../processes/subgraphs.ts';
import { PASSWORD } from '../../testing/test-organisation.ts';
import type { World } from '../../testing/world.ts';
import { billingActs, DAY, openBillingWorld, uuidOf } from './billing-world.ts';

let world: World;
beforeAll(async () => {
  world = await openBillingWorld();
}, 60_000);
afterAll(() => world?.close());

const { look, customerOf, setCard, change, notesOf, withdraw } = billingActs(() => world);

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
  await withdraw(organisation);
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

it('BIL-25 BIL-30 setting the account up once more brings what is there into line: the portal asks for the reason of a cancellation, a webhook that is off goes on, one of another version gets a successor and is switched off when told so', async () => {
  const { client } = world.stripe;
  const urls = { appUrl: 'https://app.set-up.example', webhookUrl: 'http://127.0.0.1:9/' };
  const setUp = (retiresOldWebhooks = false) => setUpStripe(client, DEMO_PRICING, { ...urls, retiresOldWebhooks });
  const hooks = async () =>
    (await client.webhookEndpoints.list({ limit: 100 })).data.filter(({ url }) => url === urls.webhookUrl);
  onTestFinished(async () => {
    for (const { id } of await hooks()) await client.webhookEndpoints.del(id);
  });
  const [portal] = (await client.billingPortal.configurations.list()).data;
  await client.billingPortal.configurations.update(portal!.id, {
    features: { subscription_cancel: { enabled: false, cancellation_reason: { enabled: false, options: [] } } },
  });
  const old = await client.webhookEndpoints.create({ url: urls.webhookUrl, enabled_events: ['customer.updated'] });
  // Told to retire at once it does not: nobody knows the new secret yet.
  const first = await setUp(true);
  expect(first).toEqual({ webhookSecret: expect.stringMatching(/^whsec_/), oldWebhooks: [old.id] });
  const successor = (await hooks()).find(({ id }) => id !== old.id)!;
  expect(successor).toMatchObject({ status: 'enabled', api_version: '2026-10-28.endive' });
  const portals = (await client.billingPortal.configurations.list()).data;
  expect(portals).toMatchObject([
    {
      id: portal!.id,
      business_profile: { privacy_policy_url: `${urls.appUrl}/terms` },
      features: {
        subscription_cancel: {
          enabled: true,
          mode: 'at_period_end',
          cancellation_reason: { enabled: true, options: expect.arrayContaining(['too_expensive', 'other']) },
        },
      },
    },
  ]);
  await client.webhookEndpoints.update(successor.id, { disabled: true, enabled_events: ['customer.updated'] });
  expect(await setUp()).toEqual({ webhookSecret: null, oldWebhooks: [old.id] });
  const statuses = async () => Object.fromEntries((await hooks()).map(({ id, status }) => [id, status]));
  expect(await statuses()).toEqual({ [old.id]: 'enabled', [successor.id]: 'enabled' });
  expect((await client.webhookEndpoints.retrieve(successor.id)).enabled_events).toEqual(successor.enabled_events);
  expect(await setUp(true)).toEqual({ webhookSecret: null, oldWebhooks: [] });
  expect(await statuses()).toEqual({ [old.id]: 'disabled', [successor.id]: 'enabled' });
  expect(await setUp()).toEqual({ webhookSecret: null, oldWebhooks: [] });
}, 60_000);

const REPLAY = fileURLToPath(new URL('../../processes/replay-stripe-events.ts', import.meta.url));

/** What an Operator runs, beside the services. */
async function replay(...args: string[]): Promise<{ code: number; lines: any[]; complaint: string }> {
  const secrets = freshSecrets();
  const env = {
    ...process.env,
    OFFPLAN_MODE: 'local',
    OFFPLAN_LOG_LEVEL: 'silent',
    OFFPLAN_DATABASE_URL: world.databaseUrl,
    OFFPLAN_DATABASE_PASSWORD: ROLES_PASSWORD,
    OFFPLAN_AUDIT_SEAL_KEY: secrets.auditSealKey,
    OFFPLAN_MAIL_SEAL_KEY: secrets.mailSealKey,
    OFFPLAN_SIGN_IN_SEAL_KEY: secrets.signInSealKey,
  };
  const ran = await promisify(execFile)(process.execPath, ['--import', 'tsx', REPLAY, ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (fault) => fault as { code: number; stdout: string; stderr: string },
  );
  const lines = ran.stdout.split('\n').filter(Boolean);
  return { code: ran.code, lines: lines.map((line) => JSON.parse(line)), complaint: ran.stderr };
}

it('BIL-33 an event that cannot be worked off is parked and noted for Operators, who list the parked ones by type, time and id and replay them; the note goes when it is done', async () => {
  const organisation = await world.organisation('Parked');
  const orgId = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await world.settle();
  const { client, emulator } = world.stripe;
  const { db } = world.system.subgraphs.get('billing')!;
  const notes = async () => (await readOperatorNotes(db)).filter(({ kind }) => kind === 'event_parked');
  /** Lets the last of its attempts come, and fail. */
  const giveUp = async (event: string) => {
    await world.until('select exists (select from billing.stripe_event where id = $1 and attempts > 0)', [event]);
    await world.admin.query(`update billing.stripe_event set attempts = 8 where id = $1 and state = 'received'`, [
      event,
    ]);
    await world.until(
      `with again as (update graphile_worker._private_jobs set run_at = now() where key = 'stripe ' || $1 and locked_at is null)
       select exists (select from billing.stripe_event where id = $1 and state = 'parked')`,
      [event],
    );
  };
  const newest = async () => (await client.events.list({ type: 'customer.updated', limit: 1 })).data[0]!.id;
  await emulator.control.failNext({
    kind: 'error_500',
    method: 'GET',
    path: `/v1/customers/${customer}`,
    count: 1_000,
  });
  await client.customers.update(customer, { phone: '+97151' });
  const event = await newest();
  await giveUp(event);
  expect(await notes()).toMatchObject([{ orgId, data: { event, type: 'customer.updated' } }]);
  // One of somebody whom we do not know is nobody's, and no less noted.
  const stranger = await client.customers.create({ metadata: { org_id: uuidv7() } });
  await client.customers.update(stranger.id, { phone: '+97152' });
  const strange = await newest();
  await giveUp(strange);
  expect(await notes()).toMatchObject([{ orgId }, { orgId: null, data: { event: strange } }]);

  const [listed, backwards] = await Promise.all([
    replay('--list', '--since', '2026-01-01'),
    replay('--since', '2027-01-01', '--until', '2026-01-01'),
  ]);
  expect(backwards).toEqual({ code: 1, lines: [], complaint: expect.stringContaining('before --until') });
  expect(listed).toMatchObject({ code: 0, complaint: '' });
  expect(listed.lines.map(({ id }) => id).sort()).toEqual([event, strange].sort());
  expect(listed.lines.find(({ id }) => id === event)).toEqual({
    id: event,
    type: 'customer.updated',
    receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    error: expect.stringContaining('unknown error'),
  });
  for (const which of [{ type: 'invoice.paid' }, { until: new Date(0) }, { since: new Date('2100-01-01') }])
    expect(await listParkedEvents(db, which)).toEqual([]);
  expect(await notes()).toHaveLength(2);

  const key = `event_parked:${strange}`;
  expect(await closeOperatorNote(db, { orgId: null, key, by: 'Maya' })).toBe(true);
  await emulator.control.clearFailures();
  expect(await replay('--type', 'customer.updated', '--since', '2026-01-01')).toMatchObject({ code: 0, complaint: '' });
  await giveUp(strange);
  await world.settle();
  // The one is done; the other was closed too early, and is there again.
  expect(await notes()).toMatchObject([{ orgId: null, key }]);
  const { rows } = await world.admin.query('select state from billing.stripe_event where id = $1', [event]);
  expect(rows).toEqual([{ state: 'done' }]);
}, 90_000);

it('BIL-34 what only the daily comparison has put right is noted for Operators, once a day; what an event is about to tell is none of it', async () => {
  const organisation = await world.organisation('Drifted');
  const orgId = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY), DAY);
  const { client, emulator } = world.stripe;
  const subscription = (await client.subscriptions.list({ customer })).data[0]!.id;
  const invoice = (await client.invoices.list({ customer })).data[0]!.id;
  const notes = () => notesOf(orgId);
  const compare = async () => {
    await world.admin.query(`select graphile_worker.add_job('billing.compare_customer', $1)`, [
      JSON.stringify({ orgId }),
    ]);
    await world.until(
      `select not exists (select from graphile_worker.jobs where task_identifier = 'billing.compare_customer')`,
    );
    await world.settle();
  };
  await compare();
  expect(await notes()).toEqual([]);
  for (let time = 1; time <= 2; time += 1) {
    await world.admin.query(`update billing.subscription set tier = 'tier_1' where org_id = $1`, [orgId]);
    await world.admin.query(`update billing.invoice set status = 'open' where org_id = $1`, [orgId]);
    await world.admin.query('update billing.billing_account set card = null where org_id = $1', [orgId]);
    await compare();
    expect(await look(organisation)).toMatchObject({
      plan: { tier: { slug: 'tier_2' } },
      billing: { card: { last4: '4242' }, invoices: [{ status: 'PAID' }] },
    });
  }
  const drift = {
    kind: 'drift',
    data: {
      differences: [
        { of: 'subscription', id: subscription, fields: ['tier'] },
        { of: 'invoice', id: invoice, fields: ['status'] },
        { of: 'card', id: null, fields: [] },
      ],
    },
  };
  expect(await notes()).toMatchObject([drift]);
  await world.travel(new Date(world.clock.now().getTime() + DAY), DAY);
  await emulator.control.addWebhookFault({ kind: 'drop', types: ['customer.subscription.updated'] });
  await client.subscriptions.update(subscription, { cancel_at_period_end: true });
  await compare();
  expect((await look(organisation)).billing.cancelsAt).not.toBeNull();
  expect(await notes()).toMatchObject([drift]);
  await world.admin.query('update billing.subscription set cancels_at = null where org_id = $1', [orgId]);
  await world.travel(new Date(world.clock.now().getTime() + DAY / 24), DAY);
  await compare();
  expect(await notes()).toMatchObject([
    drift,
    { kind: 'drift', data: { differences: [{ of: 'subscription', id: subscription, fields: ['cancelsAt'] }] } },
  ]);
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
  await owner.api.post('/auth/prove', { password: PASSWORD });
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
