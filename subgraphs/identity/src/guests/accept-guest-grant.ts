import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { InvitationFault, InvitationNotUsable, WrongInvitee } from '../members/member-results.ts';
import { lockOrganisation } from '../organisations/lock-organisation.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { guestFacts } from './guest-facts.ts';
import { GuestGrant, GuestGrantStatus, grantStatusAt } from './guest-grant.ts';

/**
 * Lets a guest Organisation into the project, once (ID-50). Runs in a transaction in the host's scope, which the token has opened.
 * `guest` is an Organisation that the person owns or administers.
 */
export async function acceptGuestGrant(
  context: RequestContext,
  tx: Transaction,
  found: GuestGrant,
  user: { id: string; name: string; email: string },
  guest: Organisation,
): Promise<GuestGrant | InvitationNotUsable | WrongInvitee> {
  const { orgId, id } = found;
  const standing = await lockOrganisation(tx, orgId);
  const grant = await tx.em.findOne(GuestGrant, { orgId, id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!grant) return new InvitationNotUsable(InvitationFault.UNKNOWN);
  const status = grantStatusAt(grant, tx.now);
  if (status === GuestGrantStatus.ACTIVE) return new InvitationNotUsable(InvitationFault.ACCEPTED);
  if (status === GuestGrantStatus.WITHDRAWN) return new InvitationNotUsable(InvitationFault.REVOKED);
  if (status === GuestGrantStatus.EXPIRED) return new InvitationNotUsable(InvitationFault.EXPIRED);
  // Named by its slug the Organisation is invited, whoever of its Owner and Admins accepts; by e-mail that person.
  const isInvited = grant.invitedOrgId ? grant.invitedOrgId === guest.id : grant.email === user.email;
  if (!isInvited) return new WrongInvitee();
  if (guest.id === orgId) return new InvitationNotUsable(InvitationFault.OWN_PROJECT);
  if (standing !== 'active') return new InvitationNotUsable(InvitationFault.WORKSPACE_PAUSED);
  if (planRefusal(await readEntitlements(tx, orgId))) return new InvitationNotUsable(InvitationFault.PLAN_ENDED);
  const earlier = await tx.em.findOne(GuestGrant, {
    orgId,
    projectId: grant.projectId,
    guestOrgId: guest.id,
    status: 'active',
  });
  if (earlier) return new InvitationNotUsable(InvitationFault.ALREADY_IN);
  grant.status = 'active';
  grant.guestOrgId = guest.id;
  grant.version += 1;
  await tx.em.flush();
  await tx.emit({
    orgId,
    subjectType: 'guest_grant',
    subjectId: id,
    seq: grant.version,
    type: 'guest_grant.accepted',
    data: { ...guestFacts(grant, guest), userId: user.id },
    onBehalfOf: guest.id,
    ...actingPerson(context, user),
  });
  return grant;
}
