import type { PaymentTrouble, TierSlug } from '@offplan/kernel/entitlements/entitlements';
import Stripe from 'stripe';
import { type CollectionPause, collectionPauseOf } from '../disputes/collection-pause.ts';
import { hasEnded, isUnpaid, SUBSCRIPTION_STATUSES, type SubscriptionStatus } from '../plans/plan-standing.ts';
import { CURRENCIES, type Currency } from '../plans/pricing-config.ts';
import { paymentAnswer } from '../stripe/payment-answer.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { dateOf, idOf } from '../stripe/stripe-values.ts';
import { isUntaxed, type MissingTax, missingTax } from '../tax/missing-tax.ts';
import { nextPhaseOf } from './phase-settings.ts';

/** A subscription as Stripe tells of it now, in our words. */
export interface ToldSubscription {
  id: string;
  itemId: string;
  status: SubscriptionStatus;
  tier: TierSlug;
  currency: Currency;
  /** Without taxes, in minor units. */
  monthlyPrice: number | null;
  createdAt: Date;
  trialEndsAt: Date | null;
  periodStartsAt: Date;
  periodEndsAt: Date;
  cancelsAt: Date | null;
  endedAt: Date | null;
  hasPaymentMethod: boolean;
  nextTier: TierSlug | null;
  nextTierAt: Date | null;
  scheduleId: string | null;
  /** A schedule that has brought all that it was to bring, and still holds the subscription. */
  doneScheduleId: string | null;
  trouble: PaymentTrouble | null;
  troubleSince: Date | null;
  openInvoiceUrl: string | null;
  /** Whether a change waits for its payment; until then the old plan stands. */
  isUpdatePending: boolean;
  /** Whether the bank has said no to that payment. */
  isUpdateRefused: boolean;
  pause: CollectionPause;
  /** Whether Stripe has switched its tax off. */
  isUntaxed: boolean;
}

const INVOICE_STATUSES = ['open', 'paid', 'void', 'uncollectible'] as const;

export interface ToldInvoice {
  id: string;
  number: string | null;
  status: (typeof INVOICE_STATUSES)[number];
  total: number;
  amountPaid: number;
  currency: string;
  createdAt: Date;
  url: string | null;
  pdfUrl: string | null;
}

export interface ToldCard {
  brand: string;
  last4: string;
  expiryMonth: number;
  expiryYear: number;
}

/** Everything about a customer that billing keeps. */
export interface ToldCustomer {
  isDeleted: boolean;
  card: ToldCard | null;
  /** What the next regular charge comes to, in minor units; null where none is expected. */
  nextCharge: number | null;
  hasInvalidTaxId: boolean;
  missingTax: MissingTax;
  subscriptions: ToldSubscription[];
  invoices: ToldInvoice[];
}

/** The newest invoices of a customer that are kept for showing. */
const INVOICES_KEPT = 24;

/** Asks Stripe for everything about a customer: the one source that state is written from (BIL-31). */
export async function fetchCustomer(stripe: StripeAccount, customerId: string): Promise<ToldCustomer> {
  const customer = await stripe.client.customers.retrieve(customerId, {
    expand: ['invoice_settings.default_payment_method', 'tax', 'tax_ids'],
  });
  if (!customer.deleted) return fetchRest(stripe, customer);
  try {
    return await fetchRest(stripe, customer);
  } catch (fault) {
    // Stripe need not tell what somebody had who is deleted.
    if (!(fault instanceof Stripe.errors.StripeInvalidRequestError)) throw fault;
    return {
      isDeleted: true,
      card: null,
      nextCharge: null,
      hasInvalidTaxId: false,
      missingTax: missingTax(null, [], []),
      subscriptions: [],
      invoices: [],
    };
  }
}

async function fetchRest(
  stripe: StripeAccount,
  customer: Stripe.Customer | Stripe.DeletedCustomer,
): Promise<ToldCustomer> {
  const { client } = stripe;
  const { id: customerId } = customer;
  const isDeleted = customer.deleted === true;
  const fallback = customer.deleted ? null : methodOf(customer.invoice_settings.default_payment_method);
  const subscriptions: ToldSubscription[] = [];
  const running: Stripe.Subscription[] = [];
  let card = fallback;
  for await (const subscription of client.subscriptions.list({
    customer: customerId,
    status: 'all',
    limit: 100,
    expand: ['data.latest_invoice', 'data.schedule', 'data.default_payment_method'],
  })) {
    const own = methodOf(subscription.default_payment_method);
    const isRunning = !hasEnded(subscription.status);
    if (own && isRunning) card = own;
    if (isRunning) running.push(subscription);
    subscriptions.push(await toldSubscription(stripe, subscription, Boolean(own ?? fallback)));
  }
  const { data } = await client.invoices.list({ customer: customerId, limit: INVOICES_KEPT });
  for (const one of subscriptions) {
    if (!one.troubleSince) continue;
    const missing = unpaidOf(data, one.id);
    one.troubleSince = missing[0] ? finalizedAt(missing[0]) : one.troubleSince;
    // Of a plan that is tried no more the newest invoice is a draft: what can be paid is an older one.
    one.openInvoiceUrl ??= missing.find(({ status }) => status === 'open')?.hosted_invoice_url ?? null;
  }
  return {
    isDeleted,
    card: cardOf(card),
    hasInvalidTaxId: !customer.deleted && hasInvalidTaxId(customer),
    missingTax: missingTax(customer.deleted ? null : customer, running, data),
    nextCharge: await nextChargeOf(stripe, customerId, subscriptions),
    subscriptions,
    invoices: data.flatMap(toldInvoice),
  };
}

/** Only what the authorities have denied: one that they were not or could not be asked about is believed (BIL-43). */
const hasInvalidTaxId = ({ tax_ids }: Stripe.Customer) =>
  (tax_ids?.data ?? []).some(({ verification }) => verification?.status === 'unverified');

/**
 * The invoices of a subscription whose payment is missing since the last one that was paid, the oldest first. By what Stripe tells now alone,
 * as whoever has missed that an earlier trouble was over would count the grace from that one.
 */
function unpaidOf(invoices: readonly Stripe.Invoice[], subscriptionId: string): Stripe.Invoice[] {
  const own = invoices.filter(
    ({ parent }) => idOf(parent?.subscription_details?.subscription ?? null) === subscriptionId,
  );
  const lastPaid = Math.max(0, ...own.filter(({ status }) => status === 'paid').map(({ created }) => created));
  return own
    .filter(({ status, created }) => isMissing(status) && created >= lastPaid)
    .sort((one, other) => finalizedAt(one).getTime() - finalizedAt(other).getTime());
}

const isMissing = (status: Stripe.Invoice['status']) => status === 'open' || status === 'uncollectible';

const finalizedAt = ({ created, status_transitions }: Stripe.Invoice): Date =>
  dateOf(status_transitions.finalized_at ?? created);

/** From Stripe's preview: it knows taxes, balances and what a schedule brings. */
async function nextChargeOf(
  { client }: StripeAccount,
  customer: string,
  subscriptions: readonly ToldSubscription[],
): Promise<number | null> {
  const next = subscriptions.find(
    ({ status, hasPaymentMethod, cancelsAt, pause }) =>
      (status === 'active' || status === 'trialing') && hasPaymentMethod && !cancelsAt && !pause.isOn,
  );
  if (!next) return null;
  try {
    return (await client.invoices.createPreview({ customer, subscription: next.id })).amount_due;
  } catch (fault) {
    // It has ended since the question before.
    if (fault instanceof Stripe.errors.StripeInvalidRequestError && fault.code === 'invoice_upcoming_none') return null;
    throw fault;
  }
}

const dateOrNull = (seconds: number | null | undefined) => (seconds ? dateOf(seconds) : null);

const methodOf = (method: string | Stripe.PaymentMethod | null | undefined) =>
  method && typeof method !== 'string' ? method : null;

function cardOf(method: Stripe.PaymentMethod | null): ToldCard | null {
  const card = method?.card;
  return card ? { brand: card.brand, last4: card.last4, expiryMonth: card.exp_month, expiryYear: card.exp_year } : null;
}

/** When a subscription ends by a cancellation; null while nobody has cancelled it. */
export const cancelsAtOf = (
  { cancel_at, cancel_at_period_end }: Stripe.Subscription,
  { current_period_end }: Stripe.SubscriptionItem,
): Date | null => dateOrNull(cancel_at) ?? (cancel_at_period_end ? dateOf(current_period_end) : null);

async function toldSubscription(
  stripe: StripeAccount,
  subscription: Stripe.Subscription,
  hasPaymentMethod: boolean,
): Promise<ToldSubscription> {
  const status = SUBSCRIPTION_STATUSES.find((known) => known === subscription.status);
  const currency = CURRENCIES.find((known) => known === subscription.currency);
  const item = subscription.items.data[0];
  if (!status || !currency || !item)
    throw new Error(
      `The subscription ${subscription.id} cannot be read: ${subscription.status}, ${subscription.currency}, ${subscription.items.data.length} items`,
    );
  const invoice = subscription.latest_invoice;
  const latest = invoice && typeof invoice !== 'string' ? invoice : null;
  const isOpen = latest?.status === 'open';
  const isMissed = isUnpaid(status);
  const endedUnpaid = status === 'canceled' && latest !== null && isMissing(latest.status);
  return {
    id: subscription.id,
    itemId: item.id,
    status,
    tier: await stripe.catalogue.tierOf(item.price.id),
    currency,
    monthlyPrice: await stripe.catalogue.amountOf(item.price.id, currency),
    createdAt: dateOf(subscription.created),
    trialEndsAt: dateOrNull(subscription.trial_end),
    periodStartsAt: dateOf(item.current_period_start),
    periodEndsAt: dateOf(item.current_period_end),
    cancelsAt: cancelsAtOf(subscription, item),
    endedAt: dateOrNull(subscription.ended_at),
    hasPaymentMethod,
    ...(await nextPlan(stripe, subscription)),
    trouble: isMissed ? await troubleOf(stripe, latest) : null,
    troubleSince: (isMissed || endedUnpaid) && latest ? finalizedAt(latest) : null,
    isUpdatePending: Boolean(subscription.pending_update),
    isUpdateRefused:
      Boolean(subscription.pending_update && latest?.id) &&
      (await paymentAnswer(stripe.client, latest!.id!)) === 'refused',
    isUntaxed: isUntaxed(subscription),
    openInvoiceUrl: isOpen ? (latest.hosted_invoice_url ?? null) : null,
    pause: collectionPauseOf(subscription),
  };
}

/** What a schedule brings next. One that has been released or is done brings nothing. */
async function nextPlan(
  stripe: StripeAccount,
  subscription: Stripe.Subscription,
): Promise<Pick<ToldSubscription, 'nextTier' | 'nextTierAt' | 'scheduleId' | 'doneScheduleId'>> {
  const schedule = subscription.schedule;
  if (!schedule || typeof schedule === 'string' || schedule.status !== 'active')
    return { nextTier: null, nextTierAt: null, scheduleId: null, doneScheduleId: null };
  const next = nextPhaseOf(schedule);
  const price = idOf(next?.items[0]?.price);
  return {
    scheduleId: schedule.id,
    // One that was made a moment ago has a single phase, and is about to be told the next.
    doneScheduleId: !next && schedule.phases.length > 1 ? schedule.id : null,
    nextTier: price ? await stripe.catalogue.tierOf(price) : null,
    nextTierAt: next ? dateOf(next.start_date) : null,
  };
}

/** Whether the bank wants a word of the person, or has simply said no. */
async function troubleOf(stripe: StripeAccount, invoice: Stripe.Invoice | null): Promise<PaymentTrouble> {
  if (!invoice?.id) return 'failed';
  return (await paymentAnswer(stripe.client, invoice.id)) === 'wants_person' ? 'needs_verification' : 'failed';
}

/** Drafts are not invoices yet. */
function toldInvoice(invoice: Stripe.Invoice): ToldInvoice[] {
  const { id } = invoice;
  const status = INVOICE_STATUSES.find((known) => known === invoice.status);
  if (!id || !status) return [];
  return [
    {
      id,
      status,
      number: invoice.number ?? null,
      total: invoice.total,
      amountPaid: invoice.amount_paid,
      currency: invoice.currency,
      createdAt: dateOf(invoice.created),
      url: invoice.hosted_invoice_url ?? null,
      pdfUrl: invoice.invoice_pdf ?? null,
    },
  ];
}
