import { Client } from 'pg';

/**
 * A connection that takes one query after the other. Resolvers of one request ask side by side and share a transaction, thus a
 * connection; `pg` itself will refuse that in its next version instead of queueing.
 *
 * A connection that the server ends in the middle of a transaction (a restart, a fail-over) is an error of that transaction alone: the
 * process goes on, and the roll-back, which the server has done already, succeeds, so that the pool gets its place back.
 */
export class OrderlyClient extends Client {
  #last: Promise<unknown> = Promise.resolve();
  #isGone = false;

  constructor(...parameters: ConstructorParameters<typeof Client>) {
    super(...parameters);
    const leave = () => {
      this.#isGone = true;
    };
    this.on('error', leave);
    this.on('end', leave);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of pg's `query` are its own
  override query(...parameters: any[]): any {
    const isPromised = typeof parameters.at(-1) !== 'function' && typeof parameters[0]?.submit !== 'function';
    const inherited = super.query as (...given: unknown[]) => unknown;
    if (!isPromised) return inherited.apply(this, parameters);
    const result = this.#last.then(() => inherited.apply(this, parameters));
    this.#last = result.catch(() => {});
    return isRollback(parameters[0]) ? result.catch((fault) => this.#rolledBack(fault)) : result;
  }

  #rolledBack(fault: unknown): typeof ROLLED_BACK {
    if (!this.#isGone) throw fault;
    return ROLLED_BACK;
  }
}

const ROLLED_BACK = { command: 'ROLLBACK', rowCount: null, oid: 0, fields: [], rows: [] };

function isRollback(query: string | { text?: string }): boolean {
  return /^rollback$/i.test((typeof query === 'string' ? query : (query.text ?? '')).trim());
}
