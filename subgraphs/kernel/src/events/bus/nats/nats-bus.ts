import {
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
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
import { EventReaders } from '../event-readers.ts';
import { assertPublishable } from '../event-types.ts';
import { type EventLog, Feed } from '../feed.ts';
import { backOff, pause, persevere } from '../pause.ts';
import { NatsCursors } from './nats-cursors.ts';
import { ensureStreams, type NatsStreams, streamsOf } from './nats-streams.ts';

/** The most events on their way to the server at once. */
const IN_FLIGHT = 256;
/** The most events looked at in one go when old ones are removed. */
const PAGE = 500;
/** How long one request waits for the server, and how long a call goes on trying while it restarts, in ms. */
const PATIENCE = 2_000;
const PERSEVERANCE = 10_000;
/** How long reading waits for what the server said it has, in ms; the client's least is a second. */
const READ_PATIENCE = 2_000;

export interface NatsBusOptions {
  /** Addresses of a server or cluster with JetStream, such as `nats://127.0.0.1:4222`, several separated by commas. */
  servers: string;
  logger: BusLogger;
  /** Copies of each stream in a cluster: 1, 3 or 5. One copy survives a crash of the process, not the loss of its disk. */
  replicas?: number;
  /** Name of the stream. */
  stream?: string;
  /** After so many ms without a sign of life another process takes a consumer over. */
  lease?: number;
}

/** The bus on NATS JetStream, for many machines: one stream in the order in which the server stored the events. */
export class NatsBus implements Bus {
  readonly #connection: NatsConnection;
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #streams: NatsStreams;
  readonly #replicas: number;
  readonly #logger: BusLogger;
  readonly #feed: Feed;
  readonly #cursors: NatsCursors;
  readonly #readers: EventReaders;
  readonly #closing = new AbortController();
  #live: ConsumerMessages | null = null;
  #following: Promise<void> | null = null;

  private constructor(connection: NatsConnection, manager: JetStreamManager, options: NatsBusOptions) {
    this.#connection = connection;
    this.#client = jetstream(connection, { timeout: PATIENCE });
    this.#manager = manager;
    this.#streams = streamsOf(options.stream ?? 'OFFPLAN');
    this.#replicas = options.replicas ?? 1;
    this.#logger = options.logger;
    const log: EventLog = { read: (after, limit) => this.#read(after, limit), head: () => this.head() };
    this.#feed = new Feed(log);
    this.#cursors = new NatsCursors({
      client: this.#client,
      manager,
      streams: this.#streams,
      lease: options.lease ?? 6_000,
      startOf: async (startAt) => (startAt === 'next' ? this.head() : (await this.#state()).first - 1),
    });
    this.#readers = new EventReaders({ log, feed: this.#feed, cursors: this.#cursors, logger: this.#logger });
  }

  /** Connects and makes the streams if they are missing. Rejects when no server answers. */
  static async open(options: NatsBusOptions): Promise<NatsBus> {
    const connection = await connect({
      servers: options.servers.split(','),
      name: 'offplan bus',
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      reconnectJitter: 100,
      pingInterval: 5_000,
    });
    const manager = await jetstreamManager(connection, { timeout: PATIENCE });
    const bus = new NatsBus(connection, manager, options);
    await ensureStreams(manager, bus.#streams, bus.#replicas);
    void bus.#watchConnection();
    return bus;
  }

  async publish(events: readonly BusEvent[]): Promise<void> {
    assertPublishable(events);
    for (const wave of wavesOf(events)) await Promise.all(wave.map((event) => this.#publishOne(event)));
  }

  async consume(
    consumer: string,
    types: readonly string[],
    handler: EventHandler,
    options?: ConsumeOptions,
  ): Promise<Consumer> {
    this.#following ??= this.#follow();
    return this.#readers.consume(consumer, types, handler, options);
  }

  async tail(
    types: readonly string[],
    from: Position | 'now',
    listener: (event: PositionedEvent) => void,
    options?: TailOptions,
  ): Promise<Tail> {
    this.#following ??= this.#follow();
    return this.#readers.tail(types, from, listener, options);
  }

  async head(): Promise<Position> {
    return (await this.#state()).last;
  }

  async prune(olderThan: Date): Promise<number> {
    const { first, last } = await this.#state();
    const mayGo = Math.min(last, (await this.#cursors.least()) ?? last);
    let through = first - 1;
    while (through < mayGo) {
      const page = await this.#read(through, Math.min(PAGE, mayGo - through));
      const kept = page.find((event) => new Date(event.occurredAt) >= olderThan);
      through = kept ? kept.position - 1 : (page.at(-1)?.position ?? through);
      if (kept || page.length === 0) break;
    }
    if (through < first) return 0;
    await this.#manager.streams.purge(this.#streams.events, { seq: through + 1 });
    return through - first + 1;
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#readers.close();
    await this.#live?.close();
    await this.#following;
    await this.#connection.close();
  }

  async #publishOne(event: BusEvent): Promise<void> {
    const subject = this.#streams.subjectOf(event);
    const options = { msgID: event.id, expect: { streamName: this.#streams.events } };
    await this.#persevere(() => this.#client.publish(subject, JSON.stringify(event), options));
  }

  /** First and last stored sequence (1 and 0 for a stream that never held anything), and when the stream was made. */
  async #state(): Promise<{ first: Position; last: Position; created: string }> {
    const { state, created } = await this.#persevere(() => this.#manager.streams.info(this.#streams.events));
    return { first: Math.max(1, state.first_seq), last: state.last_seq, created };
  }

  async #read(after: Position, limit: number): Promise<PositionedEvent[]> {
    const { first, last } = await this.#state();
    if (after < first - 1) throw new GapTooOld(after);
    const count = Math.min(limit, last - after);
    if (count <= 0) return [];
    const source = await this.#openAfter(after);
    const events: PositionedEvent[] = [];
    try {
      for await (const message of await source.fetch({ max_messages: count, expires: READ_PATIENCE })) {
        // The stream has no holes: a jump means that its beginning was removed a moment ago.
        if (message.seq !== after + events.length + 1) throw new GapTooOld(after);
        events.push(toEvent(message));
      }
    } finally {
      source.delete().catch(() => {
        // The server removes it after a while.
      });
    }
    if (events.length === 0) throw new Error('NATS did not deliver what it has');
    return events;
  }

  /** The live reader: one for this process, made anew after each loss of the connection. */
  async #follow(): Promise<void> {
    let failures = 0;
    while (!this.#closing.signal.aborted) {
      try {
        const { last, created } = await this.#state();
        this.#feed.begin(last, created);
        const source = await this.#openAfter(this.#feed.last);
        this.#live = await source.consume({ max_messages: PAGE });
        failures = 0;
        await this.#bringIn(this.#live);
        source.delete().catch(() => {
          // The server removes it after a while.
        });
      } catch (fault) {
        if (this.#closing.signal.aborted) return;
        this.#logger.warn({ fault: String(fault) }, 'The bus could not follow its stream and tries again');
      }
      failures += 1;
      await pause(backOff(failures, 50, 1_000), this.#closing.signal);
    }
  }

  async #bringIn(messages: ConsumerMessages): Promise<void> {
    for await (const message of messages) {
      if (message.seq <= this.#feed.last) continue;
      // A hole: this process was cut off for longer than events are kept. Its tails will find the gap by themselves.
      if (message.seq !== this.#feed.last + 1) this.#feed.begin(message.seq - 1);
      this.#feed.append([toEvent(message)]);
    }
  }

  async #openAfter(position: Position) {
    return this.#client.consumers.get(this.#streams.events, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: position + 1,
    });
  }

  /** A server that comes back may have lost what the reader stood on, and even the streams. */
  async #watchConnection(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type === 'disconnect') {
        this.#feed.suspend();
        await this.#live?.close();
      }
      if (status.type !== 'reconnect') continue;
      this.#logger.info({}, 'The bus is connected to NATS again');
      await this.#persevere(() => ensureStreams(this.#manager, this.#streams, this.#replicas)).catch((fault) =>
        this.#logger.error({ fault: String(fault) }, 'The streams of the bus could not be made'),
      );
    }
  }

  #persevere<Result>(work: () => Promise<Result>): Promise<Result> {
    return persevere(work, () => !this.#connection.isClosed(), PERSEVERANCE);
  }
}

/** Cuts events into runs that may travel side by side: none holds two events of one subject, whose order must not change. */
function wavesOf(events: readonly BusEvent[]): BusEvent[][] {
  const waves: BusEvent[][] = [];
  let wave: BusEvent[] = [];
  let subjects = new Set<string>();
  for (const event of events) {
    if (wave.length === IN_FLIGHT || subjects.has(event.subjectId)) {
      waves.push(wave);
      wave = [];
      subjects = new Set();
    }
    wave.push(event);
    subjects.add(event.subjectId);
  }
  if (wave.length > 0) waves.push(wave);
  return waves;
}

function toEvent(message: JsMsg): PositionedEvent {
  return { ...message.json<BusEvent>(), position: message.seq };
}
