import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendProtectionMail } from '../mails/protection-mail.ts';
import { LastWayIn } from '../profile/last-way-in.ts';
import { factorsOf } from '../second-factor/factors.ts';
import { requireFreshProof } from '../sessions/fresh-proof.ts';
import { emitPersonEvent } from '../users/person-event.ts';
import { type UnlinkGoogleOutcome, UnlinkGoogleSuccess } from './external-results.ts';

/** Takes the viewer's Google account off, unless it is the last way to sign in. Needs a fresh proof. */
export async function unlinkGoogle(context: RequestContext): Promise<UnlinkGoogleOutcome> {
  const needed = await requireFreshProof(context);
  if (needed) return needed;
  const { person } = context;
  return context.transaction(async (tx) => {
    // Locked, so that this and the removal of a passkey at once cannot take both last ways.
    await tx.query('select from identity."user" where id = ? for update', [person.id]);
    const factors = await factorsOf(tx, person.id);
    if (!factors.hasPassword && factors.passkeys === 0) return new LastWayIn();
    const removed = await tx.query<{ issuer: string }>(
      'delete from identity.external_identity where user_id = ? returning issuer',
      [person.id],
    );
    if (removed.length > 0) {
      await emitPersonEvent(context, tx, person, 'external_identity.unlinked', {
        data: { issuer: removed[0]!.issuer },
      });
      await sendProtectionMail(context, tx, person.id, 'google_unlinked');
    }
    return new UnlinkGoogleSuccess();
  });
}
