import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { decide } from '@offplan/kernel/permissions/matrix';
import type { Role } from '@offplan/kernel/permissions/roles';
import type { Acting } from '../acting-person.ts';
import { endOffer } from '../guests/end-offer.ts';
import { GuestGrant } from '../guests/guest-grant.ts';
import { endInvitation } from './end-invitation.ts';
import { Invitation } from './invitation.ts';
import { mayManageRole } from './manage-members.ts';

/**
 * Ends the open invitations that a member has sent and may not send any more, as `role` or, without one, as nobody (ID-36): else whoever
 * is removed could leave a door open behind itself. Runs in the Organisation's scope with the team locked.
 */
export async function endInvitationsOf(
  tx: Transaction,
  { orgId, userId }: { orgId: string; userId: string },
  role: Role | null,
  by: Acting,
): Promise<void> {
  const invitations = await tx.em.find(Invitation, { orgId, invitedBy: userId, status: 'pending' });
  for (const invitation of invitations)
    if (!mayManageRole(role, invitation.role)) await endInvitation(tx, invitation, 'inviter_gone', by);
  if (role && decide({ role }, 'invite_guests') === 'all') return;
  const offers = await tx.em.find(GuestGrant, { orgId, invitedBy: userId, status: 'pending' });
  for (const offer of offers) await endOffer(tx, offer, 'inviter_gone', by);
}
