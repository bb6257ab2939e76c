import type { Actor, EventData, PiiClass } from '../event.ts';

/** An event as it travels: the row of a subgraph's event table, and which subgraph wrote it. */
export interface BusEvent {
  /** UUIDv7. Consumers dedupe by it: delivery is at least once. */
  id: string;
  /** The subgraph that wrote it. */
  source: string;
  orgId: string;
  subjectType: string;
  subjectId: string;
  /** The subject's version that this change made, or that a change which lost has met. */
  seq: number;
  /** Dotted words such as `unit.status_changed`. */
  type: string;
  actor: Actor;
  onBehalfOf: string | null;
  requestId: string | null;
  data: EventData;
  personal: Record<string, string>;
  piiClass: PiiClass;
  /** ISO 8601, UTC. */
  occurredAt: string;
}

/**
 * A place in the one order in which everybody sees the events. Only comparing two positions of the same bus means anything; numbers in
 * between may be missing.
 */
export type Position = number;

export type PositionedEvent = BusEvent & { readonly position: Position };

export interface Delivery {
  /** Aborted when this process has lost the consumer: another one may be delivering the same events already. */
  signal: AbortSignal;
}

export type EventHandler = (events: readonly PositionedEvent[], delivery: Delivery) => Promise<void>;

export interface ConsumeOptions {
  /** Where a consumer without a cursor begins: with the first event that is kept, or with the next one. Default `first`. */
  startAt?: 'first' | 'next';
  /** The most events in one call of the handler. Default 100. */
  batchSize?: number;
  /** Pauses after a handler that threw: the first and the longest, in ms. They double in between. */
  retry?: { first: number; longest: number };
}

/** A running consumer. */
export interface Consumer {
  /** Lets the handler finish what it holds, then gives the consumer up to other processes. */
  stop(): Promise<void>;
}

export interface TailOptions {
  /** Called once when events were removed before this tail had them; the tail has ended and its reader must load afresh. */
  onGap?: (gap: GapTooOld) => void;
}

/** A running tail. */
export interface Tail {
  close(): void;
}

/** The events after a position are not kept any more, or the position is not of this bus. */
export class GapTooOld extends Error {
  readonly position: Position;

  constructor(position: Position) {
    super(`The bus no longer holds everything after position ${position}`);
    this.name = 'GapTooOld';
    this.position = position;
  }
}

/** The part of a logger that a bus uses. */
export interface BusLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Carries events from the subgraphs' outboxes to whoever wants them, in one order for all (GW-32). Two adapters: PostgreSQL and NATS
 * JetStream; `bus.contract.ts` says what both promise.
 *
 * `types` are exact types, prefixes such as `unit.*`, or `*` for all.
 */
export interface Bus {
  /**
   * Appends events, those of one subject in the order given; durable when it resolves. After a rejection any part may be stored:
   * publish the same again, repeats of an id are dropped while the bus remembers it (for minutes at least).
   */
  publish(events: readonly BusEvent[]): Promise<void>;

  /**
   * Delivers every event of these types to a named consumer: in order, at least once, each again until the handler resolves, later ones
   * not before. Of all processes one at a time works for a name; the others stand by.
   */
  consume(
    consumer: string,
    types: readonly string[],
    handler: EventHandler,
    options?: ConsumeOptions,
  ): Promise<Consumer>;

  /**
   * Delivers events of these types to this process only, in order, each once: first what is stored after `from`, then live. Rejects with
   * GapTooOld when that is not kept any more. The listener must not block.
   */
  tail(
    types: readonly string[],
    from: Position | 'now',
    listener: (event: PositionedEvent) => void,
    options?: TailOptions,
  ): Promise<Tail>;

  /** The position of the newest event, 0 when there never was one. */
  head(): Promise<Position>;

  /** Forgets the oldest events: those that occurred before `olderThan` and that every consumer has had. Returns how many. */
  prune(olderThan: Date): Promise<number>;

  /** Stops all consumers and tails and closes the connections. */
  close(): Promise<void>;
}
