import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { uuidv7 } from '@offplan/kernel/ids';
import type { Role } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { countSeats, Seats } from '../organisations/seats.ts';
import { newToken } from '../sessions/token.ts';
import { countInvitationMail } from './count-invitation-mail.ts';
import { endInvitation } from './end-invitation.ts';
import { Invitation } from './invitation.ts';
import { openLink } from './invitation-link.ts';
import { lockTeam } from './lock-team.ts';
import { mailMemberInvitation } from './mail-member-invitation.ts';
import { mayManageRole } from './manage-members.ts';
import type { InviteMemberInput } from './member-inputs.ts';
import { AlreadyMember, type InviteMemberOutcome, InviteMemberSuccess, SeatLimitReached } from './member-results.ts';

/**
 * Invites a person into the team by mail (ID-40, ID-41). An open invitation for the same e-mail is replaced. The entitlements' row is
 * locked while seats are counted: two at once cannot both take the last one.
 */
export async function inviteMember(context: RequestContext, input: InviteMemberInput): Promise<InviteMemberOutcome> {
  const { role } = input;
  const email = input.email.trim().toLowerCase();
  if (context.decide('manage_members') === 'no') return new NotPermitted();
  if (role === 'owner' || role === 'external_sales_agent')
    return new ValidationFailed([
      { path: ['role'], code: 'NOT_INVITABLE', message: 'Invite as Admin, Sales Manager or Sales Agent.' },
    ]);
  const { orgId } = context;
  return context.transaction(async (tx) => {
    const by = await lockTeam(context, tx);
    if (!mayManageRole(by, role)) return new NotPermitted();
    const entitlements = await readEntitlements(tx, orgId, { lock: true });
    const refusal = planRefusal(entitlements, 'team');
    if (refusal) return refusal;
    const members = await tx.query(
      `select from identity.membership m join identity."user" u on u.id = m.user_id where m.org_id = ? and m.status = 'active' and u.email = ?`,
      [orgId, email],
    );
    if (members.length > 0) return new AlreadyMember();
    const earlier = await tx.em.findOne(Invitation, { orgId, status: 'pending', email });
    // Replacing is taking back, and not everybody may take back everybody's (ID-36).
    if (earlier && !mayManageRole(by, earlier.role)) return new NotPermitted();
    const { limits } = entitlements!;
    const freed = earlier && earlier.expiresAt > tx.now ? 1 : 0;
    const used = (await countSeats(tx.em, orgId, tx.now)) - freed;
    if (limits.teamMembers !== null && used >= limits.teamMembers)
      return SeatLimitReached.of(limits.teamMembers, entitlements!);
    const tooMany = await countInvitationMail(tx, orgId, email);
    if (tooMany) return tooMany;
    if (earlier) await endInvitation(tx, earlier, 'replaced', actingPerson(context));
    const invitation = await addInvitation(context, tx, email, role);
    const seats = Object.assign(new Seats(), { used: used + 1, limit: limits.teamMembers });
    return Object.assign(new InviteMemberSuccess(), { invitation, seats });
  });
}

async function addInvitation(context: RequestContext, tx: Transaction, email: string, role: Role): Promise<Invitation> {
  const { orgId } = context;
  const token = newToken();
  const invitation = tx.em.create(Invitation, {
    orgId,
    id: uuidv7(tx.now.getTime()),
    email,
    role,
    status: 'pending',
    invitedBy: context.person.id,
    createdAt: tx.now,
    version: 1,
    ...openLink(token, tx.now),
  } as never) as Invitation;
  await tx.em.flush();
  const acting = actingPerson(context);
  await tx.emit({
    orgId,
    subjectType: 'invitation',
    subjectId: invitation.id,
    seq: 1,
    type: 'member.invited',
    data: { after: { role } },
    ...acting,
    personal: { ...acting.personal, email },
  });
  await mailMemberInvitation(context, tx, invitation, token);
  return invitation;
}
