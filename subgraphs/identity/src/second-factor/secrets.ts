import { Seal } from '@offplan/kernel/seal';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';

/** Seals the secrets of authenticator apps, bound to their person. */
export function authenticatorSeal(context: RequestContext): Seal {
  return new Seal(optionsOf(context).signInSealKey, 'authenticator secret');
}

/** What stands for a recovery code in the database. Keyed: 50 random bits are too few for a plain hash. */
export function hashRecoveryCode(context: RequestContext, userId: string, code: string): Buffer {
  return new Seal(optionsOf(context).signInSealKey, 'recovery code').hash(`${userId} ${code}`);
}
