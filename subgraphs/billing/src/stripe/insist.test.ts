import Stripe from 'stripe';
import { beforeEach, expect, it } from 'vitest';
import { insist } from './insist.ts';

/** Stripe's memory of keys: the first answer to each, with the request that it was given to. */
let kept: Map<string, { request: string; params: string; answer: string | null }>;
let requests: number;
/** How many more requests with a new key fail with a 500 that is kept. */
let failing: number;
/** How often it was really done. */
let done: string[];
beforeEach(() => {
  kept = new Map();
  requests = 0;
  failing = 0;
  done = [];
});

const raw = (statusCode: number, headers: Record<string, string>) =>
  ({ statusCode, headers, type: 'api_error', message: 'An unknown error occurred' }) as never;

const askWith =
  (params: string) =>
  async (key: string): Promise<string> => {
    requests += 1;
    const request = `req_${requests}`;
    const known = kept.get(key);
    if (known && known.params !== params) throw new Stripe.errors.StripeIdempotencyError(raw(400, {}));
    if (known?.answer) return known.answer;
    if (known)
      throw new Stripe.errors.StripeAPIError(
        raw(500, { 'idempotent-replayed': 'true', 'original-request': known.request, 'request-id': request }),
      );
    const answer = failing > 0 ? null : `done ${params}`;
    kept.set(key, { request, params, answer });
    if (answer) done.push(params);
    else failing -= 1;
    if (answer) return answer;
    throw new Stripe.errors.StripeAPIError(raw(500, { 'stripe-should-retry': 'false', 'request-id': request }));
  };
const ask = askWith('it');

it('BIL-35 after incident upon incident, each of which spends its keys for a day, whoever asks next does so with a new key, and it is done once', async () => {
  for (let attempt = 0; attempt < 12; attempt += 1) {
    failing = 1_000;
    const before = kept.size;
    await expect(insist('key', ask)).rejects.toThrow('unknown error');
    // Something new was tried, and not without end.
    expect(kept.size - before).toBeGreaterThanOrEqual(1);
    expect(kept.size - before).toBeLessThanOrEqual(3);
  }
  failing = 0;
  expect(await insist('key', ask)).toBe('done it');
  // Another process goes the same way and gets the same answer.
  expect(await insist('key', ask)).toBe('done it');
  expect(done).toEqual(['it']);
  expect(Math.max(...[...kept.keys()].map((key) => key.length))).toBeLessThan(40);
});

it('BIL-35 what was done although the answer was a fault is found, and not asked for again', async () => {
  failing = 1;
  expect(await insist('key', ask, async () => 'there')).toBe('there');
  expect(kept.size).toBe(1);
});

it('BIL-35 a key that stands for other parameters, as a name has changed since, is passed by when nothing is found', async () => {
  failing = 1_000;
  await expect(insist('key', askWith('old name'))).rejects.toThrow();
  failing = 0;
  expect(await insist('key', askWith('new name'), async () => null)).toBe('done new name');
  expect(await insist('key', askWith('new name'), async () => null)).toBe('done new name');
  expect(await insist('key', askWith('newest name'), async () => 'found')).toBe('found');
  expect(done).toEqual(['new name']);
});

it('BIL-35 whoever asks the same at this moment, and a refusal, are not asked again', async () => {
  const busy = new Stripe.errors.StripeIdempotencyError(raw(409, {}));
  const refused = new Stripe.errors.StripeInvalidRequestError(raw(400, {}));
  for (const fault of [busy, refused]) {
    let times = 0;
    const answer = insist('key', async () => {
      times += 1;
      throw fault;
    });
    await expect(answer).rejects.toBe(fault);
    expect(times).toBe(1);
  }
});
