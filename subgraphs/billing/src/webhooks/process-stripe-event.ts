import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import Stripe from 'stripe';
import type { BillingOptions } from '../billing-options.ts';
import { customerOfCharge } from '../stripe/customer-of-charge.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { EFFECTS } from './effects.ts';
import { EVENT_TABLE, isHandled } from './event-table.ts';
import { PROCESS_EVENT, queueEvent, readStoredEvent, type StoredEvent } from './stored-event.ts';

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
      const outcome = await handle(options, db, event);
      await finish(db, id, 'done', outcome);
    } catch (fault) {
      const isLast = event.attempts + 1 >= ATTEMPTS;
      await db.transaction({}, (tx) =>
        tx.query('update billing.stripe_event set attempts = attempts + 1, error = ?, state = ? where id = ?', [
          String(fault).slice(0, 1_000),
          isLast ? 'parked' : 'received',
          id,
        ]),
      );
      if (!isLast) throw fault;
      logger.error({ event: id, type: event.type, fault: String(fault) }, 'An event of Stripe is parked');
    }
  },
});

/** Processes parked events again. Resolves with how many were parked. */
export async function replayParkedEvents(db: SubgraphDatabase, ids?: readonly string[]): Promise<number> {
  return db.transaction({}, async (tx) => {
    const parked = await tx.query<{ id: string }>(
      `update billing.stripe_event set state = 'received', attempts = 0, error = null
       where state = 'parked' and (?::text[] is null or id = any (?::text[])) returning id`,
      [ids ? `{${ids.join(',')}}` : null, ids ? `{${ids.join(',')}}` : null],
    );
    for (const { id } of parked) await queueEvent(tx, id);
    return parked.length;
  });
}

async function finish(db: SubgraphDatabase, id: string, state: string, outcome: string): Promise<void> {
  await db.transaction({}, (tx) =>
    tx.query('update billing.stripe_event set state = ?, outcome = ?, error = null, finished_at = ? where id = ?', [
      state,
      outcome,
      tx.now,
      id,
    ]),
  );
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
