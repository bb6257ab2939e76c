import {
  type BusLogger,
  type ConsumeOptions,
  type Consumer,
  type EventHandler,
  GapTooOld,
  type Position,
  type PositionedEvent,
  type Tail,
  type TailOptions,
} from './bus.ts';
import { ConsumerRunner } from './consumer-runner.ts';
import type { CursorStore } from './cursor-store.ts';
import { typeFilter } from './event-types.ts';
import type { EventLog, Feed } from './feed.ts';
import { TailRunner } from './tail-runner.ts';

const CONSUMER_NAME = /^[a-z0-9_]+(\.[a-z0-9_]+)*$/;

/** The reading half of a bus, the same for all adapters: consumers and tails over a log, a feed of it, and a store of cursors. */
export class EventReaders {
  readonly #log: EventLog;
  readonly #feed: Feed;
  readonly #cursors: CursorStore;
  readonly #logger: BusLogger;
  readonly #consumers = new Set<ConsumerRunner>();
  readonly #tails = new Set<TailRunner>();

  constructor(bus: { log: EventLog; feed: Feed; cursors: CursorStore; logger: BusLogger }) {
    this.#log = bus.log;
    this.#feed = bus.feed;
    this.#cursors = bus.cursors;
    this.#logger = bus.logger;
  }

  consume(name: string, types: readonly string[], handler: EventHandler, options: ConsumeOptions = {}): Consumer {
    if (!CONSUMER_NAME.test(name)) throw new TypeError(`${JSON.stringify(name)} is not a consumer's name`);
    const runner = new ConsumerRunner(
      { name, matches: typeFilter(types), handler, options },
      { feed: this.#feed, cursors: this.#cursors, logger: this.#logger },
    );
    this.#consumers.add(runner);
    const stop = async () => {
      await runner.stop();
      this.#consumers.delete(runner);
    };
    return { stop };
  }

  async tail(
    types: readonly string[],
    from: Position | 'now',
    listener: (event: PositionedEvent) => void,
    options: TailOptions = {},
  ): Promise<Tail> {
    const matches = typeFilter(types);
    const head = await this.#log.head();
    const start = from === 'now' ? head : from;
    // A position from the future is one of another bus, or of this one before its store was lost.
    if (start > head) throw new GapTooOld(start);
    if (start < head) await this.#feed.read(start, 1);
    const onGap =
      options.onGap ??
      ((gap) => this.#logger.error({ position: gap.position }, 'A tail fell behind what is kept and ended'));
    const tail = new TailRunner({ matches, from: start, listener, onGap }, { feed: this.#feed, logger: this.#logger });
    this.#tails.add(tail);
    tail.run().finally(() => this.#tails.delete(tail));
    return tail;
  }

  async close(): Promise<void> {
    for (const tail of this.#tails) tail.close();
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
  }
}
