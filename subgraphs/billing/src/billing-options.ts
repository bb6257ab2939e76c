import type { ArchiveStore } from '@offplan/kernel/archive/archive-store';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Pricing } from './plans/pricing.ts';
import { GRACE_DAYS } from './plans/pricing-config.ts';
import type { StripeAccount } from './stripe/stripe-account.ts';
import type { RefusedEvents } from './webhooks/refused-events.ts';

/** What billing is configured with. */
export interface BillingOptions {
  pricing: Pricing;
  /** For so many days access stays without payment; null: for as long as Stripe tries (BIL-41). */
  graceDays: number | null;
  /** Null: nothing can be bought here; trials run all the same. */
  stripe: StripeAccount | null;
  /** Where invoices are kept for years; null: nowhere (BIL-50). */
  archive: ArchiveStore | null;
  /** Where the admin app is, without a slash at its end. */
  appUrl: string;
}

export const DEFAULT_OPTIONS: BillingOptions = {
  pricing: new Pricing(),
  graceDays: GRACE_DAYS,
  stripe: null,
  archive: null,
  appUrl: 'http://app.offplan.localhost',
};

/** What a running billing has of its own, beside what it was configured with. */
export interface RunningOptions extends BillingOptions {
  refusedEvents: RefusedEvents;
}

/** Where a request's billing counts what it refuses at the webhook. */
export const refusedEventsOf = (context: RequestContext): RefusedEvents =>
  (context.options as RunningOptions).refusedEvents;

/** The options that a request's billing runs with. */
export const optionsOf = (context: RequestContext) => context.options as BillingOptions;
