import { UserError } from '@offplan/kernel/graphql/user-errors';
import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { acceptGuestGrant } from '../guests/accept-guest-grant.ts';
import { GuestGrant } from '../guests/guest-grant.ts';
import { loadWorkspaces } from '../organisations/load-workspaces.ts';
import { Organisation } from '../organisations/organisation.ts';
import { User } from '../users/user.ts';
import { acceptMemberInvitation } from './accept-member-invitation.ts';
import { findInvitation } from './find-invitation.ts';
import type { Member } from './member.ts';
import type { AcceptInvitationInput } from './member-inputs.ts';
import {
  type AcceptInvitationOutcome,
  AcceptInvitationSuccess,
  InvitationFault,
  InvitationNotUsable,
  type WrongInvitee,
} from './member-results.ts';

/** A signed-in person accepts an invitation, into a team or as a guest. */
export async function acceptInvitation(
  context: RequestContext,
  input: AcceptInvitationInput,
): Promise<AcceptInvitationOutcome> {
  const found = await findInvitation(context, input.token);
  if (!found) return new InvitationNotUsable(InvitationFault.UNKNOWN);
  const userId = context.person.id;
  const user = await context.db.reader({ userId }).findOneOrFail(User, { id: userId });
  const { orgId } = found.kind === 'member' ? found.invitation : found.grant;
  const guest =
    found.kind === 'guest'
      ? await chooseGuest(context, userId, input.organisationSlug ?? null, found.grant.invitedOrgId)
      : null;
  if (guest instanceof InvitationNotUsable) return guest;
  const outcome = await context.db.transaction(
    { orgId, userId, requestId: context.facts.requestId },
    async (tx): Promise<Member | GuestGrant | InvitationNotUsable | WrongInvitee> =>
      found.kind === 'member'
        ? acceptMemberInvitation(context, tx, found.invitation, user)
        : acceptGuestGrant(context, tx, found.grant, user, guest!),
  );
  if (outcome instanceof UserError) return outcome;
  context.forget();
  const workspaces = await loadWorkspaces(context.db.reader({ userId }), userId);
  return Object.assign(new AcceptInvitationSuccess(), {
    workspace: workspaces.find((workspace) => workspace.organisation.id === orgId)!,
    projectId: outcome instanceof GuestGrant ? encodeId('project', outcome.projectId) : null,
  });
}

/** The Organisation that becomes the guest: the one named, or the only one that the person owns or administers. */
async function chooseGuest(
  context: RequestContext,
  userId: string,
  slug: string | null,
  invitedOrgId: string | null,
): Promise<Organisation | InvitationNotUsable> {
  const em = context.db.reader({ userId });
  const rows = (await em.execute(
    `select org_id from identity.membership where user_id = ? and status = 'active' and role in ('owner', 'admin')`,
    [userId],
  )) as { org_id: string }[];
  const own = await em.find(Organisation, {
    id: { $in: rows.map((row) => row.org_id).filter((id) => !invitedOrgId || id === invitedOrgId) },
    status: 'active',
    ...(slug ? { slug } : {}),
  });
  return own.length === 1 ? own[0]! : new InvitationNotUsable(InvitationFault.ORGANISATION_NEEDED);
}
