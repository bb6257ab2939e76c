import type { Task } from '@offplan/kernel/jobs/task';
import type { BillingOptions } from '../billing-options.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { HANDLED_EVENTS } from './event-table.ts';
import { takeInEvent } from './stored-event.ts';

/** How far back events are looked for that never arrived: longer than Stripe tries to deliver one. In seconds. */
const LOOK_BACK_SECONDS = 4 * 86_400;
/** As many types as Stripe lists at once. */
const TYPES_AT_ONCE = 20;

/**
 * Looks daily for what the webhooks did not bring (BIL-34): events that never arrived are taken in now, and every customer is asked for anew.
 * Both go the way of every event, so what they find is mended by the same code; each difference is an event in the Organisation's log.
 */
export const reconcileWithStripe = (options: BillingOptions): Task => ({
  name: 'billing.reconcile_with_stripe',
  isOutside: true,
  cron: '23 4 * * *',
  async run({ db, clock, logger }) {
    const { stripe } = options;
    if (!stripe) return;
    const since = Math.floor(clock.now().getTime() / 1_000) - LOOK_BACK_SECONDS;
    let missed = 0;
    for (let from = 0; from < HANDLED_EVENTS.length; from += TYPES_AT_ONCE) {
      const types = HANDLED_EVENTS.slice(from, from + TYPES_AT_ONCE);
      for await (const event of stripe.client.events.list({ types, created: { gte: since }, limit: 100 })) {
        if (await db.transaction({}, (tx) => takeInEvent(tx, event))) missed += 1;
      }
    }
    if (missed > 0) logger.warn({ missed }, 'Events of Stripe had not arrived; they are processed now');
    const accounts = (await db.reader({}).execute('select org_id from billing.stripe_customer')) as {
      org_id: string;
    }[];
    for (const { org_id: orgId } of accounts) {
      try {
        await syncAccount(options, db, orgId);
      } catch (fault) {
        logger.error({ orgId, fault: String(fault) }, 'An account could not be compared with Stripe');
      }
    }
  },
});
