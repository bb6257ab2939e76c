import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { RequestThrottle } from '../protection/request-throttle.ts';
import { takeStripeEvent } from './stripe-webhook.ts';

const close: (() => void)[] = [];
afterEach(() => {
  for (const one of close.splice(0)) one();
});

/** The webhook alone, with a billing that takes events with the signature `good`. */
async function openWebhook(options: { isStorageAway?: boolean } = {}) {
  const counts = new Map<string, number>();
  const asked = { billing: 0, storage: 0 };
  const storage = {
    async ask<Answer>(_: string, given: object | string): Promise<Answer> {
      asked.storage += 1;
      if (options.isStorageAway) throw new Error('The storage is away');
      const { kind, key, places, limit } = given as { kind: string; key: string; places: number; limit: number };
      const before = counts.get(kind + key) ?? 0;
      counts.set(kind + key, before + places);
      return {
        granted: Math.min(places, Math.max(0, limit - before)),
        remaining: Math.max(0, limit - before - places),
        resetSeconds: 42,
      } as Answer;
    },
  };
  const billing = {
    async ask<Answer>(_: string, given: object | string): Promise<Answer> {
      asked.billing += 1;
      return ((given as { signature: string }).signature === 'good' ? null : 'bad_signature') as Answer;
    },
  };
  const throttle = new RequestThrottle(storage, { auth: 1, graphql: 1 });
  const server = createServer((request, response) => {
    const address = String(request.headers['x-address']);
    void takeStripeEvent({ billing, throttle }, request, response, { requestId: 'x', address, userAgent: null });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const post = (signature: string, address: string) =>
    fetch(url, { method: 'POST', body: '{}', headers: { 'stripe-signature': signature, 'x-address': address } });
  return { post, asked };
}

it('GW-37 BIL-30 an address of which too many events were refused waits and is told how long, before billing hears of it; another one is heard', async () => {
  const { post, asked } = await openWebhook();
  for (let sent = 0; sent < 61; sent += 1) expect((await post('forged', '203.0.113.7')).status).toBe(400);
  const heard = asked.billing;
  const refused = await post('forged', '203.0.113.7');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('42');
  expect(refused.headers.get('ratelimit')).toBe('"refused_event";r=0;t=42');
  expect(asked.billing).toBe(heard);
  expect((await post('good', '203.0.113.8')).status).toBe(200);
});

it('GW-37 BIL-30 accepted events are not counted, however many come; refused ones are answered as such while the counts are away', async () => {
  const { post, asked } = await openWebhook();
  for (let sent = 0; sent < 150; sent += 1) expect((await post('good', '203.0.113.7')).status).toBe(200);
  expect(asked.storage).toBe(0);
  const away = await openWebhook({ isStorageAway: true });
  for (let sent = 0; sent < 3; sent += 1) expect((await away.post('forged', '203.0.113.7')).status).toBe(400);
  expect((await away.post('good', '203.0.113.7')).status).toBe(200);
});
