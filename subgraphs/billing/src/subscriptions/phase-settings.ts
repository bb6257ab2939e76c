import type Stripe from 'stripe';
import { idOf } from '../stripe/stripe-values.ts';

type Phase = Stripe.SubscriptionSchedule.Phase;
type PhaseParams = Stripe.SubscriptionScheduleUpdateParams.Phase;
type Issuer = Stripe.SubscriptionSchedule.Phase.InvoiceSettings.Issuer;
type Liability = Stripe.SubscriptionSchedule.Phase.AutomaticTax.Liability;
type Discount = Stripe.SubscriptionSchedule.Phase.Discount;
type InvoiceSettings = Stripe.SubscriptionSchedule.Phase.InvoiceSettings;

/**
 * The settings of a phase as they are said again: each phase that a request leaves one out of falls back (stripe.md 2.2), to a plan without its
 * tax or card. `card`: the plan's own one of now, as it may be another since the phase was made.
 */
export function settingsOf(phase: Phase, card: string | null): Partial<PhaseParams> {
  const { automatic_tax: tax, collection_method: method, description, discounts, invoice_settings: invoice } = phase;
  return {
    ...(tax
      ? { automatic_tax: { enabled: tax.enabled, ...(tax.liability ? { liability: issuerOf(tax.liability) } : {}) } }
      : {}),
    ...(method ? { collection_method: method } : {}),
    ...(card ? { default_payment_method: card } : {}),
    ...(description ? { description } : {}),
    ...(discounts.length > 0 ? { discounts: discounts.map(discountOf) } : {}),
    ...(invoice ? { invoice_settings: invoiceSettingsOf(invoice) } : {}),
  };
}

/** The phases that run or are to come. */
export function phasesLeft(schedule: Stripe.SubscriptionSchedule): Phase[] {
  const now = runningPhaseOf(schedule);
  return schedule.phases.filter(({ start_date }) => start_date >= now.start_date);
}

/** What comes after the phase that runs; null where nothing does. */
export const nextPhaseOf = (schedule: Stripe.SubscriptionSchedule): Phase | null => phasesLeft(schedule)[1] ?? null;

/** A phase as it is, said again in whole. `card` as for its settings. */
export function phaseAgain(phase: Phase, card: string | null): PhaseParams {
  const { items, start_date, end_date, trial_end, proration_behavior, metadata } = phase;
  return {
    ...settingsOf(phase, card),
    items: items.map(({ price, quantity = 1 }) => ({ price: idOf(price)!, quantity })),
    start_date,
    end_date,
    proration_behavior,
    ...(trial_end ? { trial_end } : {}),
    ...(metadata ? { metadata } : {}),
  };
}

/** The first one, until a schedule that somebody has made goes on to the next. */
export const runningPhaseOf = ({ current_phase: current, phases }: Stripe.SubscriptionSchedule) =>
  phases.find(({ start_date }) => start_date === current?.start_date) ?? phases[0]!;

/** The schedule that a subscription has, unless it is over. */
export function scheduleOf({ schedule }: Stripe.Subscription): Stripe.SubscriptionSchedule | null {
  if (!schedule || typeof schedule === 'string') return null;
  return schedule.status === 'active' || schedule.status === 'not_started' ? schedule : null;
}

const issuerOf = ({ type, account }: Liability | Issuer) => {
  const id = idOf(account);
  return { type, ...(id ? { account: id } : {}) };
};

/** One that runs already goes on; else it would begin anew. */
function discountOf({
  coupon,
  discount,
  promotion_code,
}: Discount): Stripe.SubscriptionScheduleUpdateParams.Phase.Discount {
  const [running, code, made] = [idOf(discount), idOf(promotion_code), idOf(coupon)];
  if (running) return { discount: running };
  return code ? { promotion_code: code } : { coupon: made! };
}

function invoiceSettingsOf(invoice: InvoiceSettings): Stripe.SubscriptionScheduleUpdateParams.Phase.InvoiceSettings {
  const { account_tax_ids, custom_fields, days_until_due, description, footer, issuer } = invoice;
  return {
    ...(account_tax_ids?.length ? { account_tax_ids: account_tax_ids.map((one) => idOf(one)!) } : {}),
    ...(custom_fields?.length ? { custom_fields: custom_fields.map(({ name, value }) => ({ name, value })) } : {}),
    ...(days_until_due ? { days_until_due } : {}),
    ...(description ? { description } : {}),
    ...(footer ? { footer } : {}),
    ...(issuer ? { issuer: issuerOf(issuer) } : {}),
  };
}
