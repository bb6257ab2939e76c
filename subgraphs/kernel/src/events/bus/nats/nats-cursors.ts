import { randomUUID } from 'node:crypto';
import { JetStreamApiCodes, JetStreamApiError, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { Position } from '../bus.ts';
import type { Claim, CursorStore } from '../cursor-store.ts';
import type { NatsStreams } from './nats-streams.ts';

interface CursorRecord {
  position: Position;
  /** Id of the claim that has the consumer; null when it was given back. */
  owner: string | null;
}

interface StoredCursor extends CursorRecord {
  /** Sequence of the message that holds the record: what the next change must name as its forerunner. */
  sequence: number;
}

interface Observation {
  sequence: number;
  since: number;
}

/**
 * Cursors of consumers, one message each in a stream of their own, changed by compare and set.
 *
 * JetStream's durable consumers are not used: their servers hand out what follows while an earlier batch is still unacknowledged, so one
 * runner at a time and order together would mean one event at a time. Here whoever wrote the record last has the consumer, renews that
 * several times per lease, and every change names the one before it: a runner that was overtaken cannot move the cursor.
 */
export class NatsCursors implements CursorStore {
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #streams: NatsStreams;
  readonly #lease: number;
  readonly #startOf: (startAt: 'first' | 'next') => Promise<Position>;
  /** Other processes' records as last seen, by this machine's clock: no two machines need to agree on the time. */
  readonly #observed = new Map<string, Observation>();

  /** `lease`: ms without a renewal after which another process takes a consumer over. */
  constructor(options: {
    client: JetStreamClient;
    manager: JetStreamManager;
    streams: NatsStreams;
    lease: number;
    startOf: (startAt: 'first' | 'next') => Promise<Position>;
  }) {
    this.#client = options.client;
    this.#manager = options.manager;
    this.#streams = options.streams;
    this.#lease = options.lease;
    this.#startOf = options.startOf;
  }

  async claim(consumer: string, startAt: 'first' | 'next'): Promise<Claim | null> {
    try {
      const current = await this.read(consumer);
      if (current?.owner && !this.#hasLapsed(consumer, current.sequence)) return null;
      this.#observed.delete(consumer);
      const position = current?.position ?? (await this.#startOf(startAt));
      const owner = randomUUID();
      const sequence = await this.write(consumer, { position, owner }, current?.sequence ?? 0);
      return sequence === null ? null : new NatsClaim(this, consumer, { position, owner, sequence }, this.#lease);
    } catch (fault) {
      // While the server was away nobody could renew.
      this.#observed.delete(consumer);
      throw fault;
    }
  }

  /** The least position of all cursors, or null when there are none. */
  async least(): Promise<Position | null> {
    const { state } = await this.#manager.streams.info(this.#streams.cursors, { subjects_filter: '>' });
    let least: Position | null = null;
    for (const subject of Object.keys(state.subjects ?? {})) {
      const message = await this.#manager.streams.getMessage(this.#streams.cursors, { last_by_subj: subject });
      if (message) least = Math.min(least ?? Number.MAX_SAFE_INTEGER, message.json<CursorRecord>().position);
    }
    return least;
  }

  async read(consumer: string): Promise<StoredCursor | null> {
    const subject = this.#streams.cursorSubjectOf(consumer);
    const message = await this.#manager.streams.getMessage(this.#streams.cursors, { last_by_subj: subject });
    return message ? { ...message.json<CursorRecord>(), sequence: message.seq } : null;
  }

  /** Replaces the record that has this sequence; null when that is not the last one any more. Resolves with the new sequence. */
  async write(consumer: string, record: CursorRecord, sequence: number): Promise<number | null> {
    try {
      const subject = this.#streams.cursorSubjectOf(consumer);
      const ack = await this.#client.publish(subject, JSON.stringify(record), {
        expect: { streamName: this.#streams.cursors, lastSubjectSequence: sequence },
      });
      return ack.seq;
    } catch (fault) {
      if (fault instanceof JetStreamApiError && fault.code === JetStreamApiCodes.StreamWrongLastSequence) return null;
      throw fault;
    }
  }

  #hasLapsed(consumer: string, sequence: number): boolean {
    const seen = this.#observed.get(consumer);
    if (seen?.sequence === sequence) return performance.now() - seen.since > this.#lease;
    this.#observed.set(consumer, { sequence, since: performance.now() });
    return false;
  }
}

/** A consumer that this process has, kept by renewing its record. */
class NatsClaim implements Claim {
  readonly #cursors: NatsCursors;
  readonly #consumer: string;
  readonly #lease: number;
  readonly #lost = new AbortController();
  readonly #renewal: NodeJS.Timeout;
  #record: StoredCursor;
  #renewedAt = performance.now();
  /** Changes go one after the other: each names its forerunner. */
  #queue: Promise<void> = Promise.resolve();

  constructor(cursors: NatsCursors, consumer: string, record: StoredCursor, lease: number) {
    this.#cursors = cursors;
    this.#consumer = consumer;
    this.#record = record;
    this.#lease = lease;
    this.#renewal = setInterval(() => this.#renew(), lease / 4);
  }

  get position(): Position {
    return this.#record.position;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  advance(to: Position): Promise<void> {
    return this.#change({ position: to });
  }

  async release(): Promise<void> {
    clearInterval(this.#renewal);
    if (!this.#lost.signal.aborted) await this.#change({ owner: null });
  }

  #renew(): void {
    this.#change({}).catch(() => {
      // Without an answer for a whole lease others may have taken over; until then it is tried again.
      if (performance.now() - this.#renewedAt > this.#lease) this.#lose();
    });
  }

  #change(change: Partial<CursorRecord>): Promise<void> {
    const turn = this.#queue.then(() => this.#write(change));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #write(change: Partial<CursorRecord>): Promise<void> {
    this.#lost.signal.throwIfAborted();
    const { position, owner } = { ...this.#record, ...change };
    let sequence = await this.#cursors.write(this.#consumer, { position, owner }, this.#record.sequence);
    if (sequence === null) {
      // An earlier change may have been stored although its answer was lost.
      const current = await this.#cursors.read(this.#consumer);
      if (current?.owner === this.#record.owner)
        sequence = await this.#cursors.write(this.#consumer, { position, owner }, current!.sequence);
    }
    if (sequence === null) {
      this.#lose();
      this.#lost.signal.throwIfAborted();
    }
    this.#record = { position, owner, sequence: sequence! };
    this.#renewedAt = performance.now();
  }

  #lose(): void {
    clearInterval(this.#renewal);
    this.#lost.abort();
  }
}
