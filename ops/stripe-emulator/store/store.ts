import { Journal, type JournalEntry } from './journal.ts';
import { TABLE_NAMES, type TableName, type Tables } from './tables.ts';

type Row = { id: string };
type Saved = [table: TableName, id: string, before: Row | undefined];

/**
 * All state of the emulator. Rows are never changed in place: `put` and `patch` set a new one. Everything between `transact` and its end is
 * kept together or not at all, and is in the journal when `transact` returns.
 */
export class Store {
  readonly #tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, new Map<string, Row>()])) as unknown as {
    [T in TableName]: Map<string, Tables[T]>;
  };
  #values: Record<string, unknown> = {};
  #journal: Journal | null = null;
  /** What to put back when the transaction fails, oldest first; null outside of one. */
  #undo: { rows: Saved[]; values: Map<string, unknown> } | null = null;
  readonly #listeners = new Set<(table: TableName, id: string, row: Row | null) => void>();

  /** Opens the state that a folder holds; null keeps it in memory only. */
  static open(folder: string | null): Store {
    const store = new Store();
    if (!folder) return store;
    store.#journal = Journal.open(folder, (entry) => store.#apply(entry));
    store.#journal.compact(store.snapshot());
    return store;
  }

  /** Calls `listener` for each row that is set (or null, when it is removed), also when a transaction puts rows back. */
  onChange(listener: (table: TableName, id: string, row: Row | null) => void): void {
    this.#listeners.add(listener);
    for (const table of TABLE_NAMES) for (const row of this.#tables[table].values()) listener(table, row.id, row);
  }

  get<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.#tables[table].get(id);
  }

  /** A row that must be there. */
  must<T extends TableName>(table: T, id: string): Tables[T] {
    const row = this.get(table, id);
    if (!row) throw new Error(`The emulator has lost ${table} ${id}`);
    return row;
  }

  /** All rows of a table, the oldest first. */
  all<T extends TableName>(table: T): Tables[T][] {
    return [...this.#tables[table].values()];
  }

  put<T extends TableName>(table: T, row: Tables[T]): Tables[T] {
    this.#set(table, row.id, row);
    return row;
  }

  patch<T extends TableName>(table: T, id: string, changes: Partial<Tables[T]>): Tables[T] {
    return this.put(table, { ...this.must(table, id), ...changes });
  }

  remove(table: TableName, id: string): void {
    this.#set(table, id, null);
  }

  /** A value beside the tables: counters, settings, the clock. */
  value<V>(name: string, otherwise: V): V {
    return (this.#values[name] as V | undefined) ?? otherwise;
  }

  setValue(name: string, value: unknown): void {
    if (!this.#undo) throw new Error('A change outside of a transaction');
    if (!this.#undo.values.has(name)) this.#undo.values.set(name, this.#values[name]);
    this.#values[name] = value;
  }

  /**
   * Runs `work`: keeps what it changed, or nothing when it throws (unless `keeps` says that this fault is an outcome, such as a declined
   * card). In another transaction it is a part of that one, which alone can be undone.
   */
  transact<R>(work: () => R, keeps: (fault: unknown) => boolean = () => false): R {
    if (this.#undo) return this.#nested(work, keeps);
    this.#undo = { rows: [], values: new Map() };
    try {
      const result = work();
      this.#commit();
      return result;
    } catch (fault) {
      if (keeps(fault)) this.#commit();
      else this.#rollBack(0, new Map());
      throw fault;
    } finally {
      this.#undo = null;
    }
  }

  /** Runs `work`, returns what it returns and undoes what it did. */
  rehearse<R>(work: () => R): R {
    return this.transact(() => {
      const { length } = this.#undo!.rows;
      const values = { ...this.#values };
      try {
        return work();
      } finally {
        this.#rollBack(length, null);
        this.#values = values;
      }
    });
  }

  snapshot(): JournalEntry {
    return {
      rows: TABLE_NAMES.flatMap((table) =>
        [...this.#tables[table].values()].map((row) => [table, row.id, row] as [string, string, unknown]),
      ),
      values: this.#values,
    };
  }

  /** Puts a snapshot in the place of everything. */
  restore(entry: JournalEntry): void {
    for (const table of TABLE_NAMES) {
      const ids = [...this.#tables[table].keys()];
      this.#tables[table].clear();
      for (const id of ids) for (const listener of this.#listeners) listener(table, id, null);
    }
    this.#values = {};
    this.#apply(structuredClone(entry));
    this.#journal?.compact(this.snapshot());
  }

  close(): void {
    this.#journal?.close();
  }

  #nested<R>(work: () => R, keeps: (fault: unknown) => boolean): R {
    const { length } = this.#undo!.rows;
    const values = { ...this.#values };
    try {
      return work();
    } catch (fault) {
      if (!keeps(fault)) {
        this.#rollBack(length, null);
        this.#values = values;
      }
      throw fault;
    }
  }

  #set(table: TableName, id: string, row: Row | null): void {
    if (!this.#undo) throw new Error('A change outside of a transaction');
    this.#undo.rows.push([table, id, this.#tables[table].get(id)]);
    this.#write(table, id, row);
  }

  #write(table: TableName, id: string, row: Row | null): void {
    const rows = this.#tables[table] as Map<string, Row>;
    if (row) rows.set(id, row);
    else rows.delete(id);
    for (const listener of this.#listeners) listener(table, id, row);
  }

  #rollBack(length: number, values: Map<string, unknown> | null): void {
    const undo = this.#undo!;
    while (undo.rows.length > length) {
      const [table, id, before] = undo.rows.pop()!;
      this.#write(table, id, before ?? null);
    }
    if (values) for (const [name, before] of undo.values) this.#values[name] = before;
  }

  #commit(): void {
    const { rows, values } = this.#undo!;
    if (!this.#journal || (rows.length === 0 && values.size === 0)) return;
    const touched = new Map(rows.map(([table, id]) => [`${table}/${id}`, [table, id] as const]));
    this.#journal.append({
      rows: [...touched.values()].map(([table, id]) => [table, id, this.#tables[table].get(id) ?? null]),
      values: Object.fromEntries([...values.keys()].map((name) => [name, this.#values[name]])),
    });
  }

  #apply(entry: JournalEntry): void {
    for (const [table, id, row] of entry.rows) this.#write(table as TableName, id, row as Row | null);
    Object.assign(this.#values, entry.values);
  }
}
