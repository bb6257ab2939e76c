import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { proofToLink } from '../google/external-identity.ts';
import { readerOf } from '../reader-of.ts';
import { findAccount, normalEmail } from '../users/account.ts';
import { isPasswordRight } from '../users/password-hash.ts';
import { admit } from './admit.ts';
import { mayEnter } from './may-enter.ts';
import { recordRefusedSignIn } from './refused-sign-in.ts';
import type { SignInInput } from './session-inputs.ts';
import { SignInFailed, type SignInOutcome, TooManyAttempts } from './session-results.ts';
import { signInPlaces } from './sign-in-places.ts';
import { giveBackPlaces, takePlaces } from './throttle.ts';

/**
 * Signs a person in by e-mail and password: opens a session, or asks for the second factor. Whatever is wrong gets the same answer after
 * the same work (ID-5), also where the person has no access to the workspace that it wants, or to none at all (ID-45). An attempt is
 * counted before the password is checked and taken off again when it was right, so that many guesses at once cannot pass the limit.
 */
export async function signIn(context: RequestContext, input: SignInInput): Promise<SignInOutcome> {
  const email = normalEmail(input.email);
  const organisationSlug = input.organisationSlug ?? null;
  const { requestId, address } = context.facts;
  const taken = await context.db.transaction({ requestId }, (tx) =>
    takePlaces(tx, signInPlaces(context, email, address)),
  );
  if ('retryAfterSeconds' in taken)
    return new TooManyAttempts(
      'Too many sign-ins did not work. Wait some minutes, then try again.',
      taken.retryAfterSeconds,
    );

  const person = await findAccount(readerOf(context), { email });
  const isRight = await isPasswordRight(input.password, person?.password_hash ?? null);
  const isWelcome = await mayEnter(context, person?.id ?? null, organisationSlug);
  return context.db.transaction({ userId: person?.id, requestId }, async (tx) => {
    if (!person || !isRight || !isWelcome) {
      const reason = !person ? 'unknown_account' : isRight ? 'no_access' : 'password';
      await recordRefusedSignIn(context, tx, reason, { userId: person?.id, email });
      return new SignInFailed();
    }
    await giveBackPlaces(tx, taken.ids);
    return admit(context, tx, person, organisationSlug, await proofToLink(tx, input.proofToken, person));
  });
}
