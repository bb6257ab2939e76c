import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { linkIdentity } from '../google/external-identity.ts';
import { optionsOf } from '../options.ts';
import { usePasskey } from '../passkeys/use-passkey.ts';
import { useCode } from '../second-factor/check-code.ts';
import { useRecoveryCode } from '../second-factor/recovery-codes.ts';
import { emitPersonEvent } from '../users/person-event.ts';
import { findHalfSignIn } from './half-sign-in.ts';
import { openSession } from './open-session.ts';
import { recordRefusedSignIn } from './refused-sign-in.ts';
import type { CompleteSignInInput } from './session-inputs.ts';
import { type CompleteSignInOutcome, SecondFactorWrong, SignInExpired, TooManyAttempts } from './session-results.ts';
import { SIGN_IN_WINDOW_SECONDS } from './sign-in-places.ts';
import { giveBackPlaces, type Throttle, takePlaces } from './throttle.ts';
import { hashToken } from './token.ts';

/**
 * Ends a half-done sign-in with the second factor (ID-6): a code of the authenticator app, a passkey or a recovery code. Wrong codes are
 * counted for the person, whatever half-done sign-in they come from, and for this one (security check 22). One transaction: guesses for one
 * person wait for each other.
 */
export async function completeSignIn(
  context: RequestContext,
  input: CompleteSignInInput,
): Promise<CompleteSignInOutcome> {
  const { requestId } = context.facts;
  return context.db.transaction({ requestId }, async (tx) => {
    const half = await findHalfSignIn(tx, input.halfToken);
    if (!half) return new SignInExpired();
    const limit = optionsOf(context).signInLimit;
    const guessed: Throttle[] =
      input.code || input.recoveryCode
        ? [{ kind: 'second_factor', key: half.user_id, limit, seconds: SIGN_IN_WINDOW_SECONDS }]
        : [];
    const taken = await takePlaces(tx, guessed);
    if ('retryAfterSeconds' in taken)
      return new TooManyAttempts(
        'Too many codes were wrong. Wait some minutes, then try again.',
        taken.retryAfterSeconds,
      );
    const factor = await useSecondFactor(context, tx, half.user_id, input);
    const hash = hashToken(input.halfToken);
    if (!factor) {
      await tx.query(`update identity.half_sign_in set failures = failures + 1 where token_hash = decode(?, 'hex')`, [
        hash,
      ]);
      await recordRefusedSignIn(context, tx, 'second_factor', { userId: half.user_id });
      return new SecondFactorWrong();
    }
    await giveBackPlaces(tx, taken.ids);
    await tx.query(`delete from identity.half_sign_in where token_hash = decode(?, 'hex')`, [hash]);
    const person = { id: half.user_id, name: half.name };
    await tx.identify(person.id);
    if (factor === 'recovery_code') await emitPersonEvent(context, tx, person, 'recovery_code.used');
    if (half.link) await linkIdentity(context, tx, person.id, half.link);
    return openSession(context, tx, person, half.organisation_slug);
  });
}

async function useSecondFactor(
  context: RequestContext,
  tx: Transaction,
  userId: string,
  input: CompleteSignInInput,
): Promise<'totp' | 'passkey' | 'recovery_code' | null> {
  if (input.code) return (await useCode(context, tx, userId, input.code)) ? 'totp' : null;
  if (input.recoveryCode)
    return (await useRecoveryCode(context, tx, userId, input.recoveryCode)) ? 'recovery_code' : null;
  if (input.passkey) {
    const used = await usePasskey(context, tx, { ...input.passkey, purpose: 'second_factor', userId });
    return used ? 'passkey' : null;
  }
  return null;
}
