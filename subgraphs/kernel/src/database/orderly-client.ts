import { Client } from 'pg';

/**
 * A connection that takes one query after the other. Resolvers of one request ask side by side and share a transaction, thus a
 * connection; `pg` itself will refuse that in its next version instead of queueing.
 */
export class OrderlyClient extends Client {
  #last: Promise<unknown> = Promise.resolve();

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of pg's `query` are its own
  override query(...parameters: any[]): any {
    const isPromised = typeof parameters.at(-1) !== 'function' && typeof parameters[0]?.submit !== 'function';
    const inherited = super.query as (...given: unknown[]) => unknown;
    if (!isPromised) return inherited.apply(this, parameters);
    const result = this.#last.then(() => inherited.apply(this, parameters));
    this.#last = result.catch(() => {});
    return result;
  }
}
