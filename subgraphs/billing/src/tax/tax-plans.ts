import { createHash } from 'node:crypto';
import Stripe from 'stripe';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { idOf } from '../stripe/stripe-values.ts';
import { phaseAgain, phasesLeft } from '../subscriptions/phase-settings.ts';

/**
 * Lets what a customer is charged be taxed (BIL-43): a trial's plan is made before anybody has given an address, when Stripe refuses the tax, and
 * goes on as the same plan when a card is set. So whenever a place becomes known the tax is switched on for what runs. The address that was
 * given with the card becomes the customer's where that has a lesser one. Safe to repeat; asks Stripe anew each time.
 */
export async function taxPlans(stripe: StripeAccount, customerId: string): Promise<void> {
  try {
    await taxWhatRuns(stripe, customerId);
  } catch (fault) {
    // Stripe cannot place the address after all: the plan goes on as it is until another one comes.
    if (!(fault instanceof Stripe.errors.StripeInvalidRequestError) || fault.code !== NO_PLACE) throw fault;
  }
}

/** Stripe's word for a customer whose place it does not know. */
export const NO_PLACE = 'customer_tax_location_invalid';

async function taxWhatRuns(stripe: StripeAccount, customerId: string): Promise<void> {
  const customer = await stripe.client.customers.retrieve(customerId, {
    expand: ['tax', 'invoice_settings.default_payment_method'],
  });
  if (customer.deleted) return;
  const address = addressFor(customer);
  if (!(address ? await moveTo(stripe, customer.id, address) : isTaxable(customer))) return;
  for await (const subscription of stripe.client.subscriptions.list({
    customer: customerId,
    limit: 100,
    expand: ['data.schedule'],
  })) {
    // A change that waits for its payment is not disturbed; Stripe is asked again when it is settled.
    if (subscription.pending_update || subscription.status === 'incomplete') continue;
    await taxPlan(stripe, subscription, address ?? customer.address ?? null);
  }
}

/** Whether Stripe knows where the customer is. Where nothing is to be collected today it may be tomorrow. */
export const isTaxable = ({ tax }: Stripe.Customer) =>
  tax?.automatic_tax === 'supported' || tax?.automatic_tax === 'not_collecting';

/** Whether an address is more than the country, which is all that a sign-up knows. */
const isGiven = (address: Stripe.Address | null | undefined) =>
  Boolean(address && (address.line1 || address.postal_code || address.city));

/**
 * The address of the card that is charged, where nobody has given the customer one; null else. The page for a card asks for all of it. Of another
 * card Stripe may know little more than a country: that counts where no place is known at all.
 */
function addressFor(customer: Stripe.Customer): Stripe.AddressParam | null {
  const card = customer.invoice_settings.default_payment_method as Stripe.PaymentMethod | null;
  const told = card?.billing_details.address;
  if (!told?.country || isGiven(customer.address)) return null;
  if (!told.line1 && (isTaxable(customer) || !(isGiven(told) || !customer.address?.country))) return null;
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value)) as Stripe.AddressParam;
}

/** Resolves with whether Stripe knows the place. */
async function moveTo({ client }: StripeAccount, id: string, address: Stripe.AddressParam): Promise<boolean> {
  const customer = await insist(`tax:${id}:address:${markOf(address)}`, (idempotencyKey) =>
    client.customers.update(id, { address, expand: ['tax'] }, { idempotencyKey }),
  );
  return isTaxable(customer);
}

/**
 * Switches the tax of one plan on where it is off. What a schedule brings must say it too, or the plan would fall back at its next phase. Stripe
 * switches it off again at an invoice for which it knows no place: the last invoice and the place are part of the key, so that the next time is another.
 */
async function taxPlan(
  { client }: StripeAccount,
  subscription: Stripe.Subscription,
  address: Stripe.Address | Stripe.AddressParam | null,
): Promise<void> {
  const key = `tax:${subscription.id}:${idOf(subscription.latest_invoice) ?? 'trial'}:${markOf(address)}`;
  const schedule = subscription.schedule as Stripe.SubscriptionSchedule | null;
  if (schedule && bringsNoTax(schedule)) {
    const params = taxedSchedule(schedule, idOf(subscription.default_payment_method));
    // What is to come may have been chosen anew meanwhile.
    await insist(`${key}:${schedule.id}:${markOfText(JSON.stringify(params))}`, (idempotencyKey) =>
      client.subscriptionSchedules.update(schedule.id, params, { idempotencyKey }),
    );
  }
  if (!subscription.automatic_tax.enabled)
    await insist(`${key}:on`, (idempotencyKey) =>
      client.subscriptions.update(subscription.id, { automatic_tax: { enabled: true } }, { idempotencyKey }),
    );
}

/** Whether a phase that runs or is to come would leave the tax out. */
function bringsNoTax(schedule: Stripe.SubscriptionSchedule): boolean {
  const { automatic_tax: usual } = schedule.default_settings;
  return (
    schedule.status === 'active' && phasesLeft(schedule).some(({ automatic_tax }) => !(automatic_tax ?? usual)?.enabled)
  );
}

/** A schedule as it is, from the phase that runs, with tax. `card`: the plan's own one. */
function taxedSchedule(
  schedule: Stripe.SubscriptionSchedule,
  card: string | null,
): Stripe.SubscriptionScheduleUpdateParams {
  const automatic_tax = { enabled: true };
  return {
    default_settings: { automatic_tax },
    proration_behavior: 'none',
    phases: phasesLeft(schedule).map((phase) => ({ ...phaseAgain(phase, card), automatic_tax })),
  };
}

/** Stands for an address in a key, without saying it: keys are in logs. */
function markOf(address: Stripe.Address | Stripe.AddressParam | null): string {
  const { country, state, postal_code, line1, city } = address ?? {};
  return markOfText([country, state, postal_code, line1, city].map((part) => part ?? '').join('\n'));
}

const markOfText = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
