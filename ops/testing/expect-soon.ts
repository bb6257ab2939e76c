import { expect } from 'vitest';
import type { ApiClient } from '../client/api-client.ts';

const TIMES = 9;
/** What is pushed takes some ten questions' time; what somebody finds by looking now and then takes hundreds. */
const SOON = 100;

/**
 * Measures what a question takes here and now. Resolves with an expectation that something comes by itself, and not by looking for it now and then:
 * in less than a hundred times that, which is under a second on a quiet machine. A busy one is so not taken for a slow product. Called before what
 * is waited for is set going, so that nothing of the wait is missed.
 */
export async function soonFor(api: ApiClient): Promise<(work: () => Promise<unknown>) => Promise<void>> {
  const times: number[] = [];
  for (let nth = 0; nth < TIMES; nth += 1)
    times.push(await timeOf(() => api.graphql('{ viewer { user { id name locale } } }')));
  const median = times.sort((one, other) => one - other)[Math.floor(TIMES / 2)]!;
  return async (work) => expect(await timeOf(work)).toBeLessThan(SOON * median);
}

/** How long something takes, in ms. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
