import { Client } from 'pg';

/**
 * A connection that takes one query after the other. Resolvers of one request ask side by side and share a transaction, thus a
 * connection; `pg` itself will refuse that in its next version instead of queueing.
 *
 * A connection that the server ends in the middle of a transaction (a restart, a fail-over) is an error of that transaction alone: the
 * process goes on, and the roll-back, which the server has done already, succeeds, so that the pool gets its place back.
 *
 * A transaction that cannot even begin is held as begun until its roll-back: its next statement fails with the reason. Kysely gives the
 * place in the pool back at the end of a transaction, and knows no end of one that never began.
 */
export class OrderlyClient extends Client {
  #last: Promise<unknown> = Promise.resolve();
  #isGone = false;
  #neverBegan: { fault: unknown } | null = null;

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
    const text = textOf(parameters[0]);
    const result = this.#last.then(() => this.#send(text, () => inherited.apply(this, parameters)));
    this.#last = result.catch(() => {});
    return result;
  }

  async #send(text: string, send: () => unknown): Promise<unknown> {
    if (this.#neverBegan) {
      if (!ROLLBACK.test(text)) throw this.#neverBegan.fault;
      this.#neverBegan = null;
      return ROLLED_BACK;
    }
    try {
      return await send();
    } catch (fault) {
      if (ROLLBACK.test(text)) return this.#rolledBack(fault);
      if (!BEGIN.test(text)) throw fault;
      this.#neverBegan = { fault };
      return BEGUN;
    }
  }

  #rolledBack(fault: unknown): typeof ROLLED_BACK {
    if (!this.#isGone) throw fault;
    return ROLLED_BACK;
  }
}

const NOTHING = { rowCount: null, oid: 0, fields: [], rows: [] };
const ROLLED_BACK = { ...NOTHING, command: 'ROLLBACK' };
const BEGUN = { ...NOTHING, command: 'BEGIN' };

const ROLLBACK = /^\s*rollback\s*$/i;
const BEGIN = /^\s*(begin|start transaction)\b/i;

function textOf(query: string | { text?: string }): string {
  return typeof query === 'string' ? query : (query.text ?? '');
}
