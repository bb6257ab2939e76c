import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Acting } from '../acting-person.ts';
import { User } from '../users/user.ts';
import { Member } from './member.ts';

/** Leaves whoever had a person as manager without one, when that person manages no more (ID-43). In the Organisation's scope. */
export async function leaveReports(
  tx: Transaction,
  { orgId, userId }: { orgId: string; userId: string },
  by: Acting,
): Promise<void> {
  const reports = await tx.em.find(Member, { orgId, managerUserId: userId, status: 'active' });
  for (const report of reports) {
    report.managerUserId = null;
    report.version += 1;
  }
  await tx.em.flush();
  const names = await tx.em.find(User, { id: { $in: reports.map((report) => report.userId) } });
  await tx.emit(
    ...reports.map((report) => ({
      orgId,
      subjectType: 'member',
      subjectId: report.id,
      seq: report.version,
      type: 'member.manager_changed',
      data: { userId: report.userId, before: { managerUserId: userId }, after: { managerUserId: null } },
      ...by,
      personal: { ...by.personal, subjectName: names.find((user) => user.id === report.userId)!.name },
    })),
  );
}
