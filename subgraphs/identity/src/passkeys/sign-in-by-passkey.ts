import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { linkIdentity, proofToLink } from '../google/external-identity.ts';
import { mayEnter } from '../sessions/may-enter.ts';
import { openSession } from '../sessions/open-session.ts';
import { recordRefusedSignIn } from '../sessions/refused-sign-in.ts';
import { type SignInByPasskeyOutcome, SignInFailed } from '../sessions/session-results.ts';
import { findAccount } from '../users/account.ts';
import type { SignInByPasskeyInput } from './passkey-inputs.ts';
import { usePasskey } from './use-passkey.ts';

/**
 * Signs in by a passkey alone. The device has checked the person and holds the key, which makes two factors: no second one is asked for.
 * What is wrong gets the same answer as a wrong password, after the same work whatever it is (ID-5). No attempt is counted: nobody guesses
 * a passkey, and wrong passwords of others in the same network must not keep its owner out.
 */
export async function signInByPasskey(
  context: RequestContext,
  input: SignInByPasskeyInput,
): Promise<SignInByPasskeyOutcome> {
  const { requestId } = context.facts;
  const organisationSlug = input.organisationSlug ?? null;
  const used = await context.db.transaction({ requestId }, (tx) =>
    usePasskey(context, tx, { ...input.passkey, purpose: 'sign_in' }),
  );
  const userId = used?.userId ?? null;
  const isWelcome = await mayEnter(context, userId, organisationSlug);
  return context.db.transaction({ userId: userId ?? undefined, requestId }, async (tx) => {
    if (!userId || !isWelcome) {
      await recordRefusedSignIn(context, tx, userId ? 'no_access' : 'passkey', { userId });
      return new SignInFailed();
    }
    const person = (await findAccount(tx, { id: userId }))!;
    const link = await proofToLink(tx, input.proofToken, person);
    if (link) await linkIdentity(context, tx, person.id, link);
    return openSession(context, tx, person, organisationSlug);
  });
}
