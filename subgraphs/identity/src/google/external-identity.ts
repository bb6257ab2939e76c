import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendProtectionMail } from '../mails/protection-mail.ts';
import { hashToken, newToken } from '../sessions/token.ts';
import { findAccount, normalEmail } from '../users/account.ts';
import { emitPersonEvent } from '../users/person-event.ts';

/** Who somebody is at an OpenID Connect provider, proved by its signature. The e-mail is verified there. */
export interface ExternalProof {
  issuer: string;
  subject: string;
  email: string;
  name: string | null;
}

/** So long a proof may be used for a sign-up. */
export const EXTERNAL_PROOF_SECONDS = 1_800;

/** Keeps a proof of somebody whom we do not know, for a sign-up. Resolves with the token for its cookie. */
export async function keepProof(tx: Transaction, proof: ExternalProof): Promise<string> {
  const token = newToken();
  await tx.query(
    `insert into identity.external_proof (token_hash, issuer, subject, email, name, expires_at) values (decode(?, 'hex'), ?, ?, ?, ?, ?)`,
    [
      hashToken(token),
      proof.issuer,
      proof.subject,
      normalEmail(proof.email),
      proof.name,
      new Date(tx.now.getTime() + EXTERNAL_PROOF_SECONDS * 1_000),
    ],
  );
  return token;
}

/** Looks at a proof that a browser brings, and leaves it; null when there is none or it is too old. */
export async function peekProof(tx: Pick<Transaction, 'query' | 'now'>, token: string): Promise<ExternalProof | null> {
  const [proof] = await tx.query<ExternalProof>(
    `select issuer, subject, email, name from identity.external_proof where token_hash = decode(?, 'hex') and expires_at > ?`,
    [hashToken(token), tx.now],
  );
  return proof ?? null;
}

/** Takes a proof away for a sign-up, so that it makes one account; null when there is none or it is too old. */
export async function takeProof(tx: Transaction, token: string): Promise<ExternalProof | null> {
  const [proof] = await tx.query<ExternalProof>(
    `delete from identity.external_proof where token_hash = decode(?, 'hex') and expires_at > ? returning issuer, subject, email, name`,
    [hashToken(token), tx.now],
  );
  return proof ?? null;
}

/**
 * Lets a person sign in by what a provider says from now on, and says so by mail. False when that identity is somebody's already, or the
 * person has another one there: then nothing was done.
 */
export async function linkIdentity(
  context: RequestContext,
  tx: Transaction,
  userId: string,
  proof: ExternalProof,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into identity.external_identity (issuer, subject, user_id, email, linked_at) values (?, ?, ?, ?, ?)
     on conflict do nothing returning user_id`,
    [proof.issuer, proof.subject, userId, proof.email, tx.now],
  );
  if (rows.length === 0) return false;
  const person = (await findAccount(tx, { id: userId }))!;
  await emitPersonEvent(context, tx, person, 'external_identity.linked', { data: { issuer: proof.issuer } });
  await sendProtectionMail(context, tx, userId, 'google_linked');
  return true;
}
