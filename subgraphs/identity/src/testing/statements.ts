import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';
import { vi } from 'vitest';

/** Runs work and returns the SQL statements that it sent itself, in order, without the values in them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  await watching(work, (text) => {
    sent.push(text.replaceAll(/E?'(?:[^']|'')*'|\bnull\b/g, '?'));
  });
  return sent;
}

/** How a piece of work went one of whose statements failed. `struck`: that statement; null when the work sent fewer. */
export interface Struck<Result> {
  struck: string | null;
  result: PromiseSettledResult<Result>;
}

/** Runs work and lets the statement of this number (from 1) fail, `begin` and `commit` among them; all others reach the database. */
export async function failingAt<Result>(number: number, work: () => Promise<Result>): Promise<Struck<Result>> {
  let sent = 0;
  let struck: string | null = null;
  const result = await watching(
    async () => (await Promise.allSettled([work()]))[0]!,
    (text) => {
      // A roll-back that fails is a lost connection: another matter.
      if (/^rollback/i.test(text)) return;
      sent += 1;
      if (sent !== number) return;
      struck = text;
      throw new Error(`Statement ${number} fails`);
    },
  );
  return { struck, result };
}

/** Runs work and tells of each statement that it sends itself, before it is sent. What `tell` throws is how that statement ends. */
async function watching<Result>(work: () => Promise<Result>, tell: (text: string) => void): Promise<Result> {
  // The relay and the consumers use the same connections meanwhile: theirs are not this work's.
  const own = new AsyncLocalStorage<true>();
  const query = Client.prototype.query;
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...given: unknown[]) {
    const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text: string }).text;
    if (own.getStore()) tell(text);
    return (query as (...parameters: unknown[]) => never).apply(this, given);
  } as never);
  try {
    return await own.run(true, work);
  } finally {
    spy.mockRestore();
  }
}
