import {
  type BusEvent,
  type BusLogger,
  type ConsumeOptions,
  type Consumer,
  type EventHandler,
  GapTooOld,
  type Position,
  type PositionedEvent,
} from './bus.ts';
import type { Claim, CursorStore } from './cursor-store.ts';
import type { Feed } from './feed.ts';
import { backOff, pause } from './pause.ts';

/** How often a process that stands by asks whether the consumer has become free, in ms. */
const STAND_BY = 500;
/** The most events looked at in one go for those of the consumer's types. */
const PAGE = 500;
/** The longest pause after the bus itself failed, in ms: when it is back, nobody wants to wait for a long pause to end. */
const LONGEST_INTERRUPTION = 5_000;
/** A consumer to which nothing matters stores at most so often, in ms, that it has passed the events of others. */
const IDLE_ADVANCE = 5_000;

/** Delivers a named consumer's events while this process has it, and otherwise waits to get it. */
export class ConsumerRunner implements Consumer {
  readonly #name: string;
  readonly #matches: (event: BusEvent) => boolean;
  readonly #handler: EventHandler;
  readonly #options: Required<ConsumeOptions>;
  readonly #feed: Feed;
  readonly #cursors: CursorStore;
  readonly #logger: BusLogger;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;

  constructor(
    consumer: { name: string; matches: (event: BusEvent) => boolean; handler: EventHandler; options: ConsumeOptions },
    bus: { feed: Feed; cursors: CursorStore; logger: BusLogger },
  ) {
    this.#name = consumer.name;
    this.#matches = consumer.matches;
    this.#handler = consumer.handler;
    this.#options = { startAt: 'first', batchSize: 100, retry: { first: 100, longest: 30_000 }, ...consumer.options };
    this.#feed = bus.feed;
    this.#cursors = bus.cursors;
    this.#logger = bus.logger;
    this.#ended = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { first, longest } = this.#options.retry;
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const begunAt = performance.now();
      let claim: Claim | null = null;
      try {
        claim = await this.#cursors.claim(this.#name, this.#options.startAt);
        if (claim) await this.#deliver(claim);
        else await pause(STAND_BY, this.#stopping.signal);
      } catch (fault) {
        failures = performance.now() - begunAt > LONGEST_INTERRUPTION ? 1 : failures + 1;
        const details = { consumer: this.#name, fault: String(fault) };
        if (fault instanceof GapTooOld)
          this.#logger.error(
            details,
            'Events were removed before this consumer had them: rebuild what it makes, then delete its cursor',
          );
        else this.#logger.warn(details, 'A consumer was interrupted and tries again');
        await pause(backOff(failures, first, Math.min(longest, LONGEST_INTERRUPTION)), this.#stopping.signal);
      } finally {
        await claim?.release().catch(() => {
          // The connection is gone, and the claim with it.
        });
      }
    }
  }

  async #deliver(claim: Claim): Promise<void> {
    const leaving = AbortSignal.any([this.#stopping.signal, claim.lost]);
    const { rewinds } = this.#feed;
    let position = claim.position;
    let stored = position;
    let storedAt = performance.now();
    let failures = 0;
    let batchSize = this.#options.batchSize;
    while (!leaving.aborted && this.#feed.rewinds === rewinds) {
      const page = await this.#feed.read(position, PAGE);
      if (page.length === 0) {
        if (position > stored && performance.now() - storedAt > IDLE_ADVANCE) {
          await claim.advance(position);
          stored = position;
          storedAt = performance.now();
        }
        await this.#feed.changed(position, leaving, position > stored ? IDLE_ADVANCE : undefined);
        continue;
      }
      const { batch, reached } = this.#cut(page, batchSize);
      if (batch.length === 0) {
        position = reached;
        continue;
      }
      try {
        await this.#handler(batch, { signal: claim.lost });
      } catch (fault) {
        failures += 1;
        // One by one from here: what comes before the event that cannot be handled need not be repeated with it.
        batchSize = 1;
        const details = {
          consumer: this.#name,
          eventId: batch[0]!.id,
          type: batch[0]!.type,
          failures,
          fault: String(fault),
        };
        this.#logger.error(details, 'A consumer could not handle an event; it will be delivered again');
        const { first, longest } = this.#options.retry;
        await pause(backOff(failures, first, longest), leaving);
        continue;
      }
      failures = 0;
      batchSize = Math.min(this.#options.batchSize, batchSize * 2);
      await claim.advance(reached);
      position = reached;
      stored = reached;
      storedAt = performance.now();
    }
    if (!claim.lost.aborted && this.#feed.rewinds === rewinds && position > stored) await claim.advance(position);
  }

  /** The consumer's events at the beginning of a page, and the position up to which nothing else of it matters. */
  #cut(page: readonly PositionedEvent[], size: number): { batch: PositionedEvent[]; reached: Position } {
    const batch: PositionedEvent[] = [];
    for (const event of page) {
      if (!this.#matches(event)) continue;
      if (batch.length === size) return { batch, reached: batch.at(-1)!.position };
      batch.push(event);
    }
    return { batch, reached: page.at(-1)!.position };
  }
}
