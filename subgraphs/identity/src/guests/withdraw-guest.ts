import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { mayNow } from '../members/lock-team.ts';
import { Organisation } from '../organisations/organisation.ts';
import { endGrant } from './end-grant.ts';
import { endOffer } from './end-offer.ts';
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
    if (grant.status === 'pending') await endOffer(tx, grant, 'withdrawn', actingPerson(context));
    else {
      const guest = await tx.em.findOneOrFail(Organisation, { id: grant.guestOrgId! });
      await endGrant(tx, grant, guest, actingPerson(context));
    }
    return Object.assign(new WithdrawGuestSuccess(), { grant });
  });
}
