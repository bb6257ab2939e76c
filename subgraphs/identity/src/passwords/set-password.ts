import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendMail } from '../mails/identity-mails.ts';
import { optionsOf } from '../options.ts';
import { dropOpenSteps } from '../sessions/drop-open-steps.ts';
import { emitPersonEvent } from '../users/person-event.ts';

/**
 * Writes a person's new password, tells the person, and ends what was begun with the one before.
 */
export async function setPassword(
  context: RequestContext,
  tx: Transaction,
  person: { id: string; name: string; email: string; locale: string },
  passwordHash: string,
  how: 'reset' | 'changed',
): Promise<void> {
  await tx.query('update identity."user" set password_hash = ? where id = ?', [passwordHash, person.id]);
  await dropOpenSteps(tx, person.id);
  await emitPersonEvent(context, tx, person, 'password.changed', { data: { how } });
  await sendMail(tx, 'password_changed', {
    to: person.email,
    locale: person.locale,
    values: { name: person.name, at: tx.now, supportEmail: optionsOf(context).supportEmail },
  });
}
