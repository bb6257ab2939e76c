import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { mayNow } from '../members/lock-team.ts';
import { Organisation } from '../organisations/organisation.ts';
import { guestFacts } from './guest-facts.ts';
import { GuestGrant } from './guest-grant.ts';
import { GrantNotFound, type WithdrawGuestOutcome, WithdrawGuestSuccess } from './guest-results.ts';

/** Ends a guest's access at once, or takes an open offer back (ID-53). Inventory returns the guest's units when it hears of it. */
export async function withdrawGuest(context: RequestContext, grantId: string): Promise<WithdrawGuestOutcome> {
  if (context.isGuest || !context.may('invite_guests')) return new NotPermitted();
  const id = decodeId('grant', grantId);
  if (!id) return new GrantNotFound();
  const { orgId } = context;
  return context.transaction(async (tx) => {
    if (!(await mayNow(context, tx, 'invite_guests'))) return new NotPermitted();
    const grant = await tx.em.findOne(GuestGrant, { orgId, id, status: { $in: ['pending', 'active'] } });
    if (!grant) return new GrantNotFound();
    grant.status = 'withdrawn';
    grant.version += 1;
    await tx.em.flush();
    const guest = grant.guestOrgId ? await tx.em.findOneOrFail(Organisation, { id: grant.guestOrgId }) : null;
    const acting = actingPerson(context);
    await tx.emit({
      orgId,
      subjectType: 'guest_grant',
      subjectId: id,
      seq: grant.version,
      type: guest ? 'guest_grant.withdrawn' : 'guest_grant.offer_withdrawn',
      data: guest ? guestFacts(grant, guest) : { projectId: grant.projectId, capabilities: grant.capabilities },
      ...acting,
      personal: { ...acting.personal, ...(guest ? {} : { email: grant.email }) },
    });
    return Object.assign(new WithdrawGuestSuccess(), { grant });
  });
}
