import type { EntityManager } from '@mikro-orm/postgresql';
import { Subscription } from './subscription.ts';

/** The subscription that runs, paid or in its trial; null without one. There is never a second one (BIL-24). */
export async function runningSubscription(em: EntityManager, orgId: string): Promise<Subscription | null> {
  return em.findOne(
    Subscription,
    { orgId, status: { $in: ['trialing', 'active', 'past_due', 'unpaid', 'paused'] } },
    { orderBy: { createdAt: 'desc' } },
  );
}
