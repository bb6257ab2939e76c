import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';
import { vi } from 'vitest';

/** Runs work and returns the SQL statements that it sent itself, in order, without the values in them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  // The relay and the consumers use the same connections meanwhile: theirs are not this work's.
  const own = new AsyncLocalStorage<true>();
  const query = Client.prototype.query;
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...given: unknown[]) {
    const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text: string }).text;
    if (own.getStore()) sent.push(text.replaceAll(/E?'(?:[^']|'')*'|\bnull\b/g, '?'));
    return (query as (...parameters: unknown[]) => never).apply(this, given);
  } as never);
  try {
    await own.run(true, work);
  } finally {
    spy.mockRestore();
  }
  return sent;
}
