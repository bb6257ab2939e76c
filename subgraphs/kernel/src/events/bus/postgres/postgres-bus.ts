import { Pool } from 'pg';
import {
  type Bus,
  type BusEvent,
  type BusLogger,
  type ConsumeOptions,
  type Consumer,
  type EventHandler,
  GapTooOld,
  type Position,
  type PositionedEvent,
  type Tail,
  type TailOptions,
} from '../bus.ts';
import type { Claim, CursorStore } from '../cursor-store.ts';
import { EventReaders } from '../event-readers.ts';
import { assertPublishable } from '../event-types.ts';
import { type EventLog, Feed } from '../feed.ts';
import { persevere } from '../pause.ts';
import { PostgresSession, WAKE_CHANNEL } from './postgres-session.ts';

const POOL = 4;
const PER_STATEMENT = 1_000;
const PAGE = 500;
/** At most one wake-up for other processes in so many ms: each NOTIFY takes a lock of the whole cluster at its commit. */
const NOTIFY_EVERY = 5;
/** How long a call goes on trying while PostgreSQL restarts, in ms. */
const PERSEVERANCE = 10_000;

export interface PostgresBusOptions {
  /** Of the role `bus_app` in the database that `migrateBus` has prepared. */
  connectionString: string;
  logger: BusLogger;
}

/** The bus on PostgreSQL: one table in the order of commits, cursors beside it, NOTIFY as the wake-up and a look each second in case one is lost. */
export class PostgresBus implements Bus {
  readonly #pool: Pool;
  readonly #logger: BusLogger;
  readonly #feed: Feed;
  readonly #session: PostgresSession;
  readonly #readers: EventReaders;
  #isReading = false;
  #isWanted = false;
  #isFollowing = false;
  #isClosed = false;
  #notifiedAt = 0;
  #notifyTimer: NodeJS.Timeout | null = null;

  constructor({ connectionString, logger }: PostgresBusOptions) {
    this.#pool = new Pool({ connectionString, max: POOL, application_name: 'offplan bus', keepAlive: true });
    // An idle connection that breaks must not end the process; the next call makes a new one.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    this.#logger = logger;
    const log: EventLog = { read: (after, limit) => this.#read(after, limit), head: () => this.head() };
    this.#feed = new Feed(log);
    this.#session = new PostgresSession({ connectionString, logger, onWake: () => this.#wake() });
    const cursors: CursorStore = { claim: (consumer, startAt) => this.#claim(consumer, startAt) };
    this.#readers = new EventReaders({ log, feed: this.#feed, cursors, logger });
  }

  async publish(events: readonly BusEvent[]): Promise<void> {
    assertPublishable(events);
    for (let start = 0; start < events.length; start += PER_STATEMENT) {
      const json = events.slice(start, start + PER_STATEMENT).map((event) => JSON.stringify(event));
      await this.#query('select bus.append($1::json[])', [json]);
    }
    if (events.length === 0) return;
    this.#wake();
    this.#notify();
  }

  async consume(
    consumer: string,
    types: readonly string[],
    handler: EventHandler,
    options?: ConsumeOptions,
  ): Promise<Consumer> {
    this.#follow();
    return this.#readers.consume(consumer, types, handler, options);
  }

  async tail(
    types: readonly string[],
    from: Position | 'now',
    listener: (event: PositionedEvent) => void,
    options?: TailOptions,
  ): Promise<Tail> {
    this.#follow();
    return this.#readers.tail(types, from, listener, options);
  }

  async head(): Promise<Position> {
    const [row] = await this.#query<{ head: string }>(
      'select coalesce((select max(position) from bus.message), through) as head from bus.pruned',
      [],
    );
    return Number(row!.head);
  }

  async prune(olderThan: Date): Promise<number> {
    const [row] = await this.#query<{ gone: string }>('select bus.prune($1) as gone', [olderThan]);
    return Number(row!.gone);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#readers.close();
    if (this.#notifyTimer) clearTimeout(this.#notifyTimer);
    await this.#session.close();
    await this.#pool.end();
  }

  /** A process that only publishes never reads the log. */
  #follow(): void {
    this.#isFollowing = true;
    this.#wake();
  }

  /** Brings the feed up to date; calls that come meanwhile make one more round. */
  async #wake(): Promise<void> {
    this.#isWanted = true;
    if (!this.#isFollowing || this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#isWanted && !this.#isClosed) {
        this.#isWanted = false;
        await this.#catchUp();
      }
    } catch (fault) {
      // The session looks again each second.
      if (!this.#isClosed)
        this.#logger.warn({ fault: String(fault) }, 'The bus could not read its log and tries again');
    } finally {
      this.#isReading = false;
    }
  }

  async #catchUp(): Promise<void> {
    if (!this.#feed.hasBegun) this.#feed.begin(await this.head());
    for (;;) {
      try {
        const page = await this.#read(this.#feed.last, PAGE);
        this.#feed.append(page);
        if (page.length < PAGE) return;
      } catch (fault) {
        if (!(fault instanceof GapTooOld)) throw fault;
        // This process was cut off for longer than events are kept. Its tails will find the gap by themselves.
        this.#feed.begin(await this.head());
      }
    }
  }

  async #read(after: Position, limit: number): Promise<PositionedEvent[]> {
    const rows = await this.#query<{ through: string; position: string | null; event: BusEvent }>(
      `select p.through, m.position, m.event from bus.pruned p left join lateral
         (select position, event from bus.message where position > $1 order by position limit $2) m on true order by m.position`,
      [after, limit],
    );
    if (Number(rows[0]!.through) > after) throw new GapTooOld(after);
    const events: PositionedEvent[] = [];
    for (const { position, event } of rows)
      if (position !== null) events.push({ ...event, position: Number(position) });
    return events;
  }

  async #claim(consumer: string, startAt: 'first' | 'next'): Promise<Claim | null> {
    const session = this.#session;
    const lock = await session.lock(consumer);
    if (!lock) return null;
    try {
      await session.query(
        `insert into bus.cursor (consumer, position)
         select $1, case when $2 then through else coalesce((select max(position) from bus.message), through) end from bus.pruned
         on conflict do nothing`,
        [consumer, startAt === 'first'],
      );
      const { rows } = await session.query('select position from bus.cursor where consumer = $1', [consumer]);
      return {
        position: Number(rows[0].position),
        lost: lock.signal,
        async advance(to) {
          lock.signal.throwIfAborted();
          await session.query('update bus.cursor set position = $2, moved_at = now() where consumer = $1', [
            consumer,
            to,
          ]);
        },
        release: () => session.unlock(consumer, lock),
      };
    } catch (fault) {
      await session.unlock(consumer, lock).catch(() => {});
      throw fault;
    }
  }

  /** Wakes the other processes: at once, or at the end of the pause since the last time. */
  #notify(): void {
    if (this.#notifyTimer || this.#isClosed) return;
    const wait = this.#notifiedAt + NOTIFY_EVERY - performance.now();
    this.#notifyTimer = setTimeout(
      () => {
        this.#notifyTimer = null;
        this.#notifiedAt = performance.now();
        this.#pool.query(`notify ${WAKE_CHANNEL}`).catch(() => {
          // They look by themselves each second.
        });
      },
      Math.max(0, wait),
    );
  }

  async #query<Row extends object>(sql: string, values: unknown[]): Promise<Row[]> {
    const { rows } = await persevere(() => this.#pool.query(sql, values), mayPass, PERSEVERANCE);
    return rows;
  }
}

/** Whether a statement failed for want of a connection: the server restarts, or is out of reach for now. */
function mayPass(fault: unknown): boolean {
  const { code, message } = fault as { code?: string; message?: string };
  if (code !== undefined) return /^(08...|57P0[123]|53300|ECONN.*|EPIPE|ETIMEDOUT)$/.test(code);
  return /terminated|timeout/i.test(message ?? '');
}
