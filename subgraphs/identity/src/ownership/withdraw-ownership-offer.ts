import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { lockTeam } from '../members/lock-team.ts';
import { OwnershipOffer } from './ownership-offer.ts';
import {
  OwnershipOfferNotUsable,
  type WithdrawOwnershipOfferOutcome,
  WithdrawOwnershipOfferSuccess,
} from './ownership-results.ts';

/** Takes the open offer of the ownership back; its link is dead at once. */
export async function withdrawOwnershipOffer(context: RequestContext): Promise<WithdrawOwnershipOfferOutcome> {
  if (!context.may('transfer_ownership')) return new NotPermitted();
  return context.transaction(async (tx) => {
    if ((await lockTeam(context, tx)) !== 'owner') return new NotPermitted();
    const offer = await withdrawOpenOffer(context, tx, context.orgId);
    return offer ? Object.assign(new WithdrawOwnershipOfferSuccess(), { offer }) : new OwnershipOfferNotUsable();
  });
}

/** Ends the open offer of an Organisation, where there is one, in its scope. */
export async function withdrawOpenOffer(
  context: RequestContext,
  tx: Transaction,
  orgId: string,
): Promise<OwnershipOffer | null> {
  const offer = await tx.em.findOne(OwnershipOffer, { orgId, status: 'pending' });
  if (!offer) return null;
  offer.status = 'withdrawn';
  offer.version += 1;
  await tx.em.flush();
  await tx.emit({
    orgId,
    subjectType: 'ownership_offer',
    subjectId: offer.id,
    seq: offer.version,
    type: 'ownership.offer_withdrawn',
    data: { offeredToUserId: offer.userId },
    ...actingPerson(context),
  });
  return offer;
}
