import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import { standsAtLeast } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { User } from '../users/user.ts';
import { endInvitationsOf } from './end-invitations-of.ts';
import { leaveReports } from './leave-reports.ts';
import { lockTeam } from './lock-team.ts';
import { mayManageRole } from './manage-members.ts';
import { Member } from './member.ts';
import type { ChangeMemberRoleInput } from './member-inputs.ts';
import { type ChangeMemberRoleOutcome, ChangeMemberRoleSuccess, MemberNotFound } from './member-results.ts';

/**
 * Gives a member another role (ID-36): never the Owner's, which changes hands by transfer only, and never above the viewer's own. What the
 * member may do no more ends with it: open invitations of its, being somebody's manager.
 */
export async function changeMemberRole(
  context: RequestContext,
  input: ChangeMemberRoleInput,
): Promise<ChangeMemberRoleOutcome> {
  const { role } = input;
  if (context.decide('manage_members') === 'no') return new NotPermitted();
  if (role === 'owner' || role === 'external_sales_agent')
    return new ValidationFailed([
      { path: ['role'], code: 'NOT_ASSIGNABLE', message: 'A member is Admin, Sales Manager or Sales Agent.' },
    ]);
  const id = decodeId('member', input.memberId);
  if (!id) return new MemberNotFound();
  return context.transaction(async (tx) => {
    const by = await lockTeam(context, tx);
    const member = await tx.em.findOne(Member, { orgId: context.orgId, id, status: 'active' });
    if (!by) return new NotPermitted();
    // Members and roles stay as they are when a plan ends (BIL-18); whoever must go can still be removed.
    const refusal = planRefusal(await readEntitlements(tx, context.orgId));
    if (refusal) return refusal;
    if (!member) return new MemberNotFound();
    if (!mayManageRole(by, member.role) || !mayManageRole(by, role)) return new NotPermitted();
    if (member.role === role) return Object.assign(new ChangeMemberRoleSuccess(), { member });
    const before = member.role;
    member.role = role;
    member.version += 1;
    await tx.em.flush();
    const { name } = await tx.em.findOneOrFail(User, { id: member.userId });
    const acting = actingPerson(context);
    await tx.emit({
      orgId: context.orgId,
      subjectType: 'member',
      subjectId: id,
      seq: member.version,
      type: 'member.role_changed',
      data: { userId: member.userId, before: { role: before }, after: { role } },
      ...acting,
      personal: { ...acting.personal, subjectName: name },
    });
    if (!standsAtLeast(role, 'sales_manager')) await leaveReports(tx, member, acting);
    await endInvitationsOf(tx, member, role, acting);
    return Object.assign(new ChangeMemberRoleSuccess(), { member });
  });
}
