import type { QueryResult } from 'pg';
import { OrderlyClient } from '../../../database/orderly-client.ts';
import type { BusLogger } from '../bus.ts';
import { backOff, pause } from '../pause.ts';

export const WAKE_CHANNEL = 'offplan_bus';
/** How long the first callers wait for the first connection, in ms. */
const FIRST_PATIENCE = 2_000;
const HEARTBEAT = 1_000;
const HEARTBEAT_PATIENCE = 5_000;

/**
 * One connection that lives as long as the bus: it listens for wake-ups and holds the consumers' advisory locks. When it breaks it is
 * made anew, and whoever held a lock is told. It must reach PostgreSQL itself, not a pooler that shares connections.
 */
export class PostgresSession {
  readonly #connectionString: string;
  readonly #logger: BusLogger;
  readonly #onWake: () => void;
  readonly #locks = new Map<string, AbortController>();
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  readonly #firstConnection = Promise.withResolvers<void>();
  #client: OrderlyClient | null = null;

  /** `onWake` is called for each notification, after each connect, and once a second whatever happens. */
  constructor(options: { connectionString: string; logger: BusLogger; onWake: () => void }) {
    this.#connectionString = options.connectionString;
    this.#logger = options.logger;
    this.#onWake = options.onWake;
    this.#ended = this.#run();
  }

  /** Takes the lock of a name until the session breaks or the lock is returned. Null when another process, or this one, has it. */
  async lock(name: string): Promise<AbortController | null> {
    if (this.#locks.has(name)) return null;
    const lock = new AbortController();
    this.#locks.set(name, lock);
    try {
      const { rows } = await this.query('select pg_try_advisory_lock(hashtextextended($1, 781)) as taken', [name]);
      if (!rows[0].taken) this.#locks.delete(name);
      return rows[0].taken && !lock.signal.aborted ? lock : null;
    } catch (fault) {
      if (this.#locks.get(name) === lock) this.#locks.delete(name);
      throw fault;
    }
  }

  async unlock(name: string, lock: AbortController): Promise<void> {
    if (this.#locks.get(name) !== lock) return;
    try {
      await this.query('select pg_advisory_unlock(hashtextextended($1, 781))', [name]);
    } finally {
      if (this.#locks.get(name) === lock) this.#locks.delete(name);
    }
  }

  /** Runs a statement on the session's own connection. Rejects while there is none. */
  async query(sql: string, values: unknown[]): Promise<QueryResult> {
    // Whoever starts together with the bus waits for its first connection instead of failing once.
    if (!this.#client) await Promise.race([this.#firstConnection.promise, pause(FIRST_PATIENCE, this.#closing.signal)]);
    if (!this.#client) throw new Error('The bus is not connected to PostgreSQL');
    return this.#client.query(sql, values);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#closing.signal.aborted) {
      const client = new OrderlyClient({
        connectionString: this.#connectionString,
        application_name: 'offplan bus session',
        keepAlive: true,
        connectionTimeoutMillis: HEARTBEAT_PATIENCE,
      });
      const broken = new AbortController();
      client.on('error', () => broken.abort());
      client.on('end', () => broken.abort());
      client.on('notification', this.#onWake);
      try {
        await client.connect();
        await client.query(`listen ${WAKE_CHANNEL}`);
        this.#client = client;
        this.#firstConnection.resolve();
        failures = 0;
        await this.#watch(client, AbortSignal.any([broken.signal, this.#closing.signal]));
      } catch (fault) {
        if (!this.#closing.signal.aborted)
          this.#logger.warn(
            { fault: String(fault) },
            'The bus cannot keep its session with PostgreSQL and tries again',
          );
      }
      this.#client = null;
      for (const lock of this.#locks.values()) lock.abort();
      this.#locks.clear();
      // Not awaited: to a peer that has vanished the farewell takes minutes.
      client.end().catch(() => {});
      failures += 1;
      if (!this.#closing.signal.aborted) await pause(backOff(failures, 20, 2_000), this.#closing.signal);
    }
  }

  /** Until the signal: looks once a second whether the server still answers, and wakes whoever a lost notification left asleep. */
  async #watch(client: OrderlyClient, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      this.#onWake();
      await pause(HEARTBEAT, over);
      if (!over.aborted)
        await client.query({ text: 'select 1', query_timeout: HEARTBEAT_PATIENCE } as { text: string });
    }
  }
}
