import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { sendMail } from '../mails/identity-mails.ts';
import { Organisation } from '../organisations/organisation.ts';
import { endOwnershipOffer } from '../ownership/end-ownership-offer.ts';
import { User } from '../users/user.ts';
import { chooseSuccessor } from './choose-successor.ts';
import { endInvitationsOf } from './end-invitations-of.ts';
import { leaveReports } from './leave-reports.ts';
import type { Member } from './member.ts';

/**
 * Ends a membership: the one flow of leaving and being removed (ID-42), which differ in the log (ID-74). Access ends with the event, on
 * open connections too; inventory moves the units to the successor that the event names (ID-43). Open invitations that the person has
 * sent, and an offer of the ownership to it, are dead. Account and other memberships are untouched (ID-45). Runs in the Organisation's scope with the team locked.
 */
export async function endMembership(
  context: RequestContext,
  tx: Transaction,
  member: Member,
  type: 'member.left' | 'member.deactivated',
): Promise<void> {
  const { orgId, userId } = member;
  const successor = await chooseSuccessor(tx, member);
  member.status = 'ended';
  member.endedAt = tx.now;
  member.version += 1;
  await tx.em.flush();
  const { name } = await tx.em.findOneOrFail(User, { id: userId });
  const acting = actingPerson(context);
  await tx.emit({
    orgId,
    subjectType: 'member',
    subjectId: member.id,
    seq: member.version,
    type,
    data: { userId, before: { role: member.role }, successorUserId: successor?.userId ?? null },
    ...acting,
    personal: { ...acting.personal, subjectName: name, ...(successor ? { successorName: successor.name } : {}) },
  });
  await leaveReports(tx, member, acting);
  await endInvitationsOf(tx, member, null, acting);
  await endOwnershipOffer(tx, orgId, acting, userId);
  if (successor) await mailSuccessor(tx, orgId, successor.userId, name);
}

async function mailSuccessor(tx: Transaction, orgId: string, userId: string, memberName: string): Promise<void> {
  const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
  const { email, locale } = await tx.em.findOneOrFail(User, { id: userId });
  await sendMail(tx, 'member_left', {
    to: email,
    locale,
    orgId,
    values: { memberName, organisationName: organisation.name, unitCount: null },
  });
}
