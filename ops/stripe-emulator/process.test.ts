import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StripeEmulator, startStripeEmulator } from './start-stripe-emulator.ts';
import { clientOf, createCatalogue, refusal } from './testing/target.ts';

const DAY = 86_400;
let emulator: StripeEmulator;
let stripe: Stripe;

/** A merchant's endpoint that remembers what came, and answers as it is told. */
interface Receiver {
  url: string;
  received: { body: string; signature: string }[];
  answer: number;
  server: Server;
}

async function openReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: '', received: [], answer: 200, server: createServer() };
  receiver.server.on('request', async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    receiver.received.push({
      body: Buffer.concat(chunks).toString('utf8'),
      signature: String(request.headers['stripe-signature']),
    });
    response.writeHead(receiver.answer).end();
  });
  await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(receiver.server.address() as AddressInfo).port}/hooks`;
  return receiver;
}

beforeAll(async () => {
  emulator = await startStripeEmulator({ strict: true });
  stripe = clientOf(emulator);
});
afterAll(() => emulator?.stop());
beforeEach(() => emulator.control.reset());

describe('the process', () => {
  it('does not run in production', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./main.ts', import.meta.url))], {
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
    expect(said).toContain('does not run in production');
  });

  it('has every write that it answered after a kill -9, and does what was due meanwhile', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'stripe-emulator-'));
    const doomed = await startStripeEmulator({ dataFolder, strict: true });
    try {
      const client = clientOf(doomed);
      const { pro } = await createCatalogue(client);
      const ids: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        const customer = await client.customers.create(
          { name: `Round ${round}` },
          { idempotencyKey: `round-${round}` },
        );
        ids.push(customer.id);
        await doomed.kill();
        await doomed.restart();
        const replayed = await client.customers.create(
          { name: `Round ${round}` },
          { idempotencyKey: `round-${round}` },
        );
        expect(replayed.id).toBe(customer.id);
      }
      const all = await client.customers.list({ limit: 100 });
      expect(all.data.map(({ id }) => id)).toEqual(ids.reverse());
      const trial = await client.subscriptions.create({
        customer: ids[0]!,
        items: [{ price: pro.id }],
        trial_period_days: 1,
        trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
      });
      const { now } = await doomed.control.clock();
      await doomed.control.setClock({ mode: 'running', offset: 2 * DAY });
      await doomed.kill();
      await doomed.restart();
      expect((await doomed.control.clock()).now).toBeGreaterThanOrEqual(now + 2 * DAY);
      expect((await client.subscriptions.retrieve(trial.id)).status).toBe('canceled');
    } finally {
      await doomed.stop();
      await rm(dataFolder, { recursive: true });
    }
  });

  it('says 501 for what it does not have, 401 without a test key, 400 for another version', async () => {
    const ask = (path: string, headers: Record<string, string>) => fetch(`${emulator.address}${path}`, { headers });
    const key = { authorization: `Bearer ${emulator.secretKey}` };
    const unknown = await ask('/v1/coupons', key);
    expect([unknown.status, (await unknown.json()) as object]).toMatchObject([
      501,
      { error: { code: 'emulator_not_implemented' } },
    ]);
    expect((await ask('/v1/customers', {})).status).toBe(401);
    expect((await ask('/v1/customers', { authorization: 'Bearer sk_live_1' })).status).toBe(401);
    expect((await ask('/v1/customers', { ...key, 'stripe-version': '2020-08-27' })).status).toBe(400);
    const known = await ask('/v1/customers', {
      authorization: `Basic ${Buffer.from(`${emulator.secretKey}:`).toString('base64')}`,
    });
    expect(known.status).toBe(200);
    expect(known.headers.get('request-id')).toMatch(/^req_/);
    const ignored = await refusal(
      stripe.subscriptions.create({ customer: 'cus_x', items: [], on_behalf_of: 'acct_x' }),
    );
    expect(ignored).toMatchObject({ statusCode: 501, code: 'emulator_not_implemented' });
  });
});

describe('failures on demand', () => {
  it('fails before, after and instead of an answer; the key decides what a second try does', async () => {
    const create = (key: string) => stripe.customers.create({ name: key }, { idempotencyKey: key });
    const count = async () => (await stripe.customers.list({ limit: 100 })).data.length;
    await emulator.control.failNext({ kind: 'error_500', method: 'POST', path: '/v1/customers' });
    expect((await refusal(create('a'))).statusCode).toBe(500);
    expect(await count()).toBe(0);
    await emulator.control.failNext({ kind: 'rate_limit' });
    expect((await refusal(create('a'))).statusCode).toBe(429);
    await emulator.control.failNext({ kind: 'reset_after' });
    // The package itself tries a closed connection once more, with the same key.
    expect((await create('b')).lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(await count()).toBe(1);
    await emulator.control.failNext({ kind: 'error_500_kept', method: 'POST' });
    expect((await refusal(create('c'))).statusCode).toBe(500);
    expect((await refusal(create('c'))).statusCode).toBe(500);
    await emulator.control.advance({ seconds: DAY });
    expect((await create('c')).name).toBe('c');
    await emulator.control.failNext({ kind: 'delay', milliseconds: 200, method: 'POST' });
    const [slow, second] = await Promise.allSettled([
      create('d'),
      new Promise((resolve) => setTimeout(resolve, 60)).then(() => create('d')),
    ]);
    expect(slow.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { statusCode: 409 } });
  });

  it('keeps a declined card for its key, but no request that was wrong', async () => {
    const { pro } = await createCatalogue(stripe);
    const customer = await stripe.customers.create({ name: 'Declined' });
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    const params = {
      customer: customer.id,
      items: [{ price: pro.id }],
      default_payment_method: card.id,
      payment_behavior: 'error_if_incomplete' as const,
    };
    await emulator.control.overrideCard({ of: customer.id, outcome: 'declined', decline_code: 'lost_card' });
    const first = await refusal(stripe.subscriptions.create(params, { idempotencyKey: 'declined' }));
    expect(first).toMatchObject({ statusCode: 402, decline_code: 'lost_card' });
    const again = await refusal(stripe.subscriptions.create(params, { idempotencyKey: 'declined' }));
    expect(again.headers?.['idempotent-replayed']).toBe('true');
    expect((await stripe.subscriptions.create(params, { idempotencyKey: 'other' })).status).toBe('active');
    // A fault too, with the request that had it; the package does not retry in vain.
    await emulator.control.failNext({ kind: 'error_500_kept', method: 'POST', path: '/v1/customers' });
    const fault = await refusal(stripe.customers.create({ name: 'Kept' }, { idempotencyKey: 'kept' }));
    expect(fault).toMatchObject({ statusCode: 500, headers: { 'stripe-should-retry': 'false' } });
    const later = await refusal(stripe.customers.create({ name: 'Kept' }, { idempotencyKey: 'kept' }));
    expect(later.headers).toMatchObject({ 'idempotent-replayed': 'true', 'original-request': fault.requestId });
    expect(later.requestId).not.toBe(fault.requestId);
    await refusal(stripe.customers.create({ foo: 1 } as never, { idempotencyKey: 'wrong' }));
    expect((await stripe.customers.create({ name: 'Right' }, { idempotencyKey: 'wrong' })).name).toBe('Right');
  });
});

describe('webhooks', () => {
  it('signs like Stripe, also with two secrets, and with a wrong or old signature when asked', async () => {
    const receiver = await openReceiver();
    const endpoint = await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['customer.created'],
      api_version: '2026-10-28.endive',
    });
    const read = (index: number, secret: string) =>
      stripe.webhooks.constructEvent(receiver.received[index]!.body, receiver.received[index]!.signature, secret);
    await stripe.customers.create({ name: 'First' }, { idempotencyKey: 'first' });
    await emulator.control.settleDeliveries();
    const event = read(0, endpoint.secret!);
    expect(event).toMatchObject({
      type: 'customer.created',
      api_version: '2026-10-28.endive',
      request: { idempotency_key: 'first' },
    });
    expect(event.data.object).toMatchObject({ name: 'First' });
    await emulator.control.setSecrets(endpoint.id, ['whsec_new', endpoint.secret!]);
    await stripe.customers.create({ name: 'Second' });
    await emulator.control.settleDeliveries();
    expect(read(1, 'whsec_new').id).toBe(read(1, endpoint.secret!).id);
    expect(() => read(1, 'whsec_other')).toThrow(/signature/i);
    await emulator.control.addWebhookFault({ kind: 'wrong_signature' });
    await stripe.customers.create({ name: 'Third' });
    await emulator.control.settleDeliveries();
    expect(() => read(2, 'whsec_new')).toThrow(/signature/i);
    await emulator.control.addWebhookFault({ kind: 'old_timestamp', seconds: 400 });
    await stripe.customers.create({ name: 'Fourth' });
    await emulator.control.settleDeliveries();
    expect(() => read(3, 'whsec_new')).toThrow(/tolerance/);
    receiver.server.close();
  });

  it('duplicates, drops, doubles and shuffles on demand; retries on its own clock; sends again', async () => {
    const receiver = await openReceiver();
    await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] });
    const ids = () => receiver.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);
    await emulator.control.addWebhookFault({ kind: 'duplicate', times: 2 });
    await stripe.customers.create({ name: 'Thrice' });
    await emulator.control.settleDeliveries();
    expect([ids().length, new Set(ids()).size]).toEqual([3, 1]);
    receiver.received.length = 0;
    await emulator.control.addWebhookFault({ kind: 'second_event' });
    await stripe.customers.create({ name: 'Two events' });
    await emulator.control.settleDeliveries();
    expect(new Set(ids()).size).toBe(2);
    receiver.received.length = 0;
    await emulator.control.addWebhookFault({ kind: 'drop' });
    await stripe.customers.create({ name: 'Lost' });
    await emulator.control.settleDeliveries();
    expect(ids()).toHaveLength(0);
    const [lost] = (await stripe.events.list({ delivery_success: false })).data;
    await emulator.control.resend(lost!.id);
    await emulator.control.settleDeliveries();
    expect(ids()).toEqual([lost!.id]);
    receiver.received.length = 0;
    receiver.answer = 500;
    await stripe.customers.create({ name: 'Retried' });
    await emulator.control.settleDeliveries();
    await emulator.control.advance({ seconds: 61 });
    expect(ids()).toHaveLength(2);
    receiver.answer = 200;
    await emulator.control.advance({ seconds: 301 });
    expect(ids()).toHaveLength(3);
    expect(new Set(ids()).size).toBe(1);
    expect(await emulator.control.deliveries({ event: ids()[0]! })).toMatchObject([
      { state: 'delivered', attempts: [{ status: 500 }, { status: 500 }, { status: 200 }] },
    ]);
    receiver.received.length = 0;
    await emulator.control.setDeliveryOrder({ shuffle: 'a seed', window: 50 });
    await Promise.all(Array.from({ length: 20 }, (_, index) => stripe.customers.create({ name: `Shuffled ${index}` })));
    await emulator.control.settleDeliveries();
    expect(ids()).toHaveLength(20);
    expect(ids()).not.toEqual([...ids()].sort());
    receiver.server.close();
  });

  it('brings the events of each instant before the next one when the clock is moved', async () => {
    const receiver = await openReceiver();
    await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['customer.subscription.trial_will_end', 'customer.subscription.deleted'],
    });
    const seen: [string, string][] = [];
    const { pro } = await createCatalogue(stripe);
    const customer = await stripe.customers.create({ name: 'Trial' });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: pro.id }],
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    });
    receiver.server.removeAllListeners('request');
    receiver.server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { type } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { type: string };
      seen.push([type, (await stripe.subscriptions.retrieve(subscription.id)).status]);
      response.writeHead(200).end();
    });
    await emulator.control.advance({ seconds: 20 * DAY });
    expect(seen).toEqual([
      ['customer.subscription.trial_will_end', 'trialing'],
      ['customer.subscription.deleted', 'canceled'],
    ]);
    receiver.server.close();
  });
});

describe('snapshots', () => {
  it('goes back to a state that was kept', async () => {
    await stripe.customers.create({ name: 'Kept' });
    const snapshot = await emulator.control.snapshot();
    await stripe.customers.create({ name: 'Forgotten' });
    await emulator.control.restore(snapshot);
    expect((await stripe.customers.list()).data.map(({ name }) => name)).toEqual(['Kept']);
  });
});
