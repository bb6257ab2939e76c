import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { sendMail } from '../mails/identity-mails.ts';
import { optionsOf } from '../options.ts';
import { LinkNotUsable } from '../passwords/password-results.ts';
import { hashToken } from '../sessions/token.ts';
import { findAccount } from '../users/account.ts';
import { emitPersonEvent } from '../users/person-event.ts';
import { type ConfirmEmailOutcome, EmailConfirmed } from './profile-results.ts';

/**
 * Changes a person's e-mail by the link that the new address got (ID-8). The old address is told; links for a new password that went there
 * work no more.
 */
export async function confirmEmail(context: RequestContext, input: { token: string }): Promise<ConfirmEmailOutcome> {
  const { requestId } = context.facts;
  return context.db.transaction({ requestId }, async (tx) => {
    const [change] = await tx.query<{ user_id: string; email: string }>(
      `delete from identity.email_change where token_hash = decode(?, 'hex') and expires_at > ? returning user_id, email`,
      [hashToken(input.token), tx.now],
    );
    if (!change) return new LinkNotUsable();
    const before = (await findAccount(tx, { id: change.user_id }))!;
    await tx.identify(before.id);
    // Somebody may have taken the address since; the unique index decides, also when two confirm it at once.
    await tx.query('savepoint address');
    const isFree = await tx
      .query('update identity."user" set email = ? where id = ?', [change.email, before.id])
      .then(() => true)
      .catch((fault: { code?: unknown }) => {
        if (fault.code !== '23505') throw fault;
        return false;
      });
    if (!isFree) {
      await tx.query('rollback to savepoint address');
      return new LinkNotUsable('This address cannot be used any more. Ask for the change again.');
    }
    await tx.query('delete from identity.password_reset where user_id = ?', [before.id]);
    await emitPersonEvent(context, tx, before, 'email.changed', {
      personal: { emailBefore: before.email, email: change.email },
    });
    await tellOwned(context, tx, { ...before, email: change.email });
    await sendMail(tx, 'email_changed', {
      to: before.email,
      userId: before.id,
      locale: before.locale,
      values: {
        name: before.name,
        newEmail: change.email,
        at: tx.now,
        supportEmail: optionsOf(context).supportEmail,
      },
    });
    return Object.assign(new EmailConfirmed(), { email: change.email });
  });
}

/** What the person owns hears of it in its own log: whoever writes to its Owner from outside, with invoices say, needs the new address. */
async function tellOwned(
  context: RequestContext,
  tx: Transaction,
  person: { id: string; name: string; email: string },
): Promise<void> {
  const owned = await tx.query<{ org_id: string; id: string }>(
    `select org_id, id from identity.membership where user_id = ? and role = 'owner' and status = 'active' order by org_id`,
    [person.id],
  );
  const acting = actingPerson(context, person);
  for (const { org_id: orgId, id } of owned)
    await tx.within(orgId, async () => {
      const [member] = await tx.query<{ version: number }>(
        'update identity.membership set version = version + 1 where org_id = ? and id = ? returning version',
        [orgId, id],
      );
      await tx.emit({
        orgId,
        subjectType: 'member',
        subjectId: id,
        seq: member!.version,
        type: 'owner.email_changed',
        data: { userId: person.id },
        ...acting,
        personal: { ...acting.personal, subjectName: person.name, email: person.email },
      });
    });
}
