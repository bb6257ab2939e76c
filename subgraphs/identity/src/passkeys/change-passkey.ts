import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendProtectionMail } from '../mails/protection-mail.ts';
import { LastWayIn } from '../profile/last-way-in.ts';
import { factorsOf } from '../second-factor/factors.ts';
import { requireFreshProof } from '../sessions/fresh-proof.ts';
import { emitPersonEvent } from '../users/person-event.ts';
import { Passkey } from './passkey.ts';
import {
  PasskeyNotFound,
  type RemovePasskeyOutcome,
  RemovePasskeySuccess,
  type RenamePasskeyOutcome,
  RenamePasskeySuccess,
} from './passkey-results.ts';

/** Gives one of the viewer's passkeys another name, 1 to 60 characters. */
export async function renamePasskey(
  context: RequestContext,
  input: { passkeyId: string; name: string },
): Promise<RenamePasskeyOutcome> {
  const name = input.name.trim();
  if (name.length < 1 || name.length > 60)
    return new ValidationFailed([{ path: ['name'], code: 'BAD_LENGTH', message: 'The name has 1 to 60 characters.' }]);
  const id = decodeId('passkey', input.passkeyId);
  const { person } = context;
  return context.transaction(async (tx) => {
    const passkey = id && (await tx.em.findOne(Passkey, { id, userId: person.id }));
    if (!passkey) return new PasskeyNotFound();
    passkey.name = name;
    await emitPersonEvent(context, tx, person, 'passkey.renamed');
    return Object.assign(new RenamePasskeySuccess(), { passkey });
  });
}

/** Removes one of the viewer's passkeys, unless it is the last way to sign in. Needs a fresh proof. */
export async function removePasskey(context: RequestContext, passkeyId: string): Promise<RemovePasskeyOutcome> {
  const needed = await requireFreshProof(context);
  if (needed) return needed;
  const id = decodeId('passkey', passkeyId);
  const { person } = context;
  return context.transaction(async (tx) => {
    // Locked, so that two removals at once cannot both leave the other's.
    await tx.query('select from identity."user" where id = ? for update', [person.id]);
    const factors = await factorsOf(tx, person.id);
    if (!factors.hasPassword && !factors.hasGoogle && factors.passkeys === 1) return new LastWayIn();
    const rows = id
      ? await tx.query('delete from identity.passkey where id = ? and user_id = ? returning id', [id, person.id])
      : [];
    if (rows.length === 0) return new PasskeyNotFound();
    await emitPersonEvent(context, tx, person, 'second_factor.removed', { data: { factor: 'passkey' } });
    await sendProtectionMail(context, tx, person.id, 'passkey_removed');
    return Object.assign(new RemovePasskeySuccess(), { passkeyId });
  });
}
