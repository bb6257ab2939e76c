import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import { standsAtLeast } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { User } from '../users/user.ts';
import { mayNow } from './lock-team.ts';
import { Member } from './member.ts';
import type { SetMemberManagerInput } from './member-inputs.ts';
import { MemberNotFound, type SetMemberManagerOutcome, SetMemberManagerSuccess } from './member-results.ts';

/** Says to whom a member's units go when it leaves (ID-43): another member who manages sales, or nobody. */
export async function setMemberManager(
  context: RequestContext,
  input: SetMemberManagerInput,
): Promise<SetMemberManagerOutcome> {
  if (!context.may('set_managers')) return new NotPermitted();
  const id = decodeId('member', input.memberId);
  const managerId = input.managerId ? decodeId('member', input.managerId) : null;
  if (!id || (input.managerId && !managerId)) return new MemberNotFound();
  const { orgId } = context;
  return context.transaction(async (tx) => {
    if (!(await mayNow(context, tx, 'set_managers'))) return new NotPermitted();
    const member = await tx.em.findOne(Member, { orgId, id, status: 'active' });
    const manager = managerId ? await tx.em.findOne(Member, { orgId, id: managerId, status: 'active' }) : null;
    if (!member || (managerId && !manager)) return new MemberNotFound();
    // Nobody but a transfer touches the Owner's membership (ID-36).
    if (member.role === 'owner') return new NotPermitted();
    if (manager && (manager.id === member.id || !standsAtLeast(manager.role, 'sales_manager')))
      return new ValidationFailed([
        {
          path: ['managerId'],
          code: 'NOT_A_MANAGER',
          message: 'The manager is another member: Sales Manager, Admin or Owner.',
        },
      ]);
    const before = member.managerUserId;
    const after = manager?.userId ?? null;
    if (before === after) return Object.assign(new SetMemberManagerSuccess(), { member });
    member.managerUserId = after;
    member.version += 1;
    await tx.em.flush();
    const { name } = await tx.em.findOneOrFail(User, { id: member.userId });
    const acting = actingPerson(context);
    await tx.emit({
      orgId,
      subjectType: 'member',
      subjectId: member.id,
      seq: member.version,
      type: 'member.manager_changed',
      data: { userId: member.userId, before: { managerUserId: before }, after: { managerUserId: after } },
      ...acting,
      personal: { ...acting.personal, subjectName: name },
    });
    return Object.assign(new SetMemberManagerSuccess(), { member });
  });
}
