import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { UserError } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { readerOf } from '../reader-of.ts';
import { factorsOf } from '../second-factor/factors.ts';
import { Session } from './session.ts';

/** So long after it a proof of who one is counts as fresh. */
export const PROOF_SECONDS = 600;

export enum ProofMethod {
  PASSWORD = 'password',
  PASSKEY = 'passkey',
  AUTHENTICATOR = 'authenticator',
}
registerEnumType(ProofMethod, {
  name: 'ProofMethod',
  description: 'How the viewer can prove who it is.',
  valuesConfig: {
    PASSWORD: { description: 'By the password.' },
    PASSKEY: { description: 'By a passkey, with the device’s own check of the person.' },
    AUTHENTICATOR: { description: 'By a code of the authenticator app; for whoever has no password.' },
  },
});

@ObjectType({
  implements: UserError,
  description:
    'This needs a proof of identity that is at most ten minutes old: prove it at `POST /auth/prove`, then ask again.',
})
export class ProofNeeded extends UserError {
  @Field(() => [ProofMethod], {
    description: 'The ways that the viewer has. None: only by signing out and in again.',
  })
  methods: ProofMethod[];

  constructor(methods: ProofMethod[]) {
    super();
    this.code = 'PROOF_NEEDED';
    this.message = 'Confirm that it is you, then try again.';
    this.methods = methods;
  }
}

/**
 * Asks for a fresh proof of identity before what would give an account away: null when the viewer's session has one (its sign-in or a
 * proof at most ten minutes old), else the answer to give (security check 25).
 */
export async function requireFreshProof(context: RequestContext): Promise<ProofNeeded | null> {
  const session = await context.em.findOne(Session, {
    id: context.passport.sessionId ?? null,
    userId: context.person.id,
  });
  if (session && isFresh(session.provenAt, context.clock.now())) return null;
  return new ProofNeeded(await proofMethods(readerOf(context), context.person.id));
}

/** Whether a proof of that moment is still fresh. */
export function isFresh(provenAt: Date, now: Date): boolean {
  return now.getTime() - new Date(provenAt).getTime() <= PROOF_SECONDS * 1_000;
}

/** The ways in which a person can prove who it is. */
export async function proofMethods(tx: Pick<Transaction, 'query'>, userId: string): Promise<ProofMethod[]> {
  const factors = await factorsOf(tx, userId);
  return [
    ...(factors.hasPassword ? [ProofMethod.PASSWORD] : []),
    ...(factors.passkeys > 0 ? [ProofMethod.PASSKEY] : []),
    ...(factors.hasAuthenticator && !factors.hasPassword ? [ProofMethod.AUTHENTICATOR] : []),
  ];
}
