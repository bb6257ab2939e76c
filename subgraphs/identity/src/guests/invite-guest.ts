import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import type { GuestCapability } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { INVITATION_MILLISECONDS } from '../members/invitation.ts';
import { optionsOf } from '../options.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { hashToken, newToken } from '../sessions/token.ts';
import { GuestGrant } from './guest-grant.ts';
import type { InviteGuestInput } from './guest-inputs.ts';
import { GuestLimitReached, type InviteGuestOutcome, InviteGuestSuccess } from './guest-results.ts';
import { projectName } from './project-names.ts';

/**
 * Offers a guest Organisation a place in a project (ID-50, ID-52, ID-58). An open offer to the same e-mail is replaced. The
 * entitlements' row is locked while guests are counted.
 */
export async function inviteGuest(context: RequestContext, input: InviteGuestInput): Promise<InviteGuestOutcome> {
  if (context.isGuest || !context.may('invite_guests')) return new NotPermitted();
  const capabilities = [...new Set(input.capabilities)];
  if (capabilities.length === 0)
    return new ValidationFailed([
      {
        path: ['capabilities'],
        code: 'REQUIRED',
        message: 'Choose what the guest may do: sell, edit content, or both.',
      },
    ]);
  const { orgId } = context;
  const email = input.email.trim().toLowerCase();
  const projectId = decodeId('project', input.projectId);
  return context.transaction(async (tx) => {
    const entitlements = await readEntitlements(tx, orgId, { lock: true });
    const refusal = planRefusal(entitlements);
    if (refusal) return refusal;
    if (!projectId || !(await projectName(tx.em, orgId, projectId)))
      return new ValidationFailed([
        { path: ['projectId'], code: 'UNKNOWN', message: 'There is no such project in this workspace.' },
      ]);
    const limit = entitlements!.limits.guestOrganisations;
    if (limit !== null && (await countGuests(tx, orgId, email)) > limit)
      return GuestLimitReached.of(limit, entitlements!);
    await endEarlierOffer(tx, orgId, projectId, email);
    const { grant, token } = await addOffer(context, tx, { projectId, email, capabilities });
    return Object.assign(new InviteGuestSuccess(), { grant, link: `${optionsOf(context).appUrl}/invitation/${token}` });
  });
}

/** Guest Organisations with one more e-mail invited: active ones, and e-mails to which an offer is open. */
async function countGuests(tx: Transaction, orgId: string, email: string): Promise<number> {
  const [row] = await tx.query<{ guests: number }>(
    `select (select count(distinct guest_org_id) from identity.guest_grant where org_id = ? and status = 'active')::int
          + (select count(*) from (select email from identity.guest_grant where org_id = ? and status = 'pending' and expires_at > ?
               union select ?) as offered)::int as guests`,
    [orgId, orgId, tx.now, email],
  );
  return row!.guests;
}

async function endEarlierOffer(tx: Transaction, orgId: string, projectId: string, email: string): Promise<void> {
  const earlier = await tx.em.findOne(GuestGrant, {
    orgId,
    projectId,
    status: 'pending',
    email,
  });
  if (!earlier) return;
  earlier.status = 'withdrawn';
  earlier.version += 1;
  await tx.em.flush();
}

async function addOffer(
  context: RequestContext,
  tx: Transaction,
  offer: { projectId: string; email: string; capabilities: GuestCapability[] },
): Promise<{ grant: GuestGrant; token: string }> {
  const { orgId } = context;
  const { projectId, email, capabilities } = offer;
  const token = newToken();
  const id = uuidv7(tx.now.getTime());
  const expiresAt = new Date(tx.now.getTime() + INVITATION_MILLISECONDS);
  await tx.query(
    `insert into identity.guest_grant (org_id, id, project_id, email, capabilities, status, token_hash, invited_by, created_at, expires_at, version)
     values (?, ?, ?, ?, ?::text[], 'pending', decode(?, 'hex'), ?, ?, ?, 1)`,
    [
      orgId,
      id,
      projectId,
      email,
      `{${capabilities.join(',')}}`,
      hashToken(token),
      context.person.id,
      tx.now,
      expiresAt,
    ],
  );
  const acting = actingPerson(context);
  await tx.emit({
    orgId,
    subjectType: 'guest_grant',
    subjectId: id,
    seq: 1,
    type: 'guest_grant.offered',
    data: { projectId, capabilities },
    ...acting,
    personal: { ...acting.personal, email },
  });
  return { grant: await tx.em.findOneOrFail(GuestGrant, { orgId, id }), token };
}
