import type { Position, PositionedEvent } from './bus.ts';

/** The stored events, read page by page. */
export interface EventLog {
  /** The first `limit` events after a position; none when there are none yet. Throws GapTooOld when some are not kept any more. */
  read(after: Position, limit: number): Promise<PositionedEvent[]>;
  head(): Promise<Position>;
}

/** So many of the newest events are kept in memory. */
const REMEMBERED = 4_096;

/**
 * What one process knows of the log: the newest events, brought in by one live reader, for any number of consumers and tails. Whoever
 * stands further back reads the log itself and changes over without noticing, because everybody pulls by position.
 */
export class Feed {
  readonly #log: EventLog;
  #recent: PositionedEvent[] = [];
  /** Everything after this position and up to `#last` is in `#recent`; null until the live reader has begun. */
  #startsAfter: Position | null = null;
  #last: Position = 0;
  #identity: string | null = null;
  #rewinds = 0;
  readonly #waiting = new Set<() => void>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  get hasBegun(): boolean {
    return this.#startsAfter !== null;
  }

  get last(): Position {
    return this.#last;
  }

  /** Grows when the log turned out to be another one or to be shorter than it was: positions from before mean nothing any more. */
  get rewinds(): number {
    return this.#rewinds;
  }

  /**
   * The live reader goes on from here; what came before is left to the log. `identity` tells the log from another that has taken its
   * place with the same positions.
   */
  begin(head: Position, identity: string | null = this.#identity): void {
    if (head < this.#last || (this.#identity !== null && identity !== this.#identity)) this.#rewinds += 1;
    this.#identity = identity;
    this.#recent = [];
    this.#startsAfter = head;
    this.#last = head;
    this.#wake();
  }

  /** The live reader has lost its hold: until it begins again, reading asks the log, which may have changed meanwhile. */
  suspend(): void {
    this.#recent = [];
    this.#startsAfter = null;
  }

  /** The live reader brings what follows `last`, in order and without leaving anything out. */
  append(events: readonly PositionedEvent[]): void {
    const newest = events.at(-1);
    if (!newest) return;
    this.#recent.push(...events);
    this.#last = newest.position;
    if (this.#recent.length > 2 * REMEMBERED) {
      const forgotten = this.#recent.splice(0, this.#recent.length - REMEMBERED);
      this.#startsAfter = forgotten.at(-1)!.position;
    }
    this.#wake();
  }

  /** Up to `limit` events after a position; none when there are none yet. Throws GapTooOld. */
  async read(after: Position, limit: number): Promise<PositionedEvent[]> {
    if (this.#startsAfter === null || after < this.#startsAfter) return this.#log.read(after, limit);
    const start = this.#indexAfter(after);
    return this.#recent.slice(start, start + limit);
  }

  /** Resolves when there may be something after a position, when the signal is aborted, or after so many ms. */
  changed(after: Position, signal: AbortSignal, milliseconds?: number): Promise<void> {
    if (this.#last > after || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
      const waiting = this.#waiting;
      function done(): void {
        clearTimeout(timer);
        waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      }
      waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }

  /** Where the events after a position begin in `#recent`, which is in order. */
  #indexAfter(position: Position): number {
    let low = 0;
    let high = this.#recent.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#recent[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
