import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { actingOperator } from '@offplan/kernel/events/acting-operator';
import { sendMail } from '../mails/identity-mails.ts';
import type { IdentityOptions } from '../options.ts';
import { changeStatus } from '../organisations/change-status.ts';
import { lockOrganisation } from '../organisations/lock-organisation.ts';
import { Organisation } from '../organisations/organisation.ts';
import { makeRestoreLink } from './make-restore-link.ts';
import { useUpRestoreLinks } from './use-up-restore-links.ts';

/** What an Operator does, and why it could not be done. */
export type OperatorOutcome = { done: true } | { done: false; message: string };

interface Order {
  orgId: string;
  /** Who of offplan’s staff does it. */
  by: string;
}

const notArchived = (status: string): OperatorOutcome => ({
  done: false,
  message:
    status === 'deleting'
      ? 'Its Owner has closed it, and may bring it back in the app until it is deleted.'
      : `It is ${status}; only an archived Organisation is brought back.`,
});

/** Mails the Owner of an archived Organisation the link to bring it back by paying (BIL-29). */
export function sendRestoreLink(
  { appUrl }: Pick<IdentityOptions, 'appUrl'>,
  db: SubgraphDatabase,
  { orgId, by }: Order,
): Promise<OperatorOutcome> {
  return db.transaction({ orgId }, async (tx) => {
    await lockOrganisation(tx, orgId);
    const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
    if (organisation.status !== 'free_guest_archived') return notArchived(organisation.status);
    const [owner] = await tx.query<{ id: string; email: string; name: string; locale: string }>(
      `select u.id, u.email, u.name, u.locale from identity.membership m join identity."user" u on u.id = m.user_id
       where m.org_id = ? and m.role = 'owner' and m.status = 'active'`,
      [orgId],
    );
    if (!owner) return { done: false, message: 'It has no Owner any more.' };
    const made = await makeRestoreLink(tx, { orgId, userId: owner.id, appUrl }, actingOperator(by));
    await sendMail(tx, 'restore_workspace', {
      to: owner.email,
      locale: owner.locale,
      orgId,
      userId: owner.id,
      values: { name: owner.name, organisationName: organisation.name, ...made },
    });
    return { done: true };
  });
}

/** Brings an archived Organisation back without a payment, as a Free Guest (BIL-29, OPR-2). Done already is done. */
export function unArchive(
  db: SubgraphDatabase,
  { orgId, by, reason }: Order & { reason: string },
): Promise<OperatorOutcome> {
  return db.transaction({ orgId }, async (tx) => {
    await lockOrganisation(tx, orgId);
    const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
    if (organisation.status === 'active') return { done: true };
    if (organisation.status !== 'free_guest_archived') return notArchived(organisation.status);
    await useUpRestoreLinks(tx, orgId);
    await changeStatus(tx, organisation, 'active', {
      ...actingOperator(by),
      reason: `free_guest_unarchived: ${reason}`,
    });
    return { done: true };
  });
}
