import { expect, it } from 'vitest';
import { RequestThrottle } from './request-throttle.ts';

const FACTS = { requestId: 'x', address: null, userAgent: null };

/** Storage that counts, and the gateways that share it. */
function gateways(limits: { auth: number; graphql: number }, count = 1) {
  const counts = new Map<string, number>();
  let asked = 0;
  const ask = async <Answer>(_: string, given: object | string): Promise<Answer> => {
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, 1));
    const { kind, key, places, limit } = given as { kind: string; key: string; places: number; limit: number };
    const before = counts.get(kind + key) ?? 0;
    counts.set(kind + key, before + places);
    return {
      granted: Math.min(places, Math.max(0, limit - before)),
      remaining: Math.max(0, limit - before - places),
      resetSeconds: 42,
    } as Answer;
  };
  return {
    all: Array.from({ length: count }, () => new RequestThrottle({ ask }, limits)),
    asked: () => asked,
  };
}

async function take(throttle: RequestThrottle, kind: 'auth' | 'graphql', key: string) {
  const headers: Record<string, unknown> = {};
  const setHeader = (name: string, value: unknown) => {
    headers[name] = value;
  };
  const { wait } = await throttle.take(kind, key, FACTS, { setHeader } as never);
  return { wait, headers };
}

it('GW-37 so many requests of one caller get through whatever gateway they reach, also at once; the next one is told how long to wait', async () => {
  const { all } = gateways({ auth: 10, graphql: 100 }, 3);
  const answers = await Promise.all(
    Array.from({ length: 36 }, (_, index) => take(all[index % 3]!, 'auth', '203.0.113.7')),
  );
  expect(answers.filter(({ wait }) => wait === null)).toHaveLength(10);
  const refused = answers.find(({ wait }) => wait !== null)!;
  expect(refused).toEqual({
    wait: 42,
    headers: { 'ratelimit-policy': '"auth";q=10;w=60', ratelimit: '"auth";r=0;t=42', 'retry-after': '42' },
  });
  // Another caller has places of its own, and so has another kind of request.
  expect((await take(all[0]!, 'auth', '203.0.113.8')).headers).toMatchObject({ ratelimit: '"auth";r=9;t=42' });
  expect((await take(all[0]!, 'graphql', '203.0.113.7')).wait).toBeNull();
});

it('GW-37 GraphQL is counted in portions, with one question for each, and a refused caller costs no question at all', async () => {
  const { all, asked } = gateways({ auth: 10, graphql: 100 });
  const answers = [];
  for (let index = 0; index < 300; index += 1) answers.push(await take(all[0]!, 'graphql', 'a viewer'));
  expect(answers.filter(({ wait }) => wait === null)).toHaveLength(100);
  expect(answers[0]!.headers).toEqual({ 'ratelimit-policy': '"graphql";q=100;w=60', ratelimit: '"graphql";r=99;t=42' });
  expect(asked()).toBe(51);
});

it('GW-37 storage that does not answer is asked again by the next request', async () => {
  let isDown = true;
  const throttle = new RequestThrottle(
    {
      ask: async <Answer>() => {
        if (isDown) throw new Error('down');
        return { granted: 1, remaining: 0, resetSeconds: 1 } as Answer;
      },
    },
    { auth: 1, graphql: 50 },
  );
  await expect(take(throttle, 'auth', 'x')).rejects.toThrow('down');
  isDown = false;
  expect((await take(throttle, 'auth', 'x')).wait).toBeNull();
});
