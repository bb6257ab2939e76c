import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendProtectionMail } from '../mails/protection-mail.ts';
import { requireFreshProof } from '../sessions/fresh-proof.ts';
import { emitPersonEvent } from '../users/person-event.ts';
import { forgetRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts';
import {
  AuthenticatorNotFound,
  type MakeRecoveryCodesOutcome,
  RecoveryCodesSuccess,
  type RemoveAuthenticatorOutcome,
  RemoveAuthenticatorSuccess,
} from './second-factor-results.ts';

/** Turns the second factor off; its recovery codes go with it. */
export async function removeAuthenticator(context: RequestContext): Promise<RemoveAuthenticatorOutcome> {
  const needed = await requireFreshProof(context);
  if (needed) return needed;
  const { person } = context;
  return context.transaction(async (tx) => {
    const removed = await tx.query<{ state: string }>(
      'delete from identity.authenticator where user_id = ? returning state',
      [person.id],
    );
    if (!removed.some(({ state }) => state === 'active')) return new AuthenticatorNotFound();
    await forgetRecoveryCodes(tx, person.id);
    await emitPersonEvent(context, tx, person, 'second_factor.removed', { data: { factor: 'totp' } });
    await sendProtectionMail(context, tx, person.id, 'totp_off');
    return new RemoveAuthenticatorSuccess();
  });
}

/** Makes ten new recovery codes; those from before work no more. */
export async function makeRecoveryCodes(context: RequestContext): Promise<MakeRecoveryCodesOutcome> {
  const needed = await requireFreshProof(context);
  if (needed) return needed;
  const { person } = context;
  return context.transaction(async (tx) => {
    const [active] = await tx.query(
      `select user_id from identity.authenticator where user_id = ? and state = 'active' for update`,
      [person.id],
    );
    if (!active) return new AuthenticatorNotFound();
    const codes = await replaceRecoveryCodes(context, tx, person.id);
    await emitPersonEvent(context, tx, person, 'recovery_codes.made');
    await sendProtectionMail(context, tx, person.id, 'recovery_codes_made');
    return Object.assign(new RecoveryCodesSuccess(), { codes });
  });
}
