import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { sendMail } from '../mails/identity-mails.ts';
import { Organisation } from '../organisations/organisation.ts';
import { User } from '../users/user.ts';
import { chooseSuccessor } from './choose-successor.ts';
import { Member } from './member.ts';

/**
 * Ends a membership: the one flow of leaving and being removed (ID-42), which differ in the log (ID-74). Access ends with the event, on
 * open connections too; inventory moves the units to the successor that the event names (ID-43). Account and other memberships are
 * untouched (ID-45). Runs in the Organisation's scope with the team locked.
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
  await leaveReports(context, tx, member);
  if (successor) await mailSuccessor(tx, orgId, successor.userId, name);
}

/** Whoever had the person as manager has none. */
async function leaveReports(context: RequestContext, tx: Transaction, manager: Member): Promise<void> {
  const reports = await tx.em.find(Member, {
    orgId: manager.orgId,
    managerUserId: manager.userId,
    status: 'active',
  });
  for (const report of reports) {
    report.managerUserId = null;
    report.version += 1;
  }
  await tx.em.flush();
  const names = await tx.em.find(User, { id: { $in: reports.map((report) => report.userId) } });
  const acting = actingPerson(context);
  await tx.emit(
    ...reports.map((report) => ({
      orgId: report.orgId,
      subjectType: 'member',
      subjectId: report.id,
      seq: report.version,
      type: 'member.manager_changed',
      data: { userId: report.userId, before: { managerUserId: manager.userId }, after: { managerUserId: null } },
      ...acting,
      personal: { ...acting.personal, subjectName: names.find((user) => user.id === report.userId)!.name },
    })),
  );
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
