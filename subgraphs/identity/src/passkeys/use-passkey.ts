import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import { takeChallenge } from './challenges.ts';
import { relyingParty } from './relying-party.ts';

interface PasskeyRow {
  id: string;
  user_id: string;
  credential_id: string;
  public_key: Uint8Array<ArrayBuffer>;
  counter: string;
  transports: AuthenticatorTransport[];
}

const NO_PASSKEY = '00000000-0000-0000-0000-000000000000';

/** An answer of a browser to a challenge that it was given. */
export interface PasskeyAnswer {
  challengeToken: string;
  /** The browser's answer as JSON. */
  response: string;
}

/**
 * Checks a browser's answer and notes the use. Null when anything is wrong: challenge, origin, host, signature, or a counter that has not
 * grown, which means a copy. As the only factor it must come with the device's own check of the person; as the second one presence is
 * enough. `userId`: whose passkey it must be. Whatever is wrong, the statements are the same (ID-5).
 */
export async function usePasskey(
  context: RequestContext,
  tx: Transaction,
  answer: PasskeyAnswer & { purpose: 'sign_in' | 'second_factor' | 'prove'; userId?: string },
): Promise<{ userId: string } | null> {
  const challenge = await takeChallenge(tx, answer.challengeToken, answer.purpose);
  const response = readResponse(answer.response);
  // Locked, so that two answers with one counter cannot both pass.
  const [passkey] = await tx.query<PasskeyRow>(
    'select id, user_id, credential_id, public_key, counter, transports from identity.passkey where credential_id = ? for update',
    [response?.id ?? ''],
  );
  const isAsked = challenge !== null && challenge.user_id === (answer.userId ?? null);
  const isTheirs = passkey !== undefined && (answer.userId === undefined || passkey.user_id === answer.userId);
  const counter =
    response && isAsked && isTheirs
      ? await verify(context, response, challenge.challenge, passkey, answer.purpose !== 'second_factor')
      : null;
  // Of a wrong answer it changes no row.
  await tx.query('update identity.passkey set counter = ?, last_used_at = ? where id = ?', [
    counter ?? 0,
    tx.now,
    counter === null ? NO_PASSKEY : passkey!.id,
  ]);
  return counter === null ? null : { userId: passkey!.user_id };
}

async function verify(
  context: RequestContext,
  response: AuthenticationResponseJSON,
  challenge: string,
  passkey: PasskeyRow,
  requireUserVerification: boolean,
): Promise<number | null> {
  const { id, origin } = relyingParty(context);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      credential: {
        id: passkey.credential_id,
        publicKey: new Uint8Array(passkey.public_key),
        counter: Number(passkey.counter),
        transports: passkey.transports,
      },
      requireUserVerification,
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch (fault) {
    context.logger.info({ requestId: context.facts.requestId, reason: String(fault) }, 'A passkey was refused');
    return null;
  }
}

/** The browser's answer, or null when it is none: it comes from outside. */
function readResponse(json: string): AuthenticationResponseJSON | null {
  try {
    const response = JSON.parse(json) as AuthenticationResponseJSON | null;
    return typeof response?.id === 'string' && typeof response.response === 'object' ? response : null;
  } catch {
    return null;
  }
}
