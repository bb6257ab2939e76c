import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendProtectionMail } from '../mails/protection-mail.ts';
import { requireFreshProof } from '../sessions/fresh-proof.ts';
import { findAccount } from '../users/account.ts';
import { emitPersonEvent } from '../users/person-event.ts';
import { useCode } from './check-code.ts';
import { replaceRecoveryCodes } from './recovery-codes.ts';
import {
  type BeginAuthenticatorOutcome,
  BeginAuthenticatorSuccess,
  type ConfirmAuthenticatorOutcome,
  RecoveryCodesSuccess,
} from './second-factor-results.ts';
import { authenticatorSeal } from './secrets.ts';
import { newTotpSecret, totpUri } from './totp.ts';

/** Makes a secret for an authenticator app. Nothing changes until a code of the app was typed. */
export async function beginAuthenticator(context: RequestContext): Promise<BeginAuthenticatorOutcome> {
  const needed = await requireFreshProof(context);
  if (needed) return needed;
  const userId = context.person.id;
  const secret = newTotpSecret();
  return context.transaction(async (tx) => {
    await tx.query(
      `insert into identity.authenticator (user_id, state, sealed_secret, created_at) values (?, 'pending', ?, ?)
       on conflict (user_id, state) do update set sealed_secret = excluded.sealed_secret, last_step = 0, created_at = excluded.created_at`,
      [userId, authenticatorSeal(context).seal(userId, secret), tx.now],
    );
    const { email } = (await findAccount(tx, { id: userId }))!;
    return Object.assign(new BeginAuthenticatorSuccess(), { secret, uri: totpUri(secret, email) });
  });
}

/** Turns the second factor on, by a code that proves that the app has the secret; makes new recovery codes (ID-6). */
export async function confirmAuthenticator(
  context: RequestContext,
  code: string,
): Promise<ConfirmAuthenticatorOutcome> {
  const needed = await requireFreshProof(context);
  if (needed) return needed;
  const { person } = context;
  return context.transaction(async (tx) => {
    if (!(await useCode(context, tx, person.id, code, 'pending')))
      return new ValidationFailed([
        {
          path: ['code'],
          code: 'WRONG',
          message: 'This code is not right. Wait for the next one in the app; check that the device’s clock is right.',
        },
      ]);
    await tx.query(`delete from identity.authenticator where user_id = ? and state = 'active'`, [person.id]);
    await tx.query(`update identity.authenticator set state = 'active' where user_id = ?`, [person.id]);
    const codes = await replaceRecoveryCodes(context, tx, person.id);
    await emitPersonEvent(context, tx, person, 'second_factor.added', { data: { factor: 'totp' } });
    await sendProtectionMail(context, tx, person.id, 'totp_on');
    return Object.assign(new RecoveryCodesSuccess(), { codes });
  });
}
