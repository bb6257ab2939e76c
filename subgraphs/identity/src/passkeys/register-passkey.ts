import { uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { type RegistrationResponseJSON, verifyRegistrationResponse } from '@simplewebauthn/server';
import { sendProtectionMail } from '../mails/protection-mail.ts';
import { isFresh, ProofNeeded, proofMethods } from '../sessions/fresh-proof.ts';
import { findLiveSession } from '../sessions/live-session.ts';
import { SignInExpired } from '../sessions/session-results.ts';
import { emitPersonEvent } from '../users/person-event.ts';
import { MOST_PASSKEYS } from './begin-passkey.ts';
import { takeChallenge } from './challenges.ts';
import type { RegisterPasskeyInput } from './passkey-inputs.ts';
import { PasskeyRefused, PasskeyRegistered, type RegisterPasskeyOutcome } from './passkey-results.ts';
import { relyingParty } from './relying-party.ts';

/** Keeps a passkey that a browser made for the signed-in person, under a name (ID-6). Needs a fresh proof. */
export async function registerPasskey(
  context: RequestContext,
  input: RegisterPasskeyInput,
): Promise<RegisterPasskeyOutcome> {
  const { requestId } = context.facts;
  return context.db.transaction({ requestId }, async (tx) => {
    const session = await findLiveSession(context, tx, input.sessionToken);
    if (!session) return new SignInExpired();
    if (!isFresh(session.proven_at, tx.now)) return new ProofNeeded(await proofMethods(tx, session.user_id));
    const challenge = await takeChallenge(tx, input.challengeToken, 'register');
    if (challenge?.user_id !== session.user_id) return new PasskeyRefused();
    const made = await verify(context, input.response, challenge.challenge);
    if (!made) return new PasskeyRefused();
    const name = input.name.trim().slice(0, 60) || 'Passkey';
    const rows = await tx.query(
      `insert into identity.passkey (id, user_id, credential_id, public_key, counter, transports, name, is_synced, created_at)
       select ?, ?, ?, ?, ?, ?, ?, ?, ? where (select count(*) from identity.passkey where user_id = ?) < ?
       on conflict (credential_id) do nothing returning id`,
      [
        uuidv7(tx.now.getTime()),
        session.user_id,
        made.credential.id,
        Buffer.from(made.credential.publicKey),
        made.credential.counter,
        `{${(made.credential.transports ?? []).filter((word) => /^[a-z-]{1,20}$/.test(word)).join(',')}}`,
        name,
        made.credentialBackedUp,
        tx.now,
        session.user_id,
        MOST_PASSKEYS,
      ],
    );
    if (rows.length === 0) return new PasskeyRefused();
    const person = { id: session.user_id, name: session.name };
    await tx.identify(person.id);
    await emitPersonEvent(context, tx, person, 'second_factor.added', { data: { factor: 'passkey' } });
    await sendProtectionMail(context, tx, person.id, 'passkey_added');
    return new PasskeyRegistered();
  });
}

async function verify(context: RequestContext, json: string, challenge: string) {
  const { id, origin } = relyingParty(context);
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: JSON.parse(json) as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
    });
    return verified ? registrationInfo : null;
  } catch (fault) {
    context.logger.info({ requestId: context.facts.requestId, reason: String(fault) }, 'A passkey was refused');
    return null;
  }
}
