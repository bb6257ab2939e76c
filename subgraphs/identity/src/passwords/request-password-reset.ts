import { addressKey } from '@offplan/kernel/address-key';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { PLATFORM_ORG_ID, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendMail } from '../mails/identity-mails.ts';
import { optionsOf } from '../options.ts';
import { TooManyAttempts } from '../sessions/session-results.ts';
import { takePlaces } from '../sessions/throttle.ts';
import { hashToken, newToken } from '../sessions/token.ts';
import { type Account, findAccount, normalEmail } from '../users/account.ts';
import { CheckYourMail, type RequestPasswordResetOutcome } from './password-results.ts';

const HOUR_SECONDS = 3_600;
/** Links for one account in an hour; of one address twice the failed sign-ins, because offices share one. */
const MOST_PER_ACCOUNT = 3;

/**
 * Mails a link for a new password, which works once and for an hour and makes older ones useless (ID-2). An unknown address gets the same
 * answer after the same statements (security check 23): they are made for nobody and taken back.
 */
export async function requestPasswordReset(
  context: RequestContext,
  input: { email: string },
): Promise<RequestPasswordResetOutcome> {
  const email = normalEmail(input.email);
  const { requestId, address } = context.facts;
  return context.db.transaction({ orgId: PLATFORM_ORG_ID, requestId }, async (tx) => {
    const taken = await takePlaces(tx, [
      { kind: 'reset_account', key: email, limit: MOST_PER_ACCOUNT, seconds: HOUR_SECONDS },
      {
        kind: 'reset_address',
        key: addressKey(address),
        limit: 2 * optionsOf(context).signInLimit,
        seconds: HOUR_SECONDS,
      },
    ]);
    if ('retryAfterSeconds' in taken)
      return new TooManyAttempts(
        'A link was asked for several times already. Look into your mail, also among spam, or try again later.',
        taken.retryAfterSeconds,
      );
    const account = await findAccount(tx, { email });
    await tx.query('savepoint whoever');
    await sendLink(
      context,
      tx,
      account ?? { id: PLATFORM_ORG_ID, name: 'Nobody', email, locale: 'en', password_hash: null },
    );
    await tx.query(account ? 'release savepoint whoever' : 'rollback to savepoint whoever');
    context.logger.info({ requestId, userId: account?.id ?? null }, 'A new password was asked for');
    return new CheckYourMail();
  });
}

async function sendLink(context: RequestContext, tx: Transaction, { id, name, email, locale }: Account): Promise<void> {
  const token = newToken();
  const expiresAt = new Date(tx.now.getTime() + HOUR_SECONDS * 1_000);
  // Of nobody it selects no row.
  await tx.query(
    `insert into identity.password_reset (user_id, token_hash, expires_at) select id, decode(?, 'hex'), ? from identity."user" where id = ?
     on conflict (user_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
    [hashToken(token), expiresAt, id],
  );
  const { address } = context.facts;
  await tx.emit({
    orgId: PLATFORM_ORG_ID,
    subjectType: 'password_reset',
    subjectId: uuidv7(tx.now.getTime()),
    seq: 1,
    type: 'password.reset_requested',
    // Whoever knows an e-mail can ask: it is about the person, not by it.
    actor: { kind: 'system' },
    data: { userId: id, concernsUserId: id },
    personal: { subjectName: name, ...(address ? { triedAddress: address } : {}) },
    piiClass: 'personal_meta',
  });
  const link = `${optionsOf(context).appUrl}/reset-password/${token}`;
  await sendMail(tx, 'reset_password', { to: email, locale, values: { name, link, expiresAt } });
}
