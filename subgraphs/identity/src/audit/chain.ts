import { createHash } from 'node:crypto';
import type { Actor, EventData, PiiClass } from '@offplan/kernel/events/event';
import { canonicalJson } from './canonical-json.ts';

/** What comes before the first entry of a chain. */
export const GENESIS = Buffer.alloc(32);

/** What an entry says, without anything personal: the text of it is hashed. Ids are UUIDs. */
export interface EntryBody {
  version: 1;
  orgId: string;
  seq: number;
  eventId: string;
  source: string;
  /** ISO 8601, UTC. */
  occurredAt: string;
  action: string;
  actor: Actor;
  onBehalfOf: string | null;
  subject: { type: string; id: string; seq: number };
  data: EventData;
  piiClass: PiiClass;
  requestId: string | null;
  /** For each personal field the hash of its salt and value (ID-71), in hex. */
  commitments: Record<string, string>;
  /** Of the personal fields that are about a person: whose (UUID), so that what can be erased cannot be moved to somebody else. */
  persons?: Record<string, string>;
}

export function writeBody(body: EntryBody): string {
  return canonicalJson(body);
}

/** An entry's hash: over the one before it and its own body, so that no entry can be changed, moved, put in or taken out unseen. */
export function hashEntry(previous: Uint8Array, body: string): Buffer {
  return createHash('sha256').update('offplan audit entry 1\0').update(previous).update(body).digest();
}

/** A commitment to a personal field: the salt keeps the value from being guessed from it, so that it may stay when the value is erased. */
export function commit(field: string, value: string, salt: Uint8Array): string {
  return createHash('sha256')
    .update('offplan audit field 1\0')
    .update(salt)
    .update(`${field}\0`)
    .update(value)
    .digest('hex');
}
