import { createHash } from 'node:crypto';
import { DAY } from '../machine/clock.ts';
import type { World } from '../machine/world.ts';
import { invalidRequest, StripeError } from './stripe-error.ts';

/** What a key stands for: another request with it is a mistake. */
export function fingerprintOf(path: string, body: string): string {
  const fields = [...new URLSearchParams(body)].map(([name, value]) => `${name}=${value}`).sort();
  return `${path} ${createHash('sha256').update(fields.join('\n')).digest('hex')}`;
}

/** Refuses a key that cannot be one. */
export function checkKey(key: string): void {
  if (key.length <= 255) return;
  throw invalidRequest('Idempotency key is too long. Keys can be up to 255 characters.');
}

/**
 * The first answer to a key, to be sent again, with the request that it was given to; null when there was none in the last 24 emulated hours. 400 `idempotency_error` when the request is
 * another one [stripe.md §3 "Idempotency"].
 */
export function recall(
  world: World,
  key: string,
  fingerprint: string,
): { status: number; body: string; request: string } | null {
  const record = world.store.get('idempotency', key);
  if (!record || world.clock.now() - record.created >= DAY) return null;
  if (record.fingerprint === fingerprint) return record;
  const [path] = fingerprint.split(' ');
  const [first] = record.fingerprint.split(' ');
  throw new StripeError(400, {
    type: 'idempotency_error',
    message:
      path === first
        ? `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
        : `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${path}' vs '${first}'). Try using a key other than '${key}' if you meant to execute a different request.`,
  });
}

/** Keeps an answer for a key. Within the transaction that the answer is about. */
export function remember(
  world: World,
  key: string,
  fingerprint: string,
  answer: { status: number; body: string; request: string },
): void {
  world.store.put('idempotency', { id: key, fingerprint, ...answer, created: world.clock.now() });
}
