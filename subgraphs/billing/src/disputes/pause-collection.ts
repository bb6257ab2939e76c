import type { Task } from '@offplan/kernel/jobs/task';
import type Stripe from 'stripe';
import type { BillingOptions } from '../billing-options.ts';
import { type KnownCustomer, knownCustomer } from '../customers/known-customer.ts';
import { hastenNoted } from '../subscriptions/noted-change.ts';
import {
  collectionPauseOf,
  isChargedWrongly,
  isSuspendedByDispute,
  PAUSE_COLLECTION,
  PAUSE_MARK,
} from './collection-pause.ts';

/**
 * Lets Stripe charge nothing while a dispute suspends a workspace, and charge again when none does (BIL-46): what would be charged meanwhile is
 * void, and the plan goes on. The causes are read anew after each word to Stripe: of two that run at once the one with the older wish may come
 * last, and then sees that it is not wished any more. An upgrade that was noted meanwhile is carried out then.
 */
export const pauseCollection = (options: BillingOptions): Task => ({
  name: PAUSE_COLLECTION,
  isOutside: true,
  async run({ db }, payload) {
    const orgId = String(payload.orgId);
    const known = await knownCustomer(options, db, orgId);
    if (!known) return;
    const isWished = () => isSuspendedByDispute(db.reader({ orgId }), orgId);
    let isSuspended: boolean;
    do {
      isSuspended = await isWished();
      await tellStripe(known, isSuspended);
    } while ((await isWished()) !== isSuspended);
    if (!isSuspended) await db.transaction({ orgId }, (tx) => hastenNoted(tx, orgId));
  },
});

async function tellStripe({ stripe: { client }, customer }: KnownCustomer, isSuspended: boolean): Promise<void> {
  const params: Stripe.SubscriptionUpdateParams = isSuspended
    ? { pause_collection: { behavior: 'void' }, metadata: { [PAUSE_MARK]: 'dispute' } }
    : { pause_collection: '', metadata: { [PAUSE_MARK]: '' } };
  for await (const subscription of client.subscriptions.list({ customer, limit: 100 }))
    if (isChargedWrongly({ status: subscription.status, pause: collectionPauseOf(subscription) }, isSuspended))
      // Without a key: said twice it is the same, and a key would answer the second of two suspensions with the first.
      await client.subscriptions.update(subscription.id, params);
}
