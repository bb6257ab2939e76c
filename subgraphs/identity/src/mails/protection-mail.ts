import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';
import { findAccount } from '../users/account.ts';
import { type ProtectionChange, sendMail } from './identity-mails.ts';

/** Tells a person by mail that a way of signing in came or went, in case it was somebody else. */
export async function sendProtectionMail(
  context: RequestContext,
  tx: Transaction,
  userId: string,
  change: ProtectionChange,
): Promise<void> {
  const { name, email, locale } = (await findAccount(tx, { id: userId }))!;
  const { supportEmail } = optionsOf(context);
  await sendMail(tx, 'sign_in_protection_changed', {
    to: email,
    locale,
    values: { name, change, at: tx.now, supportEmail },
  });
}
