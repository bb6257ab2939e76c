import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendProtectionMail } from '../mails/protection-mail.ts';
import { hashToken, newToken } from '../sessions/token.ts';
import { findAccount, normalEmail } from '../users/account.ts';
import { emitPersonEvent } from '../users/person-event.ts';

/** Somebody at an OpenID Connect provider. */
export interface ExternalIdentity {
  issuer: string;
  subject: string;
  email: string;
}

/** Who somebody is at an OpenID Connect provider, proved by its signature. The e-mail was verified there at some time. */
export interface ExternalProof extends ExternalIdentity {
  name: string | null;
  /** Whether the provider itself gives out the address, and so knows whose it is now. */
  isAuthoritative: boolean;
}

/** So long a proof may be used for a sign-up. */
export const EXTERNAL_PROOF_SECONDS = 1_800;

/** Keeps a proof for the next step of its browser. Resolves with the token for its cookie. */
export async function keepProof(tx: Transaction, proof: ExternalProof): Promise<string> {
  const token = newToken();
  await tx.query(
    `insert into identity.external_proof (token_hash, issuer, subject, email, name, is_authoritative, expires_at)
     values (decode(?, 'hex'), ?, ?, ?, ?, ?, ?)`,
    [
      hashToken(token),
      proof.issuer,
      proof.subject,
      normalEmail(proof.email),
      proof.name,
      proof.isAuthoritative,
      new Date(tx.now.getTime() + EXTERNAL_PROOF_SECONDS * 1_000),
    ],
  );
  return token;
}

const PROOF_COLUMNS = 'issuer, subject, email, name, is_authoritative as "isAuthoritative"';

/** Looks at a proof that a browser brings, and leaves it; null when there is none or it is too old. */
export async function peekProof(tx: Pick<Transaction, 'query' | 'now'>, token: string): Promise<ExternalProof | null> {
  const [proof] = await tx.query<ExternalProof>(
    `select ${PROOF_COLUMNS} from identity.external_proof where token_hash = decode(?, 'hex') and expires_at > ?`,
    [hashToken(token), tx.now],
  );
  return proof ?? null;
}

/** Takes a proof away, so that it serves once; null when there is none or it is too old. */
export async function takeProof(tx: Transaction, token: string): Promise<ExternalProof | null> {
  const [proof] = await tx.query<ExternalProof>(
    `delete from identity.external_proof where token_hash = decode(?, 'hex') and expires_at > ? returning ${PROOF_COLUMNS}`,
    [hashToken(token), tx.now],
  );
  return proof ?? null;
}

/**
 * What the sign-in of a person shall link: the proof that the browser brings, where its e-mail is the person's. Another one stays: it may
 * be of somebody else who used this browser.
 */
export async function proofToLink(
  tx: Transaction,
  token: string | null | undefined,
  person: { id: string; email: string },
): Promise<ExternalIdentity | null> {
  const proof = token ? await peekProof(tx, token) : null;
  if (proof?.email !== person.email || !(await isLinkable(tx, person.id, proof))) return null;
  return takeProof(tx, token!);
}

async function isLinkable(tx: Transaction, userId: string, proof: ExternalIdentity): Promise<boolean> {
  const state = await linkState(tx, userId, proof);
  return state === 'linked' || state === 'free';
}

/** How an identity stands to a person. `taken`: by another person. `has_another`: this person has another identity there. */
export type LinkState = 'linked' | 'free' | 'taken' | 'has_another';

/** How an identity stands to a person, who is locked: two identities at once are not both free. */
export async function linkState(
  tx: Transaction,
  userId: string,
  { issuer, subject }: Pick<ExternalIdentity, 'issuer' | 'subject'>,
): Promise<LinkState> {
  await tx.query('select from identity."user" where id = ? for update', [userId]);
  const rows = await tx.query<{ is_subject: boolean; is_person: boolean }>(
    `select subject = ? as is_subject, user_id = ? as is_person from identity.external_identity
     where issuer = ? and (subject = ? or user_id = ?)`,
    [subject, userId, issuer, subject, userId],
  );
  if (rows.length === 0) return 'free';
  if (rows.some((row) => !row.is_person)) return 'taken';
  return rows.every((row) => row.is_subject) ? 'linked' : 'has_another';
}

/**
 * Lets a person sign in by what a provider says from now on, and says so by mail. False when that identity is somebody's already, or the
 * person has another one there: then nothing was done. True also where it was linked before.
 */
export async function linkIdentity(
  context: RequestContext,
  tx: Transaction,
  userId: string,
  proof: ExternalIdentity,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into identity.external_identity (issuer, subject, user_id, email, linked_at) values (?, ?, ?, ?, ?)
     on conflict do nothing returning user_id`,
    [proof.issuer, proof.subject, userId, proof.email, tx.now],
  );
  if (rows.length === 0) return (await linkState(tx, userId, proof)) === 'linked';
  const person = (await findAccount(tx, { id: userId }))!;
  await emitPersonEvent(context, tx, person, 'external_identity.linked', { data: { issuer: proof.issuer } });
  await sendProtectionMail(context, tx, userId, 'google_linked');
  return true;
}
