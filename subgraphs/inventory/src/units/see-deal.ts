import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { loadBuyer } from './unit-loaders.ts';

/** A change of status as far as it is somebody's business. Ids are UUIDs. */
interface Deal {
  buyerId: string | null;
  actorId: string | null;
  /** The Organisation acted for: the host's, or a guest's. */
  actorOrgId: string | null;
}

/**
 * Whether the viewer may read channel, note and buyer of a change of status: whoever sees its buyer (INV-68). Where it has none, it
 * counts as of the person who made it: seen by whoever sees every buyer, and by that person (ID-31).
 */
export async function maySeeDeal(context: RequestContext, deal: Deal): Promise<boolean> {
  if (deal.buyerId) return (await loadBuyer(context, deal.buyerId)) !== null;
  const { guest, user } = context.passport;
  if (!user || !deal.actorId) return false;
  const isOwn = deal.actorId === user.id;
  if (guest)
    return (
      isOwn &&
      deal.actorOrgId === guest.organisationId &&
      guest.grants.some((grant) => grant.capabilities.includes('sales'))
    );
  const decision = context.decide('buyer_records');
  return decision === 'all' || (decision === 'own' && isOwn);
}
