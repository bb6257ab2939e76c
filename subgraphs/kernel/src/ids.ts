import { randomBytes } from 'node:crypto';

/** The kinds of things that have a global id; the word stands in front of the id (SCH-3). */
export type IdKind =
  | 'user'
  | 'operator'
  | 'org'
  | 'member'
  | 'invitation'
  | 'grant'
  | 'ownership'
  | 'audit'
  | 'project'
  | 'building'
  | 'floor'
  | 'unit'
  | 'event'
  | 'buyer'
  | 'import'
  | 'session'
  | 'passkey'
  | 'planchange'
  | 'view';

/** The Organisation of events that belong to no tenant (a person signed up, say). */
export const PLATFORM_ORG_ID = '00000000-0000-0000-0000-000000000000';

let lastMilliseconds = 0;
let counter = 0;

/** A UUIDv7: 48 bits of time in ms, then a counter that keeps ids of one process and millisecond in order, then randomness. */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastMilliseconds) {
    lastMilliseconds = now;
    counter = 0;
  } else {
    counter += 1;
    if (counter > 0xfff) {
      lastMilliseconds += 1;
      counter = 0;
    }
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMilliseconds, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The opaque global id of a thing: its kind and its UUID without dashes, `unit_0192f0c1…`. */
export function encodeId(kind: IdKind, uuid: string): string {
  return `${kind}_${uuid.replaceAll('-', '')}`;
}

/** The UUID inside a global id, or null when the id is malformed or of another kind: such an id answers like an unknown one. */
export function decodeId(kind: IdKind, id: string): string | null {
  const match = /^([a-z]+)_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(id);
  if (!match || match[1] !== kind) return null;
  return match.slice(2).join('-');
}
