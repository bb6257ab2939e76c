import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendMail } from '../mails/identity-mails.ts';
import { optionsOf } from '../options.ts';
import { requireFreshProof } from '../sessions/fresh-proof.ts';
import { takePlaces } from '../sessions/throttle.ts';
import { hashToken, newToken } from '../sessions/token.ts';
import { findAccount, normalEmail } from '../users/account.ts';
import { emitPersonEvent } from '../users/person-event.ts';
import { AskedTooOften, type RequestEmailChangeOutcome, RequestEmailChangeSuccess } from './profile-results.ts';

const DAY_SECONDS = 86_400;
const MOST_PER_DAY = 5;

/**
 * Asks for another e-mail (ID-8): its link, which the new address gets, changes it; until then nothing changes. An address that somebody
 * has gets another mail, and whoever asked the same answer, which so tells nothing (ID-14). The present address is told at once: the
 * change can still be stopped there. Needs a fresh proof.
 */
export async function requestEmailChange(
  context: RequestContext,
  input: { email: string },
): Promise<RequestEmailChangeOutcome> {
  const needed = await requireFreshProof(context);
  if (needed) return needed;
  const email = normalEmail(input.email);
  const { person } = context;
  const { appUrl, supportEmail } = optionsOf(context);
  return context.transaction(async (tx) => {
    const taken = await takePlaces(tx, [
      { kind: 'email_change', key: person.id, limit: MOST_PER_DAY, seconds: DAY_SECONDS },
    ]);
    if ('retryAfterSeconds' in taken) return AskedTooOften.until(taken.retryAfterSeconds);
    const self = (await findAccount(tx, person))!;
    const owner = await findAccount(tx, { email });
    const token = newToken();
    const expiresAt = new Date(tx.now.getTime() + DAY_SECONDS * 1_000);
    // Also for an address that somebody has, whose link nobody gets: what the profile shows as awaited must not tell which it is.
    await tx.query(
      `insert into identity.email_change (user_id, email, token_hash, requested_at, expires_at) values (?, ?, decode(?, 'hex'), ?, ?)
       on conflict (user_id) do update set email = excluded.email, token_hash = excluded.token_hash,
         requested_at = excluded.requested_at, expires_at = excluded.expires_at`,
      [person.id, email, hashToken(token), tx.now, expiresAt],
    );
    if (owner)
      await sendMail(tx, 'sign_up_known', {
        to: email,
        userId: owner.id,
        locale: owner.locale,
        values: {
          name: owner.name,
          signInLink: `${appUrl}/sign-in`,
          resetLink: `${appUrl}/forgot-password`,
          recoverLink: null,
          recoverName: null,
        },
      });
    else
      await sendMail(tx, 'confirm_email', {
        to: email,
        userId: self.id,
        locale: self.locale,
        values: { name: self.name, link: `${appUrl}/confirm-email/${token}`, expiresAt },
      });
    await sendMail(tx, 'email_change_requested', {
      to: self.email,
      userId: self.id,
      locale: self.locale,
      values: { name: self.name, newEmail: email, at: tx.now, resetLink: `${appUrl}/forgot-password`, supportEmail },
    });
    await emitPersonEvent(context, tx, self, 'email.change_requested', { personal: { newEmail: email } });
    return Object.assign(new RequestEmailChangeSuccess(), { email });
  });
}
