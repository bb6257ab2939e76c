import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import {
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
} from '@simplewebauthn/server';
import { isFresh, ProofNeeded, proofMethods } from '../sessions/fresh-proof.ts';
import { findHalfSignIn } from '../sessions/half-sign-in.ts';
import { findLiveSession } from '../sessions/live-session.ts';
import { SignInExpired } from '../sessions/session-results.ts';
import { findAccount } from '../users/account.ts';
import { keepChallenge, type PasskeyPurpose } from './challenges.ts';
import type { BeginPasskeyInput } from './passkey-inputs.ts';
import { type BeginPasskeyOutcome, PasskeyChallenge } from './passkey-results.ts';
import { relyingParty } from './relying-party.ts';

/** Most passkeys of one person. */
export const MOST_PASSKEYS = 20;

type PasskeyRow = { credential_id: string; transports: AuthenticatorTransport[] };

/**
 * Makes a challenge for a browser: to make a passkey, to sign in by one without saying who one is, as the second factor, or to prove again
 * who one is. Whose passkeys it asks for comes from the session or the half-done sign-in, never from the caller.
 */
export async function beginPasskey(context: RequestContext, input: BeginPasskeyInput): Promise<BeginPasskeyOutcome> {
  const { requestId } = context.facts;
  return context.db.transaction({ requestId }, async (tx) => {
    const whose = await whoseChallenge(context, tx, input);
    if (!whose) return new SignInExpired();
    const { userId } = whose;
    if (input.purpose === 'register' && !whose.isProven) return new ProofNeeded(await proofMethods(tx, userId!));
    const options = await optionsFor(context, tx, input.purpose, userId);
    const token = await keepChallenge(tx, { purpose: input.purpose, userId, challenge: options.challenge });
    return Object.assign(new PasskeyChallenge(), { token, options: JSON.stringify(options) });
  });
}

/** Nobody's for a sign-in, of which nobody has said anything yet; null where the browser has not what the purpose needs. */
async function whoseChallenge(
  context: RequestContext,
  tx: Transaction,
  { purpose, sessionToken, halfToken }: BeginPasskeyInput,
): Promise<{ userId: string | null; isProven: boolean } | null> {
  if (purpose === 'sign_in') return { userId: null, isProven: false };
  if (purpose === 'second_factor') {
    const half = halfToken ? await findHalfSignIn(tx, halfToken) : null;
    return half && { userId: half.user_id, isProven: false };
  }
  const session = sessionToken ? await findLiveSession(context, tx, sessionToken) : null;
  return session && { userId: session.user_id, isProven: isFresh(session.proven_at, tx.now) };
}

async function optionsFor(context: RequestContext, tx: Transaction, purpose: PasskeyPurpose, userId: string | null) {
  const rpID = relyingParty(context).id;
  const known = userId
    ? await tx.query<PasskeyRow>('select credential_id, transports from identity.passkey where user_id = ?', [userId])
    : [];
  const credentials = known.map(({ credential_id, transports }) => ({ id: credential_id, transports }));
  if (purpose !== 'register')
    return generateAuthenticationOptions({
      rpID,
      allowCredentials: credentials,
      userVerification: purpose === 'second_factor' ? 'preferred' : 'required',
    });
  const person = (await findAccount(tx, { id: userId! }))!;
  return generateRegistrationOptions({
    rpName: 'offplan',
    rpID,
    userName: person.email,
    userDisplayName: person.name,
    userID: new Uint8Array(Buffer.from(person.id.replaceAll('-', ''), 'hex')),
    excludeCredentials: credentials,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}
