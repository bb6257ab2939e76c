import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { hashToken, newToken } from '../sessions/token.ts';

const CHALLENGE_SECONDS = 300;

export type PasskeyPurpose = 'register' | 'sign_in' | 'second_factor' | 'prove';

/** Keeps a challenge for one browser, five minutes. Resolves with the token for its cookie. */
export async function keepChallenge(
  tx: Transaction,
  challenge: { purpose: PasskeyPurpose; userId: string | null; challenge: string },
): Promise<string> {
  const token = newToken();
  await tx.query(
    `insert into identity.passkey_challenge (token_hash, purpose, user_id, challenge, expires_at) values (decode(?, 'hex'), ?, ?, ?, ?)`,
    [
      hashToken(token),
      challenge.purpose,
      challenge.userId,
      challenge.challenge,
      new Date(tx.now.getTime() + CHALLENGE_SECONDS * 1_000),
    ],
  );
  return token;
}

/** Takes a challenge away, so that it is answered once; null when there is none for this purpose, or it is too old. */
export async function takeChallenge(
  tx: Transaction,
  token: string,
  purpose: PasskeyPurpose,
): Promise<{ user_id: string | null; challenge: string } | null> {
  const [taken] = await tx.query<{ user_id: string | null; challenge: string }>(
    `delete from identity.passkey_challenge where token_hash = decode(?, 'hex') and purpose = ? and expires_at > ?
     returning user_id, challenge`,
    [hashToken(token), purpose, tx.now],
  );
  return taken ?? null;
}
