import { Client } from 'pg';

/**
 * A connection that takes one query after the other. Resolvers of one request ask side by side and share a transaction, thus a
 * connection; `pg` itself will refuse that in its next version instead of queueing.
 *
 * A connection that the server ends in the middle of a transaction (a restart, a fail-over) is an error of that transaction alone: the
 * process goes on, and the roll-back, which the server has done already, succeeds, so that the pool gets its place back.
 *
 * A transaction begins with its first statement, in one message: every transaction sets whose rows it may touch before anything else, and
 * a way to the server and back is most of what a small one costs. One that cannot begin fails with that statement, and so does whatever else
 * is asked until it is rolled back: nothing of it runs outside a transaction. (Kysely gives the place in the pool back at the end of a
 * transaction and knows no end of one that never began; by then it has one.)
 */
export class OrderlyClient extends Client {
  #last: Promise<unknown> = Promise.resolve();
  #isGone = false;
  /** The statement that begins a transaction, while nothing was asked in it yet. */
  #beginning: string | null = null;
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
    const ask = (...given: unknown[]) => inherited.apply(this, given);
    if (!isPromised) return ask(...parameters);
    const result = this.#last.then(() => this.#send(parameters, ask));
    this.#last = result.catch(() => {});
    return result;
  }

  async #send(parameters: unknown[], ask: (...parameters: unknown[]) => unknown): Promise<unknown> {
    const text = textOf(parameters[0] as string | { text?: string });
    if (BEGIN.test(text)) {
      this.#beginning = text;
      return BEGUN;
    }
    const beginning = this.#beginning;
    this.#beginning = null;
    if (ROLLBACK.test(text)) {
      this.#neverBegan = null;
      return beginning ? ROLLED_BACK : this.#rollBack(() => ask(...parameters));
    }
    if (this.#neverBegan) throw this.#neverBegan.fault;
    if (!beginning) return ask(...parameters);
    if (COMMIT.test(text)) return COMMITTED;
    return this.#begin(beginning, text, parameters, ask);
  }

  async #begin(
    beginning: string,
    text: string,
    [query, values, ...others]: unknown[],
    ask: (...parameters: unknown[]) => unknown,
  ): Promise<unknown> {
    try {
      if (typeof query === 'string' && !(values as unknown[] | undefined)?.length) {
        const results = (await ask(`${beginning};${text}`)) as unknown[];
        return results.at(-1);
      }
      await ask(beginning);
      return await ask(query, values, ...others);
    } catch (fault) {
      this.#neverBegan = { fault };
      throw fault;
    }
  }

  /** Of a transaction that is gone with its connection, or that never began, there is nothing to roll back. */
  async #rollBack(send: () => unknown): Promise<unknown> {
    try {
      return await send();
    } catch (fault) {
      if (!this.#isGone) throw fault;
      return ROLLED_BACK;
    }
  }
}

const NOTHING = { rowCount: null, oid: 0, fields: [], rows: [] };
const ROLLED_BACK = { ...NOTHING, command: 'ROLLBACK' };
const BEGUN = { ...NOTHING, command: 'BEGIN' };
const COMMITTED = { ...NOTHING, command: 'COMMIT' };

const ROLLBACK = /^\s*rollback\s*$/i;
const COMMIT = /^\s*commit\s*$/i;
/** A beginning alone: what brings its statements with it is sent as it stands. */
const BEGIN = /^\s*(begin|start transaction)\b[^;]*;?\s*$/i;

function textOf(query: string | { text?: string }): string {
  return typeof query === 'string' ? query : (query.text ?? '');
}
