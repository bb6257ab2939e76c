import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import * as openid from 'openid-client';
import { admit } from '../sessions/admit.ts';
import { staysLive } from '../sessions/live-session.ts';
import { mayEnter } from '../sessions/may-enter.ts';
import { recordRefusedSignIn } from '../sessions/refused-sign-in.ts';
import { SignInFailed } from '../sessions/session-results.ts';
import { hashToken } from '../sessions/token.ts';
import { belongsSomewhere } from '../sign-up/enrol-person.ts';
import { type Account, findAccount } from '../users/account.ts';
import { EXTERNAL_PROOF_SECONDS, type ExternalProof, keepProof, linkIdentity, linkState } from './external-identity.ts';
import {
  ExternalIdentityLinked,
  ExternalIdentityTaken,
  ExternalLinkNeeded,
  ExternalProofMade,
  ExternalSignInFinished,
  type ExternalSignInOutcome,
  ExternalSignInRefused,
  type FinishExternalSignInInput,
} from './external-results.ts';
import { callbackUrl, provider } from './provider.ts';

interface Way {
  purpose: 'sign_in' | 'link';
  user_id: string | null;
  /** The session that began it, of a link. */
  session_id: string | null;
  state: string;
  nonce: string;
  code_verifier: string;
  organisation_slug: string | null;
  next: string;
}

/**
 * Ends a way to the provider and back. People are known by issuer and subject, never by an e-mail (security check 26). Where an identity is
 * new, an account with its e-mail is linked if the provider itself gives out that address; an address that it only verified once may be
 * another person's by now, so there a sign-in in another way comes first. The second factor stays. Nobody known, or somebody
 * who belongs nowhere any more (ID-14): a proof for a sign-up or an invitation.
 */
export async function finishExternalSignIn(
  context: RequestContext,
  input: FinishExternalSignInInput,
): Promise<ExternalSignInFinished> {
  const { requestId } = context.facts;
  const way = await context.db.transaction({ requestId }, (tx) => takeWay(tx, input));
  const finished = (outcome: ExternalSignInOutcome) =>
    Object.assign(new ExternalSignInFinished(), {
      next: way?.next ?? '/',
      purpose: way?.purpose ?? 'sign_in',
      outcome,
    });
  if (!way) return finished(new ExternalSignInRefused());
  // The provider is asked outside any transaction: it may be slow.
  const proof = await askProvider(context, way, input.query);
  if (!proof) return finished(new ExternalSignInRefused());
  if (way.purpose === 'link') return finished(await link(context, way, proof));
  return finished(await signIn(context, way, proof));
}

/** Takes the way that the browser went and came back from. What another tab or somebody else brings leaves it as it is. */
async function takeWay(tx: Transaction, { token, query }: FinishExternalSignInInput): Promise<Way | null> {
  const [way] = await tx.query<Way>(
    `delete from identity.external_sign_in where token_hash = decode(?, 'hex') and state = ? and expires_at > ?
     returning purpose, user_id, session_id, state, nonce, code_verifier, organisation_slug, next`,
    [hashToken(token), new URLSearchParams(query).get('state') ?? '', tx.now],
  );
  return way ?? null;
}

/** Trades the code for the provider's word on who came; null when anything about it is wrong, or the person declined. */
async function askProvider(context: RequestContext, way: Way, query: string): Promise<ExternalProof | null> {
  const address = callbackUrl(context);
  address.search = query;
  try {
    const configuration = await provider(context);
    if (!configuration) return null;
    const tokens = await openid.authorizationCodeGrant(configuration, address, {
      expectedState: way.state,
      expectedNonce: way.nonce,
      pkceCodeVerifier: way.code_verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    if (claims.email_verified !== true || typeof claims.email !== 'string')
      throw new Error('the e-mail is not verified');
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: claims.email.toLowerCase(),
      name: typeof claims.name === 'string' ? claims.name.slice(0, 80) : null,
      isAuthoritative: givesOut(claims.email.toLowerCase(), claims.hd),
    };
  } catch (fault) {
    const { requestId } = context.facts;
    const code = (fault as { code?: unknown; error?: unknown }).error ?? (fault as { code?: unknown }).code;
    context.logger.info({ requestId, reason: code ?? String(fault) }, 'What the sign-in provider sent was refused');
    await context.db.transaction({ requestId }, (tx) => recordRefusedSignIn(context, tx, 'external', {}));
    return null;
  }
}

/** Whether Google gives out an address itself: its own, or one of a Workspace domain that it hosts. */
function givesOut(email: string, hostedDomain: unknown): boolean {
  const domain = email.split('@').at(-1);
  return domain === 'gmail.com' || (typeof hostedDomain === 'string' && hostedDomain.toLowerCase() === domain);
}

async function signIn(context: RequestContext, way: Way, proof: ExternalProof): Promise<ExternalSignInOutcome> {
  const { requestId } = context.facts;
  const found = await context.db.transaction({ requestId }, (tx) => findPerson(tx, proof));
  if (!found?.belongs) {
    const email = found?.isLinked ? found.account.email : proof.email;
    // Who is linked is known by our e-mail: it may be another one by now, of which the provider has said nothing.
    const kept = email === proof.email ? proof : { ...proof, email, isAuthoritative: false };
    return context.db.transaction({ requestId }, (tx) => keptFor(new ExternalProofMade(), tx, kept));
  }
  const { id } = found.account;
  const isWelcome = await mayEnter(context, id, way.organisation_slug);
  return context.db.transaction({ userId: id, requestId }, async (tx) => {
    // Another request may have taken the identity off, or set another e-mail, since the person was found: now it is locked.
    const state = await linkState(tx, id, proof);
    const account = (await findAccount(tx, { id }))!;
    const mayLink = state === 'free' && account.email === proof.email;
    if (mayLink && !proof.isAuthoritative) return keptFor(new ExternalLinkNeeded(), tx, proof);
    if (!isWelcome || !(state === 'linked' || mayLink)) {
      await recordRefusedSignIn(context, tx, isWelcome ? 'external' : 'no_access', { userId: id });
      return new SignInFailed();
    }
    return admit(context, tx, account, way.organisation_slug, state === 'linked' ? null : proof);
  });
}

/** An answer with the token of the proof, which is kept for the next step. */
async function keptFor<Outcome extends ExternalProofMade | ExternalLinkNeeded>(
  outcome: Outcome,
  tx: Transaction,
  proof: ExternalProof,
): Promise<Outcome> {
  return Object.assign(outcome, { token: await keepProof(tx, proof), seconds: EXTERNAL_PROOF_SECONDS });
}

/** The person of an identity, or of its e-mail. One question for both, so that whoever is refused is refused after the same work (ID-5). */
async function findPerson(
  tx: Transaction,
  { issuer, subject, email }: ExternalProof,
): Promise<{ account: Account; isLinked: boolean; belongs: boolean } | null> {
  const [person] = await tx.query<{ id: string; is_linked: boolean }>(
    `select u.id, e.user_id is not null as is_linked from identity."user" u
     left join identity.external_identity e on e.user_id = u.id and e.issuer = ? and e.subject = ?
     where u.id = coalesce(
       (select user_id from identity.external_identity where issuer = ? and subject = ?),
       (select id from identity."user" where email = ?))`,
    [issuer, subject, issuer, subject, email],
  );
  const account = person && (await findAccount(tx, { id: person.id }));
  return account ? { account, isLinked: person.is_linked, belongs: await belongsSomewhere(tx, account.id) } : null;
}

/** Only for a session that lives: whoever began it may have been signed out since, by a new password too. */
async function link(context: RequestContext, way: Way, proof: ExternalProof): Promise<ExternalSignInOutcome> {
  const { requestId } = context.facts;
  const { user_id: userId, session_id: id } = way;
  if (!userId || !id) return new ExternalSignInRefused();
  return context.db.transaction({ userId, requestId }, async (tx) => {
    // Whoever sets a password locks the person before the sessions: the other way round the two would wait for each other.
    await linkState(tx, userId, proof);
    if (!(await staysLive(context, tx, { id, userId }))) return new ExternalSignInRefused();
    return (await linkIdentity(context, tx, userId, proof))
      ? new ExternalIdentityLinked()
      : new ExternalIdentityTaken();
  });
}
