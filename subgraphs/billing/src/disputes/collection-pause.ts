import type { EntityManager } from '@mikro-orm/postgresql';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type Stripe from 'stripe';
import type { SubscriptionStatus } from '../plans/plan-standing.ts';
import { RUNNING_STATUSES } from '../subscriptions/running-subscription.ts';

export const PAUSE_COLLECTION = 'billing.pause_collection';

/** In a subscription's metadata: its collection is paused by us. What somebody has paused at Stripe by hand is not ours to end. */
export const PAUSE_MARK = 'collection_paused_for';

/** Whether a subscription is not charged at present, and whether that is our doing. */
export interface CollectionPause {
  isOn: boolean;
  isOurs: boolean;
}

export const collectionPauseOf = ({ pause_collection, metadata }: Stripe.Subscription): CollectionPause => ({
  isOn: Boolean(pause_collection),
  isOurs: Boolean(metadata[PAUSE_MARK]),
});

/**
 * Whether a subscription is charged while its workspace is suspended, or still not charged for a suspension that is over. One that Stripe has
 * paused whole charges nothing.
 */
export function isChargedWrongly(
  { status, pause }: { status: string; pause: CollectionPause },
  isSuspended: boolean,
): boolean {
  if (status === 'paused' || !RUNNING_STATUSES.has(status as SubscriptionStatus)) return false;
  return isSuspended ? !pause.isOn : pause.isOurs;
}

/** Whether a dispute suspends an Organisation: of a pause of the subscription Stripe knows itself. */
export async function isSuspendedByDispute(em: EntityManager, orgId: string): Promise<boolean> {
  const rows = await em.execute(
    `select from billing.suspension_cause where org_id = ? and cause <> 'pause' limit 1`,
    [orgId],
    'all',
  );
  return rows.length > 0;
}

/** Queues that Stripe hears whether an Organisation is to be charged. */
export function wantCollectionPaused(tx: Transaction, orgId: string): Promise<void> {
  return enqueue(tx, PAUSE_COLLECTION, { orgId }, { key: `pause collection ${orgId}` });
}
