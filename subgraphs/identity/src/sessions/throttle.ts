import { createHash } from 'node:crypto';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { uuidv7 } from '@offplan/kernel/ids';

export interface Throttle {
  kind:
    | 'sign_in_account'
    | 'sign_in_address'
    | 'sign_up_address'
    | 'second_factor'
    | 'reset_account'
    | 'reset_address'
    | 'email_change'
    | 'sign_up_email'
    | 'invitation_to_one'
    | 'invitation_to_all'
    | 'organisation'
    | 'audit_export';
  key: string;
  /** So many within so many seconds. */
  limit: number;
  seconds: number;
}

/**
 * Takes a place under each of the limits, or none: resolves with the ids to give back, or with the seconds until there is a place
 * again. Callers for the same key wait for each other, so that many at once cannot pass together.
 */
export async function takePlaces(
  tx: Transaction,
  throttles: readonly Throttle[],
): Promise<{ ids: string[] } | { retryAfterSeconds: number }> {
  const keyed = throttles.map((throttle) => ({ ...throttle, hash: hashOf(throttle) }));
  // Always in the same order: two callers with two keys in common must not wait for each other crosswise.
  keyed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  for (const { hash } of keyed) await tx.query('select pg_advisory_xact_lock(hashtextextended(?, 783))', [hash]);
  let retryAfterSeconds = 0;
  for (const { kind, hash, limit, seconds } of keyed) {
    const since = new Date(tx.now.getTime() - seconds * 1000);
    const places = await tx.query<{ at: Date }>(
      `select at from identity.attempt where kind = ? and key = decode(?, 'hex') and at > ? order by at desc limit ?`,
      [kind, hash, since, limit],
    );
    if (places.length < limit) continue;
    const freeAt = new Date(places.at(-1)!.at).getTime() + seconds * 1000;
    retryAfterSeconds = Math.max(retryAfterSeconds, Math.ceil((freeAt - tx.now.getTime()) / 1000));
  }
  if (retryAfterSeconds > 0) return { retryAfterSeconds };
  const ids: string[] = [];
  for (const { kind, hash } of keyed) {
    const id = uuidv7();
    ids.push(id);
    await tx.query(`insert into identity.attempt (id, kind, key, at) values (?, ?, decode(?, 'hex'), ?)`, [
      id,
      kind,
      hash,
      tx.now,
    ]);
  }
  return { ids };
}

/** Gives places back: what they were taken for does not count. */
export async function giveBackPlaces(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query('delete from identity.attempt where id = any(?::uuid[])', [`{${ids.join(',')}}`]);
}

function hashOf({ kind, key }: Throttle): string {
  return createHash('sha256').update(`${kind}\0${key}`).digest('hex');
}
