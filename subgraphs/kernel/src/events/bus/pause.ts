import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so many ms, or until the signal is aborted. Never rejects. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}

/** The n-th pause (from 1) of a row that doubles from `first` up to `longest`, in ms. Up to a fifth shorter by chance, so that many do not retry as one. */
export function backOff(n: number, first: number, longest: number): number {
  const whole = Math.min(longest, first * 2 ** Math.min(n - 1, 30));
  return whole * (0.8 + 0.2 * Math.random());
}

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1_000;

/** Repeats `work` while it fails in a way that may pass, for up to `milliseconds`; then rejects with its last fault. */
export async function persevere<Result>(
  work: () => Promise<Result>,
  mayPass: (fault: unknown) => boolean,
  milliseconds: number,
): Promise<Result> {
  const giveUpAt = performance.now() + milliseconds;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (fault) {
      if (!mayPass(fault) || performance.now() > giveUpAt) throw fault;
      await pause(backOff(attempt, FIRST_PAUSE, LONGEST_PAUSE));
    }
  }
}
