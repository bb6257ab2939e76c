import { expect } from 'vitest';
import type { ApiClient } from '../client/api-client.ts';

const TIMES = 9;
/** What is pushed takes some ten questions' time; what somebody finds by looking now and then takes hundreds. */
const SOON = 100;

/**
 * Expects that something comes by itself and not by looking for it now and then: in less than a hundred times what a question takes here and now,
 * which is under a second on a quiet machine. A busy one is so not taken for a slow product.
 */
export async function expectSoon(api: ApiClient, work: () => Promise<unknown>): Promise<void> {
  const question = await yardstick(api);
  expect(await timeOf(work)).toBeLessThan(SOON * question);
}

/** How long a small question takes, in ms: the median of some. */
async function yardstick(api: ApiClient): Promise<number> {
  const times: number[] = [];
  for (let nth = 0; nth < TIMES; nth += 1)
    times.push(await timeOf(() => api.graphql('{ viewer { user { id name locale } } }')));
  return times.sort((one, other) => one - other)[Math.floor(TIMES / 2)]!;
}

/** How long something takes, in ms. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
