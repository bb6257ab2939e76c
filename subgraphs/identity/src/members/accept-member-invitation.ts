import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { lockOrganisation } from '../organisations/lock-organisation.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { addMember } from './add-member.ts';
import { Invitation, InvitationStatus, statusAt } from './invitation.ts';
import { Member } from './member.ts';
import { InvitationFault, InvitationNotUsable, WrongInvitee } from './member-results.ts';

const FAULT_OF: Partial<Record<InvitationStatus, InvitationFault>> = {
  [InvitationStatus.ACCEPTED]: InvitationFault.ACCEPTED,
  [InvitationStatus.REVOKED]: InvitationFault.REVOKED,
  [InvitationStatus.EXPIRED]: InvitationFault.EXPIRED,
};

/**
 * Makes the invited person a member, once (ID-40). Runs in a transaction in the inviting Organisation's scope, which the token has
 * opened. The seat was counted when the invitation was made.
 */
export async function acceptMemberInvitation(
  context: RequestContext,
  tx: Transaction,
  found: Invitation,
  user: { id: string; name: string; email: string },
): Promise<Member | InvitationNotUsable | WrongInvitee> {
  const { orgId, id } = found;
  // Whoever changes the team waits for each other (see lockTeam): the log's order is the order of what was decided.
  const standing = await lockOrganisation(tx, orgId);
  const invitation = await tx.em.findOne(Invitation, { orgId, id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!invitation) return new InvitationNotUsable(InvitationFault.UNKNOWN);
  const fault = FAULT_OF[statusAt(invitation, tx.now)];
  if (fault) return new InvitationNotUsable(fault);
  if (invitation.email !== user.email) return new WrongInvitee();
  if (standing !== 'active') return new InvitationNotUsable(InvitationFault.WORKSPACE_PAUSED);
  // Invitations are void when the plan has ended (BIL-18).
  if (planRefusal(await readEntitlements(tx, orgId))) return new InvitationNotUsable(InvitationFault.PLAN_ENDED);
  if (await tx.em.findOne(Member, { orgId, userId: user.id, status: 'active' }))
    return new InvitationNotUsable(InvitationFault.ALREADY_IN);
  invitation.status = 'accepted';
  invitation.version += 1;
  await tx.em.flush();
  return addMember(context, tx, { orgId, user, role: invitation.role, invitationId: id });
}
