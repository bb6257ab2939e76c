import { expect, it } from 'vitest';
import { EFFECTS } from './effects.ts';
import { EVENT_TABLE, HANDLED_EVENTS } from './event-table.ts';

/** The events that the plan names. */
const NAMED =
  `customer.subscription.created customer.subscription.updated customer.subscription.trial_will_end customer.subscription.deleted
  customer.subscription.paused customer.subscription.resumed invoice.paid invoice.payment_failed invoice.payment_action_required invoice.finalized
  invoice.voided charge.failed credit_note.created charge.dispute.created charge.dispute.closed checkout.session.completed customer.deleted
  customer.tax_id.updated customer.subscription.pending_update_applied customer.subscription.pending_update_expired invoice.finalization_failed
  invoice.marked_uncollectible checkout.session.expired refund.created refund.updated credit_note.voided credit_note.updated
  radar.early_fraud_warning.created payment_method.updated invoice.overdue invoice.upcoming checkout.session.async_payment_succeeded
  checkout.session.async_payment_failed subscription_schedule.created`.split(/\s+/u);

it('BIL-32 BIL-44 every event that is named has its row, each effect its function; a refund is booked by itself and not with its charge', () => {
  expect(NAMED.filter((type) => !HANDLED_EVENTS.includes(type as never))).toEqual([]);
  for (const effect of Object.values(EVENT_TABLE).flat()) expect(typeof EFFECTS[effect]).toBe('function');
  for (const type of ['payment_intent.succeeded', 'charge.refunded']) expect(HANDLED_EVENTS).not.toContain(type);
});
