import type { EntityManager } from '@mikro-orm/postgresql';
import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';
import { PlanChange } from './plan-change.ts';
import { queuePlanChange } from './queue-plan-change.ts';

/** The change of a plan that runs that is noted: confirmed, and waiting for Stripe's answer or the end of a suspension; null without one. */
export function notedChange(em: EntityManager, orgId: string, subscriptionId: string): Promise<PlanChange | null> {
  const noted = { orgId, subscriptionId, state: 'confirmed', notedAt: { $ne: null } } as const;
  return em.findOne(PlanChange, noted, { orderBy: { createdAt: 'desc' } });
}

/** Notes that a confirmed change waits for Stripe. Not one that was carried out meanwhile. */
export function noteChange(db: SubgraphDatabase, { orgId, id }: { orgId: string; id: string }): Promise<unknown> {
  return db.transaction({ orgId }, (tx) =>
    tx.query(
      `update billing.plan_change set noted_at = coalesce(noted_at, ?) where org_id = ? and id = ? and state = 'confirmed'`,
      [tx.now, orgId, id],
    ),
  );
}

/** Stripe has answered, or charges again: what is noted is carried out now, and not when the queue would come again, which may be in hours. */
export async function hastenNoted(tx: Transaction, orgId: string): Promise<void> {
  for (const change of await tx.em.find(PlanChange, { orgId, state: 'confirmed', notedAt: { $ne: null } }))
    await queuePlanChange(tx, change);
}
