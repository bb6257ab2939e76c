import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import Stripe from 'stripe';
import type { BillingOptions } from '../billing-options.ts';
import { customerOfCharge } from '../stripe/customer-of-charge.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { EFFECTS } from './effects.ts';
import { EVENT_TABLE, isHandled } from './event-table.ts';
import { closeNoteOfParked, parkEvent } from './parked-events.ts';
import { PROCESS_EVENT, readStoredEvent, type StoredEvent } from './stored-event.ts';

/** After so many attempts an event waits for somebody to look at it; nothing is dropped (BIL-33). The queue spreads them over some hours. */
const ATTEMPTS = 9;

/** Processes a stored event; a failure is tried again by the queue, and parked in the end. */
export const processStripeEvent = (options: BillingOptions): Task => ({
  name: PROCESS_EVENT,
  isOutside: true,
  async run({ db, logger }, payload) {
    const id = String(payload.id);
    const event = await readStoredEvent(db.reader({}), id);
    if (event?.state !== 'received') return;
    try {
      await finish(db, event, await handle(options, db, event));
    } catch (fault) {
      const isLast = event.attempts + 1 >= ATTEMPTS;
      await db.transaction({}, async (tx) => {
        await tx.query('update billing.stripe_event set attempts = attempts + 1, error = ? where id = ?', [
          String(fault).slice(0, 1_000),
          id,
        ]);
        if (isLast) await parkEvent(tx, event);
      });
      if (!isLast) throw fault;
      logger.error({ event: id, type: event.type, fault: String(fault) }, 'An event of Stripe is parked');
    }
  },
});

async function finish(db: SubgraphDatabase, { id, wasParked }: StoredEvent, outcome: string): Promise<void> {
  await db.transaction({}, async (tx) => {
    await tx.query(
      `update billing.stripe_event set state = 'done', outcome = ?, error = null, finished_at = ? where id = ?`,
      [outcome, tx.now, id],
    );
    if (wasParked) await closeNoteOfParked(tx, id);
  });
}

/** Resolves with what came of it, in a word for whoever reads the table. */
async function handle(options: BillingOptions, db: SubgraphDatabase, event: StoredEvent): Promise<string> {
  const { stripe } = options;
  if (!stripe || !isHandled(event.type)) return 'not handled';
  const customerId = event.customerId ?? (event.chargeId && (await customerOfCharge(stripe, event.chargeId)));
  if (!customerId) return 'no customer';
  const orgId = await organisationOf(stripe, db, customerId);
  if (!orgId) return 'not ours';
  const actor = { kind: 'stripe', id: event.id } as const;
  await syncAccount(options, db, orgId, actor);
  const effects = EVENT_TABLE[event.type];
  for (const effect of effects) await EFFECTS[effect]({ options, stripe, db, orgId, event, actor });
  return effects.length > 0 ? `synced, ${effects.join(', ')}` : 'synced';
}

/**
 * Whose a customer is. One that carries our mark and is not known here yet was made a moment ago: the event is tried again when it is. Null for
 * one that somebody else made in the same account of Stripe's.
 */
async function organisationOf(stripe: StripeAccount, db: SubgraphDatabase, customerId: string): Promise<string | null> {
  const [known] = (await db
    .reader({})
    .execute('select org_id from billing.stripe_customer where customer_id = ?', [customerId])) as { org_id: string }[];
  if (known) return known.org_id;
  try {
    const customer = await stripe.client.customers.retrieve(customerId);
    if ('deleted' in customer && customer.deleted) return null;
    if (!(customer as Stripe.Customer).metadata.org_id) return null;
  } catch (fault) {
    if (fault instanceof Stripe.errors.StripeInvalidRequestError) return null;
    throw fault;
  }
  throw new Error(`The customer ${customerId} is not written down yet`);
}
