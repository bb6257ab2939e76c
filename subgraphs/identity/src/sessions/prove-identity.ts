import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';
import { usePasskey } from '../passkeys/use-passkey.ts';
import { useCode } from '../second-factor/check-code.ts';
import { type Account, findAccount } from '../users/account.ts';
import { isPasswordRight } from '../users/password-hash.ts';
import { PROOF_SECONDS } from './fresh-proof.ts';
import { findLiveSession } from './live-session.ts';
import { type RefusedBecause, recordRefusedSignIn } from './refused-sign-in.ts';
import type { ProveIdentityInput } from './session-inputs.ts';
import {
  IdentityProved,
  ProofWrong,
  type ProveIdentityOutcome,
  SignInExpired,
  TooManyAttempts,
} from './session-results.ts';
import { SIGN_IN_WINDOW_SECONDS } from './sign-in-places.ts';
import { giveBackPlaces, type Throttle, takePlaces } from './throttle.ts';

/**
 * Renews a session's proof of identity (security check 25): by the password, a passkey, or for whoever has no password a code of the
 * authenticator app. Wrong ones count like wrong sign-ins, but for a passkey, which nobody guesses.
 */
export async function proveIdentity(context: RequestContext, input: ProveIdentityInput): Promise<ProveIdentityOutcome> {
  const { requestId } = context.facts;
  return context.db.transaction({ requestId }, async (tx) => {
    const session = await findLiveSession(context, tx, input.sessionToken);
    if (!session) return new SignInExpired();
    const account = (await findAccount(tx, { id: session.user_id }))!;
    const limit = optionsOf(context).signInLimit;
    const guessed: Throttle[] =
      triedBy(input) === 'passkey'
        ? []
        : [{ kind: 'sign_in_account', key: account.email, limit, seconds: SIGN_IN_WINDOW_SECONDS }];
    const taken = await takePlaces(tx, guessed);
    if ('retryAfterSeconds' in taken)
      return new TooManyAttempts(
        'Too many attempts did not work. Wait some minutes, then try again.',
        taken.retryAfterSeconds,
      );
    if (!(await isProof(context, tx, account, input))) {
      await recordRefusedSignIn(context, tx, triedBy(input), { userId: account.id });
      return new ProofWrong();
    }
    await giveBackPlaces(tx, taken.ids);
    await tx.query('update identity.session set proven_at = ? where id = ?', [tx.now, session.id]);
    return Object.assign(new IdentityProved(), { until: new Date(tx.now.getTime() + PROOF_SECONDS * 1_000) });
  });
}

function triedBy({ password, code, passkey }: ProveIdentityInput): RefusedBecause {
  if (password) return 'password';
  if (code) return 'second_factor';
  return passkey ? 'passkey' : 'password';
}

async function isProof(
  context: RequestContext,
  tx: Transaction,
  account: Account,
  input: ProveIdentityInput,
): Promise<boolean> {
  if (input.password) return isPasswordRight(input.password, account.password_hash);
  if (input.code) return account.password_hash === null && useCode(context, tx, account.id, input.code);
  if (input.passkey)
    return (await usePasskey(context, tx, { ...input.passkey, purpose: 'prove', userId: account.id })) !== null;
  return false;
}
