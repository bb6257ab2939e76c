import type { EntityManager } from '@mikro-orm/postgresql';
import { PlanChange } from './plan-change.ts';

/** The upgrade that waits for its payment; null without one. */
export function awaitedUpgrade(em: EntityManager, orgId: string): Promise<PlanChange | null> {
  return em.findOne(PlanChange, { orgId, state: 'awaiting_payment' }, { orderBy: { createdAt: 'desc' } });
}
