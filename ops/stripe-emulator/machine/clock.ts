import type { Store } from '../store/store.ts';

/** How the emulator's time runs: with real time and an offset, or not at all. All instants in seconds. */
export type ClockState = { mode: 'running'; offset: number } | { mode: 'frozen'; at: number };

export const MINUTE = 60;
export const HOUR = 3_600;
export const DAY = 86_400;

/** The time of everything that hangs on no test clock. */
export class Clock {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get state(): ClockState {
    return this.#store.value<ClockState>('clock', { mode: 'running', offset: 0 });
  }

  /** Within a transaction. */
  set state(state: ClockState) {
    this.#store.setValue('clock', state);
  }

  /** Whole seconds. */
  now(): number {
    const { state } = this;
    return state.mode === 'frozen' ? state.at : Math.floor(Date.now() / 1_000) + state.offset;
  }

  /** Moves to an instant and goes on from there as before. Within a transaction. */
  moveTo(instant: number): void {
    this.state =
      this.state.mode === 'frozen'
        ? { mode: 'frozen', at: instant }
        : { mode: 'running', offset: instant - Math.floor(Date.now() / 1_000) };
  }
}
