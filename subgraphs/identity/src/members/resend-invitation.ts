import { LockMode } from '@mikro-orm/postgresql';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { countSeats } from '../organisations/seats.ts';
import { newToken } from '../sessions/token.ts';
import { countInvitationMail } from './count-invitation-mail.ts';
import { Invitation, InvitationStatus, statusAt } from './invitation.ts';
import { openLink, wasSentJustNow } from './invitation-link.ts';
import { lockTeam } from './lock-team.ts';
import { mailMemberInvitation } from './mail-member-invitation.ts';
import { mayManageRole } from './manage-members.ts';
import {
  InvitationNotFound,
  type ResendInvitationOutcome,
  ResendInvitationSuccess,
  SeatLimitReached,
  SentJustNow,
} from './member-results.ts';

/**
 * Mails an invitation anew (ID-40): a new link for 7 more days, the old one is dead. One that has expired gave its seat back and needs a
 * free one again (ID-41).
 */
export async function resendInvitation(
  context: RequestContext,
  invitationId: string,
): Promise<ResendInvitationOutcome> {
  if (context.decide('manage_members') === 'no') return new NotPermitted();
  const id = decodeId('invitation', invitationId);
  if (!id) return new InvitationNotFound();
  const { orgId } = context;
  return context.transaction(async (tx) => {
    const by = await lockTeam(context, tx);
    const entitlements = await readEntitlements(tx, orgId, { lock: true });
    const refusal = planRefusal(entitlements, 'team');
    if (refusal) return refusal;
    const invitation = await tx.em.findOne(
      Invitation,
      { orgId, id, status: 'pending' },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!invitation) return new InvitationNotFound();
    if (!mayManageRole(by, invitation.role)) return new NotPermitted();
    if (wasSentJustNow(invitation, tx.now)) return new SentJustNow();
    const { teamMembers } = entitlements!.limits;
    const hasSeat = statusAt(invitation, tx.now) === InvitationStatus.PENDING;
    if (!hasSeat && teamMembers !== null && (await countSeats(tx.em, orgId, tx.now)) >= teamMembers)
      return SeatLimitReached.of(teamMembers, entitlements!);
    const tooMany = await countInvitationMail(tx, orgId, invitation.email);
    if (tooMany) return tooMany;
    const token = newToken();
    // Whoever sends it now answers for it from now on.
    Object.assign(invitation, openLink(token, tx.now), { invitedBy: context.person.id });
    invitation.version += 1;
    await tx.em.flush();
    const acting = actingPerson(context);
    await tx.emit({
      orgId,
      subjectType: 'invitation',
      subjectId: id,
      seq: invitation.version,
      type: 'member.invitation_resent',
      data: {},
      ...acting,
      personal: { ...acting.personal, email: invitation.email },
    });
    await mailMemberInvitation(context, tx, invitation, token);
    return Object.assign(new ResendInvitationSuccess(), { invitation });
  });
}
