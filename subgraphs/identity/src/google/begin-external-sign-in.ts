import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import * as openid from 'openid-client';
import { isFresh, ProofNeeded, proofMethods } from '../sessions/fresh-proof.ts';
import { findLiveSession } from '../sessions/live-session.ts';
import { SignInExpired } from '../sessions/session-results.ts';
import { hashToken, newToken } from '../sessions/token.ts';
import {
  type BeginExternalSignInInput,
  type BeginExternalSignInOutcome,
  ExternalSignInBegun,
  ExternalSignInUnavailable,
} from './external-results.ts';
import { callbackUrl, provider } from './provider.ts';

const MINUTES = 10;

/**
 * Begins a way to the provider and back, bound to one browser: with state, nonce and PKCE (security check 27). To link an account of the
 * signed-in person needs a fresh proof. A provider that does not answer is a refusal, not a fault: everything else goes on.
 */
export async function beginExternalSignIn(
  context: RequestContext,
  input: BeginExternalSignInInput,
): Promise<BeginExternalSignInOutcome> {
  const { requestId } = context.facts;
  const configuration = await provider(context).catch((fault) => {
    context.logger.warn({ requestId, fault: String(fault) }, 'The sign-in provider does not answer');
    return null;
  });
  if (!configuration) return new ExternalSignInUnavailable();
  const token = newToken();
  const way = {
    state: openid.randomState(),
    nonce: openid.randomNonce(),
    codeVerifier: openid.randomPKCECodeVerifier(),
  };
  const refusal = await context.db.transaction({ requestId }, async (tx) => {
    const session = input.sessionToken ? await findLiveSession(context, tx, input.sessionToken) : null;
    if (input.purpose === 'link') {
      if (!session) return new SignInExpired();
      if (!isFresh(session.proven_at, tx.now)) return new ProofNeeded(await proofMethods(tx, session.user_id));
    }
    await tx.query(
      `insert into identity.external_sign_in
         (token_hash, purpose, user_id, session_id, state, nonce, code_verifier, organisation_slug, next, expires_at)
       values (decode(?, 'hex'), ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        hashToken(token),
        input.purpose,
        ...(input.purpose === 'link' ? [session!.user_id, session!.id] : [null, null]),
        way.state,
        way.nonce,
        way.codeVerifier,
        input.organisationSlug ?? null,
        input.next,
        new Date(tx.now.getTime() + MINUTES * 60_000),
      ],
    );
    return null;
  });
  if (refusal) return refusal;
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: callbackUrl(context).href,
    scope: 'openid email profile',
    state: way.state,
    nonce: way.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(way.codeVerifier),
    code_challenge_method: 'S256',
    // Several accounts at the provider: the person chooses, every time.
    prompt: 'select_account',
  });
  return Object.assign(new ExternalSignInBegun(), { token, seconds: MINUTES * 60, url: url.href });
}
