import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted, ValidationFailed, type ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import type { GuestCapability } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { countInvitationMail } from '../members/count-invitation-mail.ts';
import { openLink } from '../members/invitation-link.ts';
import { mayNow } from '../members/lock-team.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { newToken } from '../sessions/token.ts';
import { countGuests } from './count-guests.ts';
import { endOffer } from './end-offer.ts';
import { findInvitee } from './find-invitee.ts';
import { GuestGrant } from './guest-grant.ts';
import type { InviteGuestInput } from './guest-inputs.ts';
import { GuestLimitReached, type InviteGuestOutcome, InviteGuestSuccess } from './guest-results.ts';
import { inviteeFacts } from './invitee-facts.ts';
import { mailGuestInvitation } from './mail-guest-invitation.ts';
import { projectName } from './project-names.ts';

interface Invitee {
  email: string;
  /** Set when it was named by its slug. */
  orgId: string | null;
}

/**
 * Offers a guest Organisation a place in a project, by the e-mail of its Owner or by its slug (ID-50, ID-52, ID-58). An open offer to the
 * same one is replaced. The entitlements' row is locked while guests are counted.
 */
export async function inviteGuest(context: RequestContext, input: InviteGuestInput): Promise<InviteGuestOutcome> {
  if (context.isGuest || !context.may('invite_guests')) return new NotPermitted();
  const capabilities = [...new Set(input.capabilities)];
  const invitee = await readInvitee(context, input);
  const issues: ValidationIssue[] = [
    ...(capabilities.length === 0
      ? [
          {
            path: ['capabilities'],
            code: 'REQUIRED',
            message: 'Choose what the guest may do: sell, edit content, or both.',
          },
        ]
      : []),
    ...('code' in invitee ? [invitee] : []),
  ];
  if (issues.length > 0) return new ValidationFailed(issues);
  const { orgId } = context;
  const projectId = decodeId('project', input.projectId);
  return context.transaction(async (tx) => {
    if (!(await mayNow(context, tx, 'invite_guests'))) return new NotPermitted();
    const entitlements = await readEntitlements(tx, orgId, { lock: true });
    const refusal = planRefusal(entitlements);
    if (refusal) return refusal;
    if (!projectId || !(await projectName(tx.em, orgId, projectId)))
      return new ValidationFailed([
        { path: ['projectId'], code: 'UNKNOWN', message: 'There is no such project in this workspace.' },
      ]);
    const { email, orgId: invitedOrgId } = invitee as Invitee;
    const limit = entitlements!.limits.guestOrganisations;
    if (limit !== null && (await countGuests(tx, orgId, { email, invitedOrgId })) > limit)
      return GuestLimitReached.of(limit, entitlements!);
    const tooMany = await countInvitationMail(tx, orgId, invitedOrgId ?? email);
    if (tooMany) return tooMany;
    // Of an Organisation named by its address nothing may tell whose e-mail its Owner has.
    const earlier = await tx.em.findOne(GuestGrant, {
      orgId,
      projectId,
      status: 'pending',
      ...(invitedOrgId ? { invitedOrgId } : { invitedOrgId: null, email }),
    });
    if (earlier) await endOffer(tx, earlier, 'replaced', actingPerson(context));
    const grant = await addOffer(context, tx, { projectId, invitee: invitee as Invitee, capabilities });
    return Object.assign(new InviteGuestSuccess(), { grant });
  });
}

async function readInvitee(context: RequestContext, input: InviteGuestInput): Promise<Invitee | ValidationIssue> {
  const email = input.email?.trim().toLowerCase();
  const slug = input.slug?.trim().toLowerCase();
  if (Boolean(email) === Boolean(slug))
    return { path: ['email'], code: 'ONE_OF', message: 'Name the guest by an e-mail or by its address, one of them.' };
  if (email) return { email, orgId: null };
  if (slug === context.passport.organisation?.slug)
    return { path: ['slug'], code: 'OWN', message: 'This is your own workspace. Name the guest’s.' };
  const found = await findInvitee(context, slug!);
  return found
    ? { email: found.ownerEmail, orgId: found.orgId }
    : { path: ['slug'], code: 'UNKNOWN', message: 'Nobody has this address. Check it, or invite by e-mail.' };
}

async function addOffer(
  context: RequestContext,
  tx: Transaction,
  offer: { projectId: string; invitee: Invitee; capabilities: GuestCapability[] },
): Promise<GuestGrant> {
  const { orgId } = context;
  const { projectId, invitee, capabilities } = offer;
  const token = newToken();
  const grant = tx.em.create(GuestGrant, {
    orgId,
    id: uuidv7(tx.now.getTime()),
    projectId,
    email: invitee.email,
    invitedOrgId: invitee.orgId,
    guestOrgId: null,
    capabilities,
    status: 'pending',
    invitedBy: context.person.id,
    createdAt: tx.now,
    version: 1,
    ...openLink(token, tx.now),
  } as never) as GuestGrant;
  await tx.em.flush();
  const acting = actingPerson(context);
  const facts = await inviteeFacts(tx, grant);
  await tx.emit({
    orgId,
    subjectType: 'guest_grant',
    subjectId: grant.id,
    seq: 1,
    type: 'guest_grant.offered',
    data: { projectId, capabilities, ...facts.data },
    ...acting,
    personal: { ...acting.personal, ...facts.personal },
  });
  await mailGuestInvitation(context, tx, grant, token);
  return grant;
}
