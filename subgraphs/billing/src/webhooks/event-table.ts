/**
 * What an event of Stripe's leads to, beside that the customer is asked for anew (BIL-44): each names its effect in one word, for which there is
 * one function. An event is a sign that something has changed; what is true now is always asked for.
 */
export type Effect =
  | 'card'
  | 'checkout'
  | 'trial_ends_soon'
  | 'payment_failed'
  | 'verification_needed'
  | 'invoice_paid'
  | 'archive'
  | 'charge_failed'
  | 'finalization_failed'
  | 'refund'
  | 'credit_note'
  | 'dispute'
  | 'fraud_warning'
  | 'tax_id'
  | 'tax_plans'
  | 'correct_tax';

/**
 * One row an event that is handled; `[]`: the customer is asked for anew and that is all (BIL-32, stripe.md 2.2). Left out is what nothing that is
 * kept depends on, or what comes with a row: `setup_intent.succeeded` (the card that it brings is attached, and set by a page or the customer),
 * `invoice.created` (a draft is not an invoice yet), `invoice.updated` and `invoice_payment.paid` (what is kept of an invoice changes when it is
 * finalized, paid, voided or given up), `charge.dispute.funds_withdrawn` and `…funds_reinstated` (of a dispute its status counts, and when the money
 * went is asked for when it is lost), `payment_intent.*`, and `charge.refunded`, which would book a refund a second time.
 */
export const EVENT_TABLE = {
  'customer.subscription.created': [],
  'customer.subscription.updated': [],
  'customer.subscription.trial_will_end': ['trial_ends_soon'],
  'customer.subscription.deleted': [],
  'customer.subscription.paused': [],
  'customer.subscription.resumed': [],
  'customer.subscription.pending_update_applied': [],
  'customer.subscription.pending_update_expired': [],
  'customer.updated': ['card', 'tax_plans'],
  'customer.deleted': [],
  'customer.tax_id.created': [],
  'customer.tax_id.updated': ['tax_id'],
  'customer.tax_id.deleted': [],
  'payment_method.attached': [],
  'payment_method.updated': [],
  'payment_method.detached': [],
  'payment_method.automatically_updated': [],
  'subscription_schedule.created': [],
  'subscription_schedule.updated': [],
  'subscription_schedule.released': [],
  'subscription_schedule.completed': [],
  'subscription_schedule.canceled': [],
  'subscription_schedule.aborted': [],
  'invoice.upcoming': [],
  'invoice.finalized': ['archive'],
  'invoice.overdue': [],
  'invoice.paid': ['invoice_paid', 'archive', 'correct_tax'],
  'invoice.voided': ['archive'],
  'invoice.marked_uncollectible': ['archive'],
  'invoice.payment_failed': ['payment_failed'],
  'invoice.payment_action_required': ['verification_needed'],
  'invoice.finalization_failed': ['finalization_failed'],
  'charge.failed': ['charge_failed'],
  'refund.created': ['refund'],
  'refund.updated': ['refund'],
  'refund.failed': ['refund'],
  'credit_note.created': ['credit_note', 'archive'],
  'credit_note.updated': ['credit_note'],
  'credit_note.voided': ['credit_note', 'archive'],
  'charge.dispute.created': ['dispute'],
  'charge.dispute.updated': ['dispute'],
  'charge.dispute.closed': ['dispute'],
  'radar.early_fraud_warning.created': ['fraud_warning'],
  'checkout.session.completed': ['checkout'],
  'checkout.session.expired': [],
  'checkout.session.async_payment_succeeded': [],
  'checkout.session.async_payment_failed': [],
} as const satisfies Record<string, readonly Effect[]>;

export type HandledEvent = keyof typeof EVENT_TABLE;
export const HANDLED_EVENTS = Object.keys(EVENT_TABLE) as HandledEvent[];

export const isHandled = (type: string): type is HandledEvent => Object.hasOwn(EVENT_TABLE, type);
