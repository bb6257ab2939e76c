import { type BusEvent, type BusLogger, GapTooOld, type Position, type PositionedEvent, type Tail } from './bus.ts';
import type { Feed } from './feed.ts';
import { backOff, pause } from './pause.ts';

const PAGE = 500;

/** Delivers events to one listener from a position on, first from the log and then live, by always asking for what comes next. */
export class TailRunner implements Tail {
  readonly #feed: Feed;
  readonly #logger: BusLogger;
  readonly #matches: (event: BusEvent) => boolean;
  readonly #listener: (event: PositionedEvent) => void;
  readonly #onGap: (gap: GapTooOld) => void;
  readonly #rewinds: number;
  readonly #closing = new AbortController();
  #position: Position;

  constructor(
    tail: {
      matches: (event: BusEvent) => boolean;
      from: Position;
      listener: (event: PositionedEvent) => void;
      onGap: (gap: GapTooOld) => void;
    },
    bus: { feed: Feed; logger: BusLogger },
  ) {
    this.#matches = tail.matches;
    this.#position = tail.from;
    this.#listener = tail.listener;
    this.#onGap = tail.onGap;
    this.#feed = bus.feed;
    this.#logger = bus.logger;
    this.#rewinds = bus.feed.rewinds;
  }

  close(): void {
    this.#closing.abort();
  }

  /** Resolves when the tail is closed or has met a gap. */
  async run(): Promise<void> {
    let failures = 0;
    while (!this.#closing.signal.aborted) {
      try {
        if (this.#feed.rewinds !== this.#rewinds) throw new GapTooOld(this.#position);
        const page = await this.#feed.read(this.#position, PAGE);
        failures = 0;
        if (page.length === 0) await this.#feed.changed(this.#position, this.#closing.signal);
        else this.#deliver(page);
      } catch (fault) {
        if (fault instanceof GapTooOld) {
          if (!this.#closing.signal.aborted) this.#onGap(fault);
          return;
        }
        failures += 1;
        this.#logger.warn({ fault: String(fault) }, 'A tail was interrupted and tries again');
        await pause(backOff(failures, 50, 5_000), this.#closing.signal);
      }
    }
  }

  #deliver(page: readonly PositionedEvent[]): void {
    for (const event of page) {
      if (this.#closing.signal.aborted) return;
      this.#position = event.position;
      if (!this.#matches(event)) continue;
      try {
        this.#listener(event);
      } catch (fault) {
        this.#logger.error(
          { eventId: event.id, type: event.type, fault: String(fault) },
          'The listener of a tail threw',
        );
      }
    }
  }
}
