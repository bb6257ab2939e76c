/** What of a statement may write: its own words, and the functions that do it for others. A lock of a row writes nothing that stays. */
const WRITES =
  /\b(insert|update|delete|merge|truncate|nextval|pg_notify|add_job|complete_job|fail_job|force_unlock_workers|enqueue)\b/iu;
const LOCKS = /\bfor\s+(no\s+key\s+)?update\b/giu;
const BEGINS = /^\s*(begin|start\s+transaction)\b/iu;
const COMMITS = /^\s*(commit|end)\b/iu;
const ROLLS_BACK = /^\s*rollback\b(?!\s+to\b)/iu;

interface Transaction {
  wrote: boolean;
}

/**
 * Which statements of a connection change what is there after a crash: the commit of a transaction that wrote, and a write outside of one. Between
 * two of them a process may die at any statement and leaves the same behind, so that a death before each of them stands for all.
 */
export class DurableChanges {
  readonly #open = new WeakMap<object, Transaction>();

  /** Whether this statement of the connection is one of them. To be asked of every statement, in order. */
  isOne(connection: object, statement: string): boolean {
    if (BEGINS.test(statement)) {
      this.#open.set(connection, { wrote: false });
      return false;
    }
    const transaction = this.#open.get(connection);
    if (COMMITS.test(statement) || ROLLS_BACK.test(statement)) {
      this.#open.delete(connection);
      return COMMITS.test(statement) && transaction?.wrote === true;
    }
    const writes = WRITES.test(statement.replaceAll(LOCKS, ''));
    if (!transaction) return writes;
    transaction.wrote ||= writes;
    return false;
  }
}
