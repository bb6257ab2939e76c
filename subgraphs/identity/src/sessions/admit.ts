import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { type ExternalIdentity, linkIdentity } from '../google/external-identity.ts';
import { type Factors, factorsOf } from '../second-factor/factors.ts';
import { openSession } from './open-session.ts';
import { type SecondFactorMethod, SecondFactorNeeded, type SignedIn } from './session-results.ts';
import { hashToken, newToken } from './token.ts';

/** So long a sign-in waits for its second factor. */
const HALF_SIGN_IN_SECONDS = 600;

/**
 * Goes on after a first factor: with a session, or where the person has an authenticator app with a half-done sign-in, which opens nothing
 * and lives ten minutes (ID-6). `link`: an identity at a provider that is the person's from then on; not before the second factor.
 */
export async function admit(
  context: RequestContext,
  tx: Transaction,
  person: { id: string; name: string },
  organisationSlug: string | null,
  link: ExternalIdentity | null = null,
): Promise<SignedIn | SecondFactorNeeded> {
  const factors = await factorsOf(tx, person.id);
  if (!factors.hasAuthenticator) {
    if (link) await linkIdentity(context, tx, person.id, link);
    return openSession(context, tx, person, organisationSlug);
  }
  const token = newToken();
  await tx.query(
    `insert into identity.half_sign_in (token_hash, user_id, organisation_slug, link, expires_at) values (decode(?, 'hex'), ?, ?, ?, ?)`,
    [
      hashToken(token),
      person.id,
      organisationSlug,
      link && JSON.stringify({ issuer: link.issuer, subject: link.subject, email: link.email }),
      new Date(tx.now.getTime() + HALF_SIGN_IN_SECONDS * 1_000),
    ],
  );
  return Object.assign(new SecondFactorNeeded(), {
    token,
    seconds: HALF_SIGN_IN_SECONDS,
    methods: secondFactors(factors),
  });
}

function secondFactors({ passkeys, recoveryCodes }: Factors): SecondFactorMethod[] {
  const methods: SecondFactorMethod[] = ['authenticator'];
  if (passkeys > 0) methods.push('passkey');
  if (recoveryCodes > 0) methods.push('recovery_code');
  return methods;
}
