import { wantLetter } from '@offplan/kernel/mail/want-letter';
import type Stripe from 'stripe';
import { inAccount, tell } from '../accounts/in-account.ts';
import { finishCheckout } from '../checkout/finish-checkout.ts';
import { followCard } from '../customers/follow-card.ts';
import { followCardInSchedules } from '../customers/follow-card-in-schedules.ts';
import { closeFraudWarning, noteFraudWarning } from '../disputes/fraud-warning.ts';
import { takeOverDispute } from '../disputes/take-over-dispute.ts';
import { queueArchiving } from '../invoices/archive-invoice.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import { bookCreditNote, bookInvoice, bookRefund } from '../revenue/book-revenue.ts';
import { dateOf, idOf } from '../stripe/stripe-values.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { correctWhenPaid, takeOverTaxId } from '../tax/take-over-tax-id.ts';
import { taxPlans } from '../tax/tax-plans.ts';
import type { EffectCall } from './effect-call.ts';
import type { Effect } from './event-table.ts';
import { once } from './once.ts';

const amountOf = (invoice: Stripe.Invoice) => ({
  amountMinor: invoice.amount_remaining,
  currency: invoice.currency.toUpperCase(),
});

type EffectFunction = (call: EffectCall) => Promise<void>;

/** The effects by their names in the table of events. Each may run any number of times. */
export const EFFECTS: Record<Effect, EffectFunction> = {
  /** What is charged to another card then says so by an event of its own. */
  card: async ({ stripe, event }) => {
    await followCard(stripe, event.objectId);
    await followCardInSchedules(stripe, { customerId: event.objectId, cause: event.id });
  },

  /** An address may have come. What is charged then says so by an event of its own. */
  tax_plans: ({ stripe, event }) => taxPlans(stripe, event.objectId),

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

  /** Once an invoice: a later attempt is the same trouble. One that is paid or taken back by now is none. */
  payment_failed: async (call) => {
    const invoice = await call.stripe.client.invoices.retrieve(call.event.objectId);
    await inAccount(call, async (tx, account) => {
      const key = `payment_failed:${call.event.objectId}`;
      // Of an upgrade the screen says it, and the plan that runs is paid (BIL-20).
      if (invoice.billing_reason === 'subscription_update') return;
      if (invoice.status !== 'open' || !(await once(tx, call.orgId, key))) return;
      await tell(tx, account, call.actor, 'invoice.payment_failed', { invoiceId: call.event.objectId });
      const next = invoice.next_payment_attempt;
      await wantLetter(tx, {
        orgId: call.orgId,
        template: 'payment_failed',
        key,
        values: {
          amount: amountOf(invoice),
          nextAttemptAt: next ? dateOf(next).toISOString() : null,
          graceEndsAt: account.published?.graceEndsAt ?? null,
        },
      });
    });
  },

  verification_needed: async (call) => {
    const invoice = await call.stripe.client.invoices.retrieve(call.event.objectId);
    await inAccount(call, async (tx, account) => {
      const key = `verification_needed:${call.event.objectId}`;
      if (invoice.status !== 'open' || !(await once(tx, call.orgId, key))) return;
      await tell(tx, account, call.actor, 'invoice.verification_needed', { invoiceId: call.event.objectId });
      await wantLetter(tx, {
        orgId: call.orgId,
        template: 'card_needs_verification',
        key,
        values: { amount: amountOf(invoice), graceEndsAt: account.published?.graceEndsAt ?? null },
      });
    });
  },

  invoice_paid: (call) => bookInvoice(call, call.event.objectId),

  /** The invoice as it is after this event; of a credit note the one that it is of. */
  archive: async ({ db, stripe, orgId, event }) => {
    const invoiceId = event.type.startsWith('credit_note.')
      ? idOf((await stripe.client.creditNotes.retrieve(event.objectId)).invoice)!
      : event.objectId;
    await db.transaction({ orgId }, (tx) => queueArchiving(tx, { orgId, invoiceId, version: event.id }));
  },

  /** For whoever asks later why a plan ended. */
  charge_failed: (call) =>
    inAccount(call, async (tx, account) => {
      if (await once(tx, call.orgId, `charge_failed:${call.event.objectId}`))
        await tell(tx, account, call.actor, 'charge.failed', { chargeId: call.event.objectId });
    }),

  /** Nothing can be charged until somebody mends it, the address for the tax as a rule. Once it went out there is nothing to look at. */
  finalization_failed: async (call) => {
    const { objectId: invoiceId } = call.event;
    const { status, last_finalization_error: fault } = await call.stripe.client.invoices.retrieve(invoiceId);
    await inAccount(call, async (tx, account) => {
      const { orgId } = call;
      const key = `finalization_failed:${invoiceId}`;
      if (!(await once(tx, orgId, key))) return;
      await tell(tx, account, call.actor, 'invoice.finalization_failed', { invoiceId });
      if (status === 'draft')
        await noteForOperators(tx, {
          orgId,
          key,
          kind: 'finalization_failed',
          data: { invoice: invoiceId, code: fault?.code ?? null },
        });
    });
  },

  refund: async (call) => {
    await bookRefund(call, call.event.objectId);
    await closeFraudWarning(call);
  },
  credit_note: (call) => bookCreditNote(call, call.event.objectId),
  tax_id: takeOverTaxId,
  correct_tax: correctWhenPaid,
  dispute: async (call) => {
    await takeOverDispute(call, call.event.objectId);
    await closeFraudWarning(call);
  },
  fraud_warning: noteFraudWarning,
};
