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
 * What is wrong gets the same answer as a wrong password (ID-5).
 */
export async function signInByPasskey(
  context: RequestContext,
  input: SignInByPasskeyInput,
): Promise<SignInByPasskeyOutcome> {
  const { requestId, address } = context.facts;
  const organisationSlug = input.organisationSlug ?? null;
  const limit = optionsOf(context).signInLimit;
  const outcome = await context.db.transaction({ requestId }, async (tx) => {
    const taken = await takePlaces(tx, [
      { kind: 'sign_in_address', key: addressKey(address), limit, seconds: SIGN_IN_WINDOW_SECONDS },
    ]);
    if ('retryAfterSeconds' in taken)
      return new TooManyAttempts(
        'Too many sign-ins did not work. Wait some minutes, then try again.',
        taken.retryAfterSeconds,
      );
    const used = await usePasskey(context, tx, { ...input.passkey, purpose: 'sign_in' });
    if (used) await giveBackPlaces(tx, taken.ids);
    else await recordRefusedSignIn(context, tx, 'passkey', {});
    return used;
  });
  if (!outcome) return new SignInFailed();
  if (outcome instanceof TooManyAttempts) return outcome;
  const isWelcome = await mayEnter(context, outcome.userId, organisationSlug);
  return context.db.transaction({ userId: outcome.userId, requestId }, async (tx) => {
    const person = (await findAccount(tx, { id: outcome.userId }))!;
    if (isWelcome) {
      const link = await proofToLink(tx, input.proofToken, person);
      if (link) await linkIdentity(context, tx, person.id, link);
      return openSession(context, tx, person, organisationSlug);
    }
    await recordRefusedSignIn(context, tx, 'no_access', { userId: person.id });
    return new SignInFailed();
  });
}
