import { timingSafeEqual } from 'node:crypto';
import { Seal } from '@offplan/kernel/seal';
import type { IdentityOptions } from '../options.ts';
import { REMINDER_KINDS, type ReminderKind } from './reminders.ts';

/** Whose reminders, about which Organisation, of which kind. */
export interface Unsubscription {
  orgId: string;
  userId: string;
  kind: ReminderKind;
}

const MAC_BYTES = 16;
const UUID_BYTES = 16;

const sealOf = ({ mailSealKey }: Pick<IdentityOptions, 'mailSealKey'>) => new Seal(mailSealKey, 'unsubscribe links');

/** The link with which a person stops reminders: signed, so that nobody stops somebody else's, and good for as long as the key is. */
export function unsubscribeLink(
  options: Pick<IdentityOptions, 'appUrl' | 'mailSealKey'>,
  { orgId, userId, kind }: Unsubscription,
): string {
  const facts = Buffer.concat([bytesOf(orgId), bytesOf(userId), Buffer.from([REMINDER_KINDS.indexOf(kind)])]);
  const token = Buffer.concat([facts, macOf(options, facts)]).toString('base64url');
  return `${options.appUrl}/unsubscribe/${token}`;
}

/** What a link's token says; null for one that was not made here. */
export function readUnsubscribeToken(
  options: Pick<IdentityOptions, 'mailSealKey'>,
  token: string,
): Unsubscription | null {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 2 * UUID_BYTES + 1 + MAC_BYTES) return null;
  const facts = bytes.subarray(0, -MAC_BYTES);
  if (!timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(options, facts))) return null;
  const kind = REMINDER_KINDS[facts.at(-1)!];
  return kind
    ? { orgId: uuidOf(facts.subarray(0, UUID_BYTES)), userId: uuidOf(facts.subarray(UUID_BYTES, 2 * UUID_BYTES)), kind }
    : null;
}

function macOf(options: Pick<IdentityOptions, 'mailSealKey'>, facts: Buffer): Buffer {
  return sealOf(options).hash(facts.toString('hex')).subarray(0, MAC_BYTES);
}

const bytesOf = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex');

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
