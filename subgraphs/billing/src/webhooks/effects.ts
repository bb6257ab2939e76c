import { inAccount, tell } from '../accounts/in-account.ts';
import { finishCheckout } from '../checkout/finish-checkout.ts';
import { takeOverDispute } from '../disputes/take-over-dispute.ts';
import { bookCreditNote, bookInvoice, bookRefund } from '../revenue/book-revenue.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import type { EffectCall } from './effect-call.ts';
import type { Effect } from './event-table.ts';
import { once } from './once.ts';

type EffectFunction = (call: EffectCall) => Promise<void>;

/** The effects by their names in the table of events. Each may run any number of times. */
export const EFFECTS: Record<Effect, EffectFunction> = {
  checkout: ({ options, db, orgId, event, actor }) =>
    finishCheckout(options, db, { orgId, sessionId: event.objectId, actor }),

  /** Stripe also says it when a trial is shortened or ended: only of one that runs is it true (stripe.md 2.2). */
  trial_ends_soon: (call) =>
    inAccount(call, async (tx, account) => {
      const trial = await tx.em.findOne(Subscription, {
        orgId: call.orgId,
        id: call.event.objectId,
        status: 'trialing',
      });
      const endsAt = trial?.trialEndsAt;
      if (endsAt && endsAt > tx.now && (await once(tx, call.orgId, `trial_will_end:${endsAt.toISOString()}`)))
        await tell(tx, account, call.actor, 'trial.will_end', { trialEndsAt: endsAt.toISOString() });
    }),

  /** Once an invoice: a later attempt is the same trouble. */
  payment_failed: (call) =>
    inAccount(call, async (tx, account) => {
      if (await once(tx, call.orgId, `payment_failed:${call.event.objectId}`))
        await tell(tx, account, call.actor, 'invoice.payment_failed', { invoiceId: call.event.objectId });
    }),

  verification_needed: (call) =>
    inAccount(call, async (tx, account) => {
      if (await once(tx, call.orgId, `verification_needed:${call.event.objectId}`))
        await tell(tx, account, call.actor, 'invoice.verification_needed', { invoiceId: call.event.objectId });
    }),

  invoice_paid: bookInvoice,

  /** For whoever asks later why a plan ended. */
  charge_failed: (call) =>
    inAccount(call, async (tx, account) => {
      if (await once(tx, call.orgId, `charge_failed:${call.event.objectId}`))
        await tell(tx, account, call.actor, 'charge.failed', { chargeId: call.event.objectId });
    }),

  /** Nothing can be charged until somebody mends it, the address for the tax as a rule. */
  finalization_failed: (call) =>
    inAccount(call, async (tx, account) => {
      if (await once(tx, call.orgId, `finalization_failed:${call.event.objectId}`))
        await tell(tx, account, call.actor, 'invoice.finalization_failed', { invoiceId: call.event.objectId });
    }),

  refund: bookRefund,
  credit_note: bookCreditNote,
  dispute: takeOverDispute,
};
