/** Where time comes from. Rules never read the machine's clock themselves, so that tests can move it (architecture, rule 6). */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved. For tests and for the local time-travel control. */
export class ManualClock implements Clock {
  #now: Date;

  constructor(start: Date = new Date('2026-06-09T10:00:00Z')) {
    this.#now = start;
  }

  now(): Date {
    return new Date(this.#now);
  }

  set(now: Date): void {
    this.#now = now;
  }

  /** Moves the clock forward by so many milliseconds. */
  advance(milliseconds: number): void {
    this.#now = new Date(this.#now.getTime() + milliseconds);
  }
}

/** The machine's clock, ahead of it by an offset that only grows: for the local time travel, never in production. */
export class TravellingClock implements Clock {
  #offset: number;

  /** `offset` in ms, as `offset` gave it. */
  constructor(offset = 0) {
    this.#offset = offset;
  }

  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  /** How far it is ahead, in ms. */
  get offset(): number {
    return this.#offset;
  }

  /** The offset with which it would show a moment; at least the one of now: what has happened cannot come again. */
  offsetFor(moment: Date): number {
    return Math.max(this.#offset, moment.getTime() - Date.now());
  }

  /** Goes ahead. An offset that is smaller than the one of now changes nothing. */
  goAhead(offset: number): void {
    this.#offset = Math.max(this.#offset, offset);
  }
}
