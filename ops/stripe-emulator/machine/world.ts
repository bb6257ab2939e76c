import { previousAttributes, render } from '../api/render.ts';
import type { OutcomeOverride } from '../cards/outcome.ts';
import type { Store } from '../store/store.ts';
import type { StoredEvent, TableName, Tables } from '../store/tables.ts';
import { Clock } from './clock.ts';
import type { EventType } from './event-types.ts';

export const API_VERSION = '2026-10-28.endive';
export const ACCOUNT = { id: 'acct_1Emulator', country: 'AE', name: 'Stripe emulator (TEST)' };

/** Choices that an account makes in Stripe's dashboard, or that Stripe leaves open. */
export interface Settings {
  /** Days from a failed payment to the next try, one for each try. */
  retryDays: number[];
  /** What becomes of a subscription when the last retry has failed. */
  endOfRetries: 'cancel' | 'unpaid' | 'past_due';
  /** Whether a trial begins with a paid invoice over nothing: documented, but not what was recorded. */
  zeroTrialInvoice: boolean;
  /** Whether invoices are numbered in one sequence for the account instead of one for each customer. */
  accountNumbering: boolean;
  /** Percent of tax by country where the account is registered. Without any, automatic tax comes to nothing. */
  taxPercent: Record<string, number>;
  /** What becomes of an invoice that is to be taxed when no place is known: the tax is switched off, or it cannot be finalized. */
  withoutPlace: 'switches_off' | 'fails';
  /** Part of each charge that Stripe keeps: percent and minor units. */
  fee: { percent: number; fixed: number };
}

export const DEFAULT_SETTINGS: Settings = {
  retryDays: [3, 5, 7],
  endOfRetries: 'cancel',
  zeroTrialInvoice: false,
  accountNumbering: false,
  taxPercent: {},
  withoutPlace: 'switches_off',
  fee: { percent: 2.9, fixed: 30 },
};

/** The request that is being answered, for the events it causes. */
export interface Cause {
  id: string;
  idempotency_key: string | null;
}

/** Everything that the machine works on: the state, the time, who asked. */
export class World {
  readonly store: Store;
  readonly clock: Clock;
  /** Address under which pages are served, without a slash at the end. */
  origin = 'http://127.0.0.1';
  cause: Cause | null = null;
  /** How the next payments end, against the habits of their cards; not kept over a restart. */
  overrides: OutcomeOverride[] = [];
  /** The instant of the work that runs; null between works. */
  #instant: number | null = null;
  readonly #seed: string;
  #onEvent: (event: StoredEvent) => void = () => {};

  constructor(store: Store, seed: string) {
    this.store = store;
    this.clock = new Clock(store);
    this.#seed = seed;
  }

  get settings(): Settings {
    return { ...DEFAULT_SETTINGS, ...this.store.value<Partial<Settings>>('settings', {}) };
  }

  /** Runs `work` at one instant of the global clock. */
  at<R>(instant: number, cause: Cause | null, work: () => R): R {
    const before = [this.#instant, this.cause] as const;
    [this.#instant, this.cause] = [instant, cause];
    try {
      return work();
    } finally {
      [this.#instant, this.cause] = before;
    }
  }

  /** The time of a test clock, or of everything else. Seconds. */
  now(testClock: string | null | undefined = null): number {
    if (testClock) return this.store.must('test_clocks', testClock).frozen_time;
    return this.#instant ?? this.clock.now();
  }

  /** The time of a customer. Seconds. */
  timeOf(customer: string | null): number {
    return this.now(customer ? this.clockOf(customer) : null);
  }

  clockOf(customer: string): string | null {
    return this.store.get('customers', customer)?.test_clock ?? null;
  }

  /** A new id: the same sequence of requests makes the same ids. */
  newId(prefix: string): string {
    const count = this.store.value('counter', 0) + 1;
    this.store.setValue('counter', count);
    return `${prefix}${this.#seed}${count.toString(36).toUpperCase().padStart(10, '0')}`;
  }

  onEvent(listener: (event: StoredEvent) => void): void {
    this.#onEvent = listener;
  }

  /** Records that something happened to an object, as it is now. */
  emit(type: EventType, object: object, previous?: Record<string, unknown>, at?: number): void {
    const customer = (object as { customer?: unknown }).customer;
    const owner = (object as { object?: string }).object === 'customer' ? (object as { id: string }).id : customer;
    const event: StoredEvent = {
      id: this.newId('evt_'),
      object: 'event',
      api_version: API_VERSION,
      created: at ?? this.timeOf(typeof owner === 'string' ? owner : null),
      data: {
        object: render(object) as Record<string, unknown>,
        ...(previous ? { previous_attributes: render(previous) } : {}),
      },
      livemode: false,
      pending_webhooks: 0,
      request: this.cause ?? { id: null, idempotency_key: null },
      type,
    };
    this.store.put('events', event);
    this.#onEvent(event);
  }

  /** Changes an object and, when it is different then, says so by an event. */
  update<T extends TableName>(table: T, id: string, changes: Partial<Tables[T]>, type: EventType | null): Tables[T] {
    const before = this.store.must(table, id);
    const after = this.store.patch(table, id, changes);
    const previous = previousAttributes(render(before), render(after));
    if (type && Object.keys(previous).length > 0) this.emit(type, after, previous);
    return after;
  }
}
