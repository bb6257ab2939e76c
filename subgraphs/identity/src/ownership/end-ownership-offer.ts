import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Acting } from '../acting-person.ts';
import { OwnershipOffer } from './ownership-offer.ts';

/** Ends the open offer of an Organisation's ownership, where there is one, or only if it is to somebody, in its scope. */
export async function endOwnershipOffer(
  tx: Transaction,
  orgId: string,
  by: Acting,
  toUserId?: string,
): Promise<OwnershipOffer | null> {
  const offer = await tx.em.findOne(OwnershipOffer, {
    orgId,
    status: 'pending',
    ...(toUserId ? { userId: toUserId } : {}),
  });
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
    ...by,
  });
  return offer;
}
