import { createHash } from 'node:crypto';
import type { NewEvent } from './event.ts';

/** Who acts, with the name in the personal part. */
export type ActingOperator = Required<Pick<NewEvent, 'actor' | 'personal' | 'piiClass'>>;

/** A member of offplan's staff, as events keep one. Staff has no accounts yet: the same name is the same Operator. */
export function actingOperator(name: string): ActingOperator {
  const digest = createHash('sha256').update(`operator ${name.trim().toLowerCase()}`).digest('hex');
  const id = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return { actor: { kind: 'operator', id }, personal: { actorName: name.trim() }, piiClass: 'personal_meta' };
}
