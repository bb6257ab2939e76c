import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Abandoned, unlessAbandoned } from '../abandoned.ts';
import { acceptGuestGrant } from '../guests/accept-guest-grant.ts';
import { GuestGrant } from '../guests/guest-grant.ts';
import { SlugTaken } from '../organisations/create-organisation.ts';
import { loadWorkspaces } from '../organisations/load-workspaces.ts';
import { makeGuest } from '../organisations/make-guest.ts';
import { Organisation } from '../organisations/organisation.ts';
import { organisationFaults } from '../organisations/organisation-faults.ts';
import { takeOrganisationPlace } from '../organisations/take-organisation-place.ts';
import { User } from '../users/user.ts';
import { acceptMemberInvitation } from './accept-member-invitation.ts';
import { findInvitation } from './find-invitation.ts';
import { Member } from './member.ts';
import type { AcceptInvitationInput } from './member-inputs.ts';
import {
  type AcceptInvitationOutcome,
  AcceptInvitationSuccess,
  InvitationFault,
  InvitationNotUsable,
} from './member-results.ts';

/**
 * A signed-in person accepts an invitation, into a team or as a guest; a guest without an Organisation gets a Free Guest one (ID-50), and
 * not without the place in the project.
 */
export async function acceptInvitation(
  context: RequestContext,
  input: AcceptInvitationInput,
): Promise<AcceptInvitationOutcome> {
  const found = await findInvitation(context, input.token);
  if (!found) return new InvitationNotUsable(InvitationFault.UNKNOWN);
  const newName = found.kind === 'guest' ? (input.newOrganisationName?.trim() ?? null) : null;
  const issues = organisationFaults({ name: newName });
  if (issues.length > 0) return new ValidationFailed([{ ...issues[0]!, path: ['newOrganisationName'] }]);
  const userId = context.person.id;
  const user = await context.db.reader({ userId }).findOneOrFail(User, { id: userId });
  const { orgId } = found.kind === 'member' ? found.invitation : found.grant;
  // Whoever has an Organisation of its own lets that one in.
  if (newName !== null && (await ownedBy(context, userId)).length > 0)
    return new InvitationNotUsable(InvitationFault.ORGANISATION_NEEDED);
  const guest =
    found.kind === 'guest' && newName === null
      ? await chooseGuest(context, userId, input.organisationSlug ?? null, found.grant.invitedOrgId)
      : null;
  if (guest instanceof InvitationNotUsable) return guest;
  const outcome = await unlessAbandoned<Member | GuestGrant | AcceptInvitationOutcome>(() =>
    context.db.transaction({ orgId, userId, requestId: context.facts.requestId }, async (tx) => {
      if (found.kind === 'member') return acceptMemberInvitation(context, tx, found.invitation, user);
      const made = guest ?? (await newGuest(context, tx, { owner: user, name: newName!, hostId: orgId }));
      const accepted = await acceptGuestGrant(context, tx, found.grant, user, made);
      // An Organisation that is nobody's guest was not wanted.
      if (accepted instanceof UserError && !guest) throw new Abandoned(accepted);
      return accepted;
    }),
  );
  if (!(outcome instanceof Member || outcome instanceof GuestGrant)) return outcome;
  context.forget();
  const workspaces = await loadWorkspaces(context.db.reader({ userId }), userId);
  return Object.assign(new AcceptInvitationSuccess(), {
    workspace: workspaces.find((workspace) => workspace.organisation.id === orgId)!,
    projectId: outcome instanceof GuestGrant ? encodeId('project', outcome.projectId) : null,
  });
}

/** The Free Guest Organisation of somebody who has none; whoever has one lets that one in. */
async function newGuest(
  context: RequestContext,
  tx: Transaction,
  { owner, name, hostId }: { owner: User; name: string; hostId: string },
): Promise<Organisation> {
  const places = await takeOrganisationPlace(tx, owner.id);
  if ('retryAfterSeconds' in places)
    throw new Abandoned(nameRefused('TOO_MANY', 'You made several workspaces today. Try again tomorrow.'));
  const wanted = { name, slug: null, country: null, locale: owner.locale };
  const made = await makeGuest(context, tx, wanted, { owner, hostId });
  if (made instanceof SlugTaken)
    throw new Abandoned(nameRefused('TAKEN', 'Too many are called like this. Add a word.'));
  return made;
}

const nameRefused = (code: string, message: string) =>
  new ValidationFailed([{ path: ['newOrganisationName'], code, message }]);

/** The Organisation that becomes the guest: the one named, or the only one that the person owns or administers. */
async function chooseGuest(
  context: RequestContext,
  userId: string,
  slug: string | null,
  invitedOrgId: string | null,
): Promise<Organisation | InvitationNotUsable> {
  const own = (await ownedBy(context, userId)).filter(
    (organisation) => (!invitedOrgId || organisation.id === invitedOrgId) && (!slug || organisation.slug === slug),
  );
  return own.length === 1 ? own[0]! : new InvitationNotUsable(InvitationFault.ORGANISATION_NEEDED);
}

/** The active Organisations that a person owns or administers. */
async function ownedBy(context: RequestContext, userId: string): Promise<Organisation[]> {
  const em = context.db.reader({ userId });
  const rows = (await em.execute(
    `select org_id from identity.membership where user_id = ? and status = 'active' and role in ('owner', 'admin')`,
    [userId],
  )) as { org_id: string }[];
  return em.find(Organisation, { id: { $in: rows.map((row) => row.org_id) }, status: 'active' });
}
