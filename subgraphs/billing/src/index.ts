import { personalErasure } from '@offplan/kernel/events/erase-personal';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { BillingAccount } from './accounts/billing-account.ts';
import { followOrganisation } from './accounts/follow-organisation.ts';
import { openAccount } from './accounts/open-account.ts';
import { type BillingOptions, DEFAULT_OPTIONS, type RunningOptions } from './billing-options.ts';
import { reviewCard } from './cards/review-card.ts';
import { openCustomer } from './customers/open-customer.ts';
import { tellCustomer } from './customers/tell-customer.ts';
import { pauseCollection } from './disputes/pause-collection.ts';
import { reviewPlan } from './entitlements/publish-entitlements.ts';
import { archiveInvoice } from './invoices/archive-invoice.ts';
import { checkArchive, checkCustomerArchive } from './invoices/check-archive.ts';
import { accounts } from './migrations/20261121-1-accounts.ts';
import { erasure } from './migrations/20261121-41-erasure.ts';
import { stripe } from './migrations/20261121-100-stripe.ts';
import { disputeTicket } from './migrations/20261121-101-dispute-ticket.ts';
import { operatorNotes } from './migrations/20261121-140-operator-notes.ts';
import { revenue } from './migrations/20261121-141-revenue.ts';
import { taxIds } from './migrations/20261121-142-tax-ids.ts';
import { organisationStatus } from './migrations/20261121-144-organisation-status.ts';
import { awaitedUpgrade } from './migrations/20261121-150-awaited-upgrade.ts';
import { checkoutCard } from './migrations/20261121-170-checkout-card.ts';
import { planChangeEnd } from './migrations/20261121-200-plan-change-end.ts';
import { planChangePrice } from './migrations/20261121-201-plan-change-price.ts';
import { timeZone } from './migrations/20261121-221-time-zone.ts';
import { pricePaid } from './migrations/20261121-222-price-paid.ts';
import { customerAsked } from './migrations/20261121-223-customer-asked.ts';
import { notedSince } from './migrations/20261121-224-noted-change.ts';
import { missingTax } from './migrations/20261121-240-missing-tax.ts';
import { parkedEvents } from './migrations/20261121-241-parked-events.ts';
import { trialExtension } from './migrations/20261121-250-trial-extension.ts';
import { givenLimits } from './migrations/20261121-251-given-limits.ts';
import { upgradeAtRelease } from './migrations/20261122-10-upgrade-at-release.ts';
import { Organisation } from './plans/organisation.ts';
import { PlanResolver } from './plans/plan-resolver.ts';
import { BillingResolver } from './subscriptions/billing-resolver.ts';
import { cancelPlan, cancelWhenClosed } from './subscriptions/cancel-plan.ts';
import { carryOutConfirmed } from './subscriptions/carry-out-plan-change.ts';
import { withdrawConfirmed } from './subscriptions/carry-out-withdrawal.ts';
import { PlanChange } from './subscriptions/plan-change.ts';
import { releaseDoneSchedule } from './subscriptions/release-done-schedule.ts';
import { returnLatePayments } from './subscriptions/return-late-payments.ts';
import { Subscription } from './subscriptions/subscription.ts';
import { takeBackSubscription } from './subscriptions/take-back-subscription.ts';
import { correctInvoices } from './tax/correct-invoices.ts';
import { carryOutExtension } from './trials/carry-out-extension.ts';
import { processStripeEvent } from './webhooks/process-stripe-event.ts';
import { compareCustomer, fetchUndeliveredEvents, reconcileWithStripe } from './webhooks/reconcile.ts';
import { RefusedEvents } from './webhooks/refused-events.ts';
import { WebhookResolver } from './webhooks/webhook-resolver.ts';

export type { BillingOptions } from './billing-options.ts';
export { settleDispute } from './disputes/settle-dispute.ts';
export { closeOperatorNote, type OperatorNote, readOperatorNotes } from './operators/operator-notes.ts';
export { Pricing } from './plans/pricing.ts';
export { GRACE_DAYS, TIERS, type TierConfig } from './plans/pricing-config.ts';
export { readLimits, setTier } from './plans/set-tier.ts';
export { setUpStripe } from './stripe/set-up-stripe.ts';
export { StripeAccount } from './stripe/stripe-account.ts';
export { extendTrial } from './trials/extend-trial.ts';
export { listParkedEvents, type ParkedEvents, replayParkedEvents } from './webhooks/parked-events.ts';

/** Tiers, trials, entitlements and what is paid for them: what an Organisation may do. */
export function createBilling(options: BillingOptions = DEFAULT_OPTIONS): SubgraphDefinition {
  const refusedEvents = new RefusedEvents();
  return {
    name: 'billing',
    entities: [BillingAccount, Subscription, PlanChange],
    migrations: [
      accounts,
      erasure,
      stripe,
      disputeTicket,
      operatorNotes,
      revenue,
      taxIds,
      organisationStatus,
      awaitedUpgrade,
      checkoutCard,
      planChangeEnd,
      planChangePrice,
      timeZone,
      pricePaid,
      customerAsked,
      notedSince,
      missingTax,
      parkedEvents,
      trialExtension,
      givenLimits,
      upgradeAtRelease,
    ],
    resolvers: [PlanResolver, BillingResolver, WebhookResolver],
    otherTypes: [Organisation],
    references: { Organisation: async (reference: { id: string }) => reference },
    consumers: [openAccount(options), followOrganisation, cancelWhenClosed, personalErasure('billing')],
    tasks: [
      openCustomer(options),
      carryOutExtension(options),
      carryOutConfirmed(options),
      withdrawConfirmed(options),
      tellCustomer(options),
      cancelPlan(options),
      takeBackSubscription(options),
      returnLatePayments(options),
      releaseDoneSchedule(options),
      pauseCollection(options),
      correctInvoices(options),
      processStripeEvent(options),
      reconcileWithStripe(options),
      compareCustomer(options),
      fetchUndeliveredEvents(options),
      archiveInvoice(options),
      checkArchive(options),
      checkCustomerArchive(options),
    ],
    agenda: [reviewPlan(options), reviewCard],
    keepers: [refusedEvents],
    options: { ...options, refusedEvents } satisfies RunningOptions,
  };
}
