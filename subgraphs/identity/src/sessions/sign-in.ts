import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';
import { isPasswordRight } from '../users/password-hash.ts';
import { addressKey } from './address-key.ts';
import { openSession } from './open-session.ts';
import type { SignInInput } from './session-inputs.ts';
import { SignInFailed, type SignInOutcome, TooManyAttempts } from './session-results.ts';
import { giveBackPlaces, takePlaces } from './throttle.ts';

const WINDOW_SECONDS = 15 * 60;

/**
 * Opens a session by e-mail and password. Whatever is wrong gets the same answer after the same work (ID-5). An attempt is counted
 * before the password is checked and taken off again when it was right, so that many guesses at once cannot pass the limit together.
 */
export async function signIn(context: RequestContext, input: SignInInput): Promise<SignInOutcome> {
  const email = input.email.trim().toLowerCase();
  const limit = optionsOf(context).signInLimit;
  const requestId = context.facts.requestId;
  const taken = await context.db.transaction({ requestId }, (tx) =>
    takePlaces(tx, [
      { kind: 'sign_in_account', key: email, limit, seconds: WINDOW_SECONDS },
      { kind: 'sign_in_address', key: addressKey(input.address ?? null), limit, seconds: WINDOW_SECONDS },
    ]),
  );
  if ('retryAfterSeconds' in taken)
    return new TooManyAttempts(
      'Too many sign-ins did not work. Wait some minutes, then try again.',
      taken.retryAfterSeconds,
    );

  const person = await findAccount(context, email);
  const isRight = await isPasswordRight(input.password, person?.password_hash ?? null);
  if (!person || !isRight) {
    context.logger.info({ requestId, userId: person?.id ?? null }, 'A sign-in did not work');
    return new SignInFailed();
  }
  return context.db.transaction({ userId: person.id, requestId }, async (tx) => {
    await giveBackPlaces(tx, taken.ids);
    return openSession(context, tx, person, null);
  });
}

async function findAccount(
  context: RequestContext,
  email: string,
): Promise<{ id: string; name: string; password_hash: string } | null> {
  const rows = (await context.db
    .reader({})
    .execute('select id, name, password_hash from identity."user" where email = ?', [email])) as {
    id: string;
    name: string;
    password_hash: string;
  }[];
  return rows[0] ?? null;
}
