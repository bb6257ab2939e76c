import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { isOwn } from './own.ts';
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
 * counts as of the person who made it: seen by whoever sees every buyer, and by that person or who manages its guest Organisation
 * (ID-31, ID-55).
 */
export async function maySeeDeal(context: RequestContext, deal: Deal): Promise<boolean> {
  if (deal.buyerId) return (await loadBuyer(context, deal.buyerId)) !== null;
  if (!deal.actorId) return false;
  const decision = context.decide('buyer_records');
  if (decision !== 'own') return decision === 'all' && context.personId !== null;
  return isOwn(context.passport, { userId: deal.actorId, orgId: deal.actorOrgId });
}
