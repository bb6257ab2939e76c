import { addressKey } from '@offplan/kernel/address-key';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { linkIdentity, proofToLink } from '../google/external-identity.ts';
import { optionsOf } from '../options.ts';
import { mayEnter } from '../sessions/may-enter.ts';
import { openSession } from '../sessions/open-session.ts';
import { recordRefusedSignIn } from '../sessions/refused-sign-in.ts';
import { type SignInByPasskeyOutcome, SignInFailed, TooManyAttempts } from '../sessions/session-results.ts';
import { SIGN_IN_WINDOW_SECONDS } from '../sessions/sign-in.ts';
import { giveBackPlaces, takePlaces } from '../sessions/throttle.ts';
import { findAccount } from '../users/account.ts';
import type { SignInByPasskeyInput } from './passkey-inputs.ts';
import { usePasskey } from './use-passkey.ts';

/**
 * Signs in by a passkey alone. The device has checked the person and holds the key, which makes two factors: no second one is asked for.
 * What is wrong gets the same answer as a wrong password, after the same work whatever it is (ID-5).
 */
export async function signInByPasskey(
  context: RequestContext,
  input: SignInByPasskeyInput,
): Promise<SignInByPasskeyOutcome> {
  const { requestId, address } = context.facts;
  const organisationSlug = input.organisationSlug ?? null;
  const limit = optionsOf(context).signInLimit;
  const tried = await context.db.transaction({ requestId }, async (tx) => {
    const taken = await takePlaces(tx, [
      { kind: 'sign_in_address', key: addressKey(address), limit, seconds: SIGN_IN_WINDOW_SECONDS },
    ]);
    if ('retryAfterSeconds' in taken)
      return new TooManyAttempts(
        'Too many sign-ins did not work. Wait some minutes, then try again.',
        taken.retryAfterSeconds,
      );
    return { placeIds: taken.ids, used: await usePasskey(context, tx, { ...input.passkey, purpose: 'sign_in' }) };
  });
  if (tried instanceof TooManyAttempts) return tried;
  const userId = tried.used?.userId ?? null;
  const isWelcome = await mayEnter(context, userId, organisationSlug);
  return context.db.transaction({ userId: userId ?? undefined, requestId }, async (tx) => {
    if (!userId || !isWelcome) {
      await recordRefusedSignIn(context, tx, userId ? 'no_access' : 'passkey', { userId });
      return new SignInFailed();
    }
    await giveBackPlaces(tx, tried.placeIds);
    const person = (await findAccount(tx, { id: userId }))!;
    const link = await proofToLink(tx, input.proofToken, person);
    if (link) await linkIdentity(context, tx, person.id, link);
    return openSession(context, tx, person, organisationSlug);
  });
}
