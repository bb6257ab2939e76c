import type { Position } from './bus.ts';

/** Keeps how far each consumer has come, and lets one process at a time have it. */
export interface CursorStore {
  /** Takes a consumer for this process, or resolves with null while another one has it. Makes a cursor where there is none. */
  claim(consumer: string, startAt: 'first' | 'next'): Promise<Claim | null>;
}

/** A consumer that this process has. */
export interface Claim {
  /** Everything up to here was delivered. */
  readonly position: Position;
  /** Aborted when another process may have the consumer. */
  readonly lost: AbortSignal;
  /** Stores how far the consumer has come. Rejects when the claim is lost. */
  advance(to: Position): Promise<void>;
  release(): Promise<void>;
}
