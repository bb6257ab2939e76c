import { LockMode } from '@mikro-orm/postgresql';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { User } from '../users/user.ts';
import { mayManageRole } from './manage-members.ts';
import { Member } from './member.ts';
import { type DeactivateMemberOutcome, DeactivateMemberSuccess, MemberNotFound } from './member-results.ts';

/**
 * Ends a membership: by whoever manages the team, or by the member itself (ID-42), which is another entry in the audit log (ID-74). The
 * Owner cannot go before a transfer of ownership (ID-44). The person's account and other memberships are untouched (ID-45).
 */
export async function deactivateMember(context: RequestContext, memberId: string): Promise<DeactivateMemberOutcome> {
  const id = decodeId('member', memberId);
  if (!id) return new MemberNotFound();
  return context.transaction(async (tx) => {
    const member = await tx.em.findOne(
      Member,
      { orgId: context.orgId, id, status: 'active' },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!member) return new MemberNotFound();
    const isLeaving = member.userId === context.person.id && member.role !== 'owner';
    if (!isLeaving && !mayManageRole(context, member.role)) return new NotPermitted();
    member.status = 'ended';
    member.endedAt = tx.now;
    member.version += 1;
    await tx.em.flush();
    const { name } = await tx.em.findOneOrFail(User, { id: member.userId });
    const acting = actingPerson(context);
    await tx.emit({
      orgId: context.orgId,
      subjectType: 'member',
      subjectId: id,
      seq: member.version,
      type: isLeaving ? 'member.left' : 'member.deactivated',
      data: { userId: member.userId, before: { role: member.role } },
      ...acting,
      personal: { ...acting.personal, subjectName: name },
    });
    return Object.assign(new DeactivateMemberSuccess(), { member });
  });
}
