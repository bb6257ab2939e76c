import { LockMode } from '@mikro-orm/postgresql';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { endInvitation } from './end-invitation.ts';
import { Invitation } from './invitation.ts';
import { lockTeam } from './lock-team.ts';
import { mayManageRole } from './manage-members.ts';
import { InvitationNotFound, type RevokeInvitationOutcome, RevokeInvitationSuccess } from './member-results.ts';

/** Takes an open invitation back; its link is dead at once and its seat free (ID-40). */
export async function revokeInvitation(
  context: RequestContext,
  invitationId: string,
): Promise<RevokeInvitationOutcome> {
  if (context.decide('manage_members') === 'no') return new NotPermitted();
  const id = decodeId('invitation', invitationId);
  if (!id) return new InvitationNotFound();
  return context.transaction(async (tx) => {
    const by = await lockTeam(context, tx);
    const invitation = await tx.em.findOne(
      Invitation,
      { orgId: context.orgId, id, status: 'pending' },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!invitation) return new InvitationNotFound();
    if (!mayManageRole(by, invitation.role)) return new NotPermitted();
    await endInvitation(tx, invitation, 'revoked', actingPerson(context));
    return Object.assign(new RevokeInvitationSuccess(), { invitation });
  });
}
