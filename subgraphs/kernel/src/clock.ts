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
