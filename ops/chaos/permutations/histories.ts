import type Stripe from 'stripe';
import type { ControlClient } from '../../stripe-emulator/control/control-client.ts';
import { GOOD_CARD, submit } from '../../stripe-emulator/testing/target.ts';

const DAY = 86_400;

/** What a history is played with: an Organisation in its trial, its customer at Stripe and Stripe itself. */
export interface HistoryStage {
  stripe: Stripe;
  control: ControlClient;
  customer: string;
  /** Lets time pass. */
  pass(seconds: number): Promise<void>;
  /** Ends a point: what has happened until now is worked off, and how Stripe stands is kept. */
  point(): Promise<void>;
}

/** Something that may happen to a plan, in its true order. Its points come within the days for which the daily comparison looks back. */
export interface History {
  name: string;
  play(stage: HistoryStage): Promise<void>;
}

async function subscriptionOf({ stripe, customer }: HistoryStage): Promise<Stripe.Subscription> {
  return (await stripe.subscriptions.list({ customer, status: 'all' })).data[0]!;
}

async function setCardInPortal({ stripe, customer }: HistoryStage): Promise<void> {
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
}

async function setCardAtCheckout({ stripe, customer }: HistoryStage, number: string): Promise<void> {
  const page = await stripe.checkout.sessions.create({
    customer,
    mode: 'setup',
    currency: 'aed',
    success_url: 'http://app.example/back',
  });
  const { status } = await submit(page.url!, { ...GOOD_CARD, number });
  if (status !== 303) throw new Error(`The page of Stripe's answered ${status}`);
}

async function priceOf({ stripe }: HistoryStage, tier: string): Promise<string> {
  return (await stripe.prices.list({ product: `offplan_${tier}`, active: true })).data[0]!.id;
}

/** The trial ends now, with a plan that is paid. */
async function startPaying(stage: HistoryStage, tier: string): Promise<void> {
  await setCardInPortal(stage);
  const subscription = await subscriptionOf(stage);
  await stage.stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]!.id, price: await priceOf(stage, tier) }],
    trial_end: 'now',
    proration_behavior: 'none',
  });
  await stage.point();
}

export const HISTORIES: History[] = [
  {
    name: 'a trial that is paid, with a card and then another one',
    async play(stage) {
      await stage.pass(DAY);
      await setCardAtCheckout(stage, '4242 4242 4242 4242');
      await stage.point();
      await stage.pass(2 * DAY);
      await setCardAtCheckout(stage, '5555 5555 5555 4444');
      await stage.point();
      await stage.pass(9 * DAY);
      await stage.point();
      await stage.pass(3 * DAY);
      await stage.point();
    },
  },
  {
    name: 'up, down and out',
    async play(stage) {
      const { stripe } = stage;
      await startPaying(stage, 'tier_1');
      await stage.pass(5 * DAY);
      const subscription = await subscriptionOf(stage);
      await stripe.subscriptions.update(subscription.id, {
        items: [{ id: subscription.items.data[0]!.id, price: await priceOf(stage, 'tier_2') }],
        proration_behavior: 'always_invoice',
      });
      await stage.point();
      const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
      const [now] = schedule.phases;
      await stripe.subscriptionSchedules.update(schedule.id, {
        end_behavior: 'release',
        proration_behavior: 'none',
        phases: [
          { items: [{ price: await priceOf(stage, 'tier_2') }], start_date: now!.start_date, end_date: now!.end_date },
          { items: [{ price: await priceOf(stage, 'tier_1') }], duration: { interval: 'month', interval_count: 1 } },
        ],
      });
      await stage.point();
      await stage.pass(26 * DAY);
      await stage.point();
      await stripe.subscriptionSchedules.release(schedule.id);
      await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
      await stage.point();
      await stage.pass(31 * DAY);
      await stage.point();
    },
  },
  {
    name: 'unpaid, paid and unpaid again',
    async play(stage) {
      const { stripe, control, customer } = stage;
      await startPaying(stage, 'tier_2');
      await control.overrideCard({ of: customer, outcome: 'declined', count: 9 });
      await stage.pass(31 * DAY);
      await stage.point();
      await control.clearCardOverrides();
      const [open] = (await stripe.invoices.list({ customer, status: 'open' })).data;
      await stripe.invoices.pay(open!.id!);
      await stage.point();
      await control.overrideCard({ of: customer, outcome: 'requires_action', count: 9 });
      await stage.pass(31 * DAY);
      await stage.point();
    },
  },
  {
    name: 'disputed, won, refunded, disputed, lost',
    async play(stage) {
      const { stripe, control, customer } = stage;
      await startPaying(stage, 'tier_1');
      await stage.pass(32 * DAY);
      await stage.point();
      const [second, first] = (await stripe.charges.list({ customer })).data;
      const won = await control.openDispute({ charge: first!.id });
      await stage.point();
      await stage.pass(DAY);
      await stripe.disputes.update(won.id, { evidence: { customer_name: 'Permuted' }, submit: true });
      await stage.point();
      await stage.pass(DAY);
      await control.closeDispute(won.id, 'won');
      await stripe.refunds.create({ charge: second!.id, amount: 1_000 });
      await stage.point();
      const lost = await control.openDispute({ charge: second!.id });
      await stage.pass(DAY);
      await stage.point();
      await control.closeDispute(lost.id, 'lost');
      await stage.point();
    },
  },
];
