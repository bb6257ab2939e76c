import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { endMembership } from './end-membership.ts';
import { lockTeam } from './lock-team.ts';
import { Member } from './member.ts';
import { type LeaveOrganisationOutcome, LeaveOrganisationSuccess, OwnerCannotLeave } from './member-results.ts';

/** Ends the viewer's own membership (ID-42). The Owner cannot go before a transfer of ownership (ID-44). Works in a paused workspace too. */
export async function leaveOrganisation(context: RequestContext): Promise<LeaveOrganisationOutcome> {
  const { orgId } = context;
  if (context.isGuest) return new NotPermitted();
  return context.transaction(async (tx) => {
    const role = await lockTeam(context, tx);
    if (!role) return new NotPermitted();
    if (role === 'owner') return new OwnerCannotLeave();
    const member = await tx.em.findOneOrFail(Member, { orgId, userId: context.person.id, status: 'active' });
    await endMembership(context, tx, member, 'member.left');
    return Object.assign(new LeaveOrganisationSuccess(), { member });
  });
}
