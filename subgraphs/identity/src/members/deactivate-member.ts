import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { endMembership } from './end-membership.ts';
import { lockTeam } from './lock-team.ts';
import { mayManageRole } from './manage-members.ts';
import { Member } from './member.ts';
import { type DeactivateMemberOutcome, DeactivateMemberSuccess, MemberNotFound } from './member-results.ts';

/** Removes a member whom the viewer may manage (ID-42); never the Owner (ID-44), never oneself: that is leaving. */
export async function deactivateMember(context: RequestContext, memberId: string): Promise<DeactivateMemberOutcome> {
  if (context.decide('manage_members') === 'no') return new NotPermitted();
  const id = decodeId('member', memberId);
  if (!id) return new MemberNotFound();
  return context.transaction(async (tx) => {
    const by = await lockTeam(context, tx);
    const member = await tx.em.findOne(Member, { orgId: context.orgId, id, status: 'active' });
    if (!by) return new NotPermitted();
    if (!member) return new MemberNotFound();
    if (!mayManageRole(by, member.role) || member.userId === context.person.id) return new NotPermitted();
    await endMembership(context, tx, member, 'member.deactivated');
    return Object.assign(new DeactivateMemberSuccess(), { member });
  });
}
