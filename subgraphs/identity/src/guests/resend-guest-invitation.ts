import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { countInvitationMail } from '../members/count-invitation-mail.ts';
import { openLink, wasSentJustNow } from '../members/invitation-link.ts';
import { mayNow } from '../members/lock-team.ts';
import { SentJustNow } from '../members/member-results.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { newToken } from '../sessions/token.ts';
import { countGuests } from './count-guests.ts';
import { GuestGrant, GuestGrantStatus, grantStatusAt } from './guest-grant.ts';
import {
  GrantNotFound,
  GuestLimitReached,
  type ResendGuestInvitationOutcome,
  ResendGuestInvitationSuccess,
} from './guest-results.ts';
import { inviteeFacts } from './invitee-facts.ts';
import { mailGuestInvitation } from './mail-guest-invitation.ts';

/** Mails an offer anew: a new link for 7 more days, the old one is dead. One that has expired must fit the plan's limit again (ID-58). */
export async function resendGuestInvitation(
  context: RequestContext,
  grantId: string,
): Promise<ResendGuestInvitationOutcome> {
  if (context.isGuest || !context.may('invite_guests')) return new NotPermitted();
  const id = decodeId('grant', grantId);
  if (!id) return new GrantNotFound();
  const { orgId } = context;
  return context.transaction(async (tx) => {
    if (!(await mayNow(context, tx, 'invite_guests'))) return new NotPermitted();
    const entitlements = await readEntitlements(tx, orgId, { lock: true });
    const refusal = planRefusal(entitlements);
    if (refusal) return refusal;
    const grant = await tx.em.findOne(GuestGrant, { orgId, id, status: 'pending' });
    if (!grant) return new GrantNotFound();
    if (wasSentJustNow(grant, tx.now)) return new SentJustNow();
    const limit = entitlements!.limits.guestOrganisations;
    const isOpen = grantStatusAt(grant, tx.now) === GuestGrantStatus.PENDING;
    if (!isOpen && limit !== null && (await countGuests(tx, orgId, grant)) > limit)
      return GuestLimitReached.of(limit, entitlements!);
    const tooMany = await countInvitationMail(tx, orgId, grant.invitedOrgId ?? grant.email);
    if (tooMany) return tooMany;
    const token = newToken();
    // Whoever sends it now answers for it from now on.
    Object.assign(grant, openLink(token, tx.now), { invitedBy: context.person.id });
    grant.version += 1;
    await tx.em.flush();
    const acting = actingPerson(context);
    const invitee = await inviteeFacts(tx, grant);
    await tx.emit({
      orgId,
      subjectType: 'guest_grant',
      subjectId: id,
      seq: grant.version,
      type: 'guest_grant.offer_resent',
      data: { projectId: grant.projectId, ...invitee.data },
      ...acting,
      personal: { ...acting.personal, ...invitee.personal },
    });
    await mailGuestInvitation(context, tx, grant, token);
    return Object.assign(new ResendGuestInvitationSuccess(), { grant });
  });
}
