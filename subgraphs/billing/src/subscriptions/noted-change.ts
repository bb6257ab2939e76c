import type { EntityManager } from '@mikro-orm/postgresql';
import { PlanChange } from './plan-change.ts';

/** The change of plan that was confirmed and not carried out yet: Stripe did not answer, or is being told; null without one. */
export function notedChange(em: EntityManager, orgId: string): Promise<PlanChange | null> {
  return em.findOne(PlanChange, { orgId, state: 'confirmed' }, { orderBy: { createdAt: 'desc' } });
}
