import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { StripeEmulator } from '../stripe-emulator/start-stripe-emulator.ts';
import { submit } from '../stripe-emulator/testing/target.ts';
import { confirm, type Person, slugOf } from './people.ts';

const CARD = {
  email: 'payer@storm.example',
  number: '4242 4242 4242 4242',
  expiry: '12 / 34',
  cvc: '123',
  name: 'Payer',
  country: 'AE',
  line1: 'Marina Walk 1',
  city: 'Dubai',
};

/** An Organisation in the storm: its Owner, what it is at Stripe, and how far its Owner has come with what is tried. */
export interface House {
  owner: Person;
  /** Its customer at Stripe; '' while there is none. */
  customer: string;
  /** Notes of what has been done and cannot be tried again, such as a page that was paid. */
  notes: Record<string, string>;
}

/** What the steps are played with. */
export interface BillingStage {
  stripe: Stripe;
  emulator: StripeEmulator;
  /** Somebody who has asked for a trial and not followed the link yet; the token is in the notes. */
  guest(): Promise<House>;
  /** A house in its trial, known at Stripe; nothing is under way. */
  house(): Promise<House>;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
}

/** Something that costs or changes a plan: what must have happened before, and the act, which a person repeats until it is done. */
export interface BillingStep {
  name: string;
  prepare(stage: BillingStage): Promise<House>;
  act(stage: BillingStage, house: House): Promise<void>;
}

async function ask(house: House, mutation: string): Promise<any> {
  const [answer] = Object.values(await house.owner.api.data(`mutation { ${mutation} }`));
  return answer;
}

async function runningOf(stage: BillingStage, { customer }: House): Promise<Stripe.Subscription> {
  return (await stage.stripe.subscriptions.list({ customer })).data[0]!;
}

/** A card for the customer, as the portal sets it. */
async function setCard({ stripe }: BillingStage, { customer }: House, card: string): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
}

/** A card with which nothing is ever paid. */
const BAD_CARD = 'pm_card_chargeCustomerFail';

/** A house that is to pay for a plan: the trial ends now, with a card. */
async function payingHouse(stage: BillingStage, tier: 'tier_1' | 'tier_2', card = 'pm_card_visa'): Promise<House> {
  const house = await stage.house();
  await setCard(stage, house, card);
  const subscription = await runningOf(stage, house);
  const price = (await stage.stripe.prices.list({ product: `offplan_${tier}`, active: true })).data[0]!;
  await stage.stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]!.id, price: price.id }],
    trial_end: 'now',
    proration_behavior: 'none',
  });
  await stage.settle();
  return house;
}

async function preview(house: House, tier: string): Promise<void> {
  const shown = await ask(
    house,
    `previewPlanChange(input: { tier: "${tier}" }) { ... on PreviewPlanChangeSuccess { id } ... on UserError { code } }`,
  );
  if (!shown.id) throw new Error(`The preview: ${JSON.stringify(shown)}`);
  house.notes.preview = shown.id;
}

/** The same click, as often as it takes. */
async function change(house: House): Promise<void> {
  const changed = await ask(
    house,
    `changePlan(input: { previewId: "${house.notes.preview}" }) { __typename ... on UserError { code } }`,
  );
  // What is being carried out at this moment, by the work that was left, is not done yet and no mistake.
  if (changed.__typename !== 'BillingSuccess' && changed.code !== 'BILLING_UNAVAILABLE')
    throw new Error(`The change: ${JSON.stringify(changed)}`);
}

/** Takes back what was to come; whoever was cut off may have done so before. */
async function withdraw(house: House): Promise<void> {
  const answer = await ask(house, 'withdrawPlanChange { __typename ... on UserError { code } }');
  if (answer.__typename !== 'BillingSuccess' && !['NOTHING_TO_WITHDRAW', 'BILLING_UNAVAILABLE'].includes(answer.code))
    throw new Error(`The withdrawal: ${JSON.stringify(answer)}`);
}

/**
 * A payer who has been one for longer than this second. Stripe's moments are whole seconds: a plan that was made in the second of a closing may have been
 * bought after it, and is left to whoever brings the workspace back or gives the money back (BIL-29).
 */
async function settledPayer(...house: Parameters<typeof payingHouse>): Promise<House> {
  const payer = await payingHouse(...house);
  await sleep(1_000);
  return payer;
}

async function close(house: House): Promise<void> {
  const answer = await ask(
    house,
    `closeOrganisation(input: { slug: "${slugOf(house.owner)}" }) { __typename ... on UserError { code } }`,
  );
  if (answer.__typename !== 'CloseOrganisationSuccess') throw new Error(`The closing: ${JSON.stringify(answer)}`);
}

/** Opens a page of Stripe's, fills it in and comes back; whoever was cut off goes on where the browser is. */
async function checkOut(house: House, tier: string | null): Promise<void> {
  if (!house.notes.page) {
    const opened = await ask(
      house,
      `openCheckout(input: { ${tier ? `tier: "${tier}"` : ''} }) { ... on BillingPageSuccess { url } ... on UserError { code } }`,
    );
    if (!opened.url) throw new Error(`The page: ${JSON.stringify(opened)}`);
    house.notes.page = opened.url;
  }
  if (!house.notes.back) {
    const paid = await submit(house.notes.page!, CARD);
    const back = paid.headers.get('location');
    if (!back) throw new Error(`The page refused: ${paid.status} ${await paid.text()}`);
    house.notes.back = back;
  }
  const session = new URL(house.notes.back!).searchParams.get('checkout');
  const back = await ask(
    house,
    `refreshBilling(input: { checkoutSessionId: "${session}" }) { __typename ... on UserError { code } }`,
  );
  if (back.__typename !== 'BillingSuccess' && back.code !== 'BILLING_UNAVAILABLE')
    throw new Error(`The return: ${JSON.stringify(back)}`);
}

/** The bank of whoever pays disputes the last charge, once. */
async function dispute({ stripe, emulator }: BillingStage, { customer, notes }: House): Promise<void> {
  if (notes.dispute) return;
  const [charge] = (await stripe.charges.list({ customer })).data;
  notes.dispute = (await emulator.control.openDispute({ charge: charge!.id })).id;
}

export const BILLING_STEPS: BillingStep[] = [
  {
    name: 'a trial that begins',
    prepare: (stage) => stage.guest(),
    act: (_, house) => confirm(house.owner, house.notes.token!),
  },
  {
    name: 'a card set at Checkout',
    prepare: (stage) => stage.house(),
    act: (_, house) => checkOut(house, null),
  },
  {
    name: 'an upgrade',
    async prepare(stage) {
      const house = await payingHouse(stage, 'tier_1');
      await preview(house, 'tier_2');
      return house;
    },
    act: (_, house) => change(house),
  },
  {
    name: 'a downgrade for later',
    async prepare(stage) {
      const house = await payingHouse(stage, 'tier_2');
      await preview(house, 'tier_1');
      return house;
    },
    act: (_, house) => change(house),
  },
  {
    name: 'a lower plan taken back',
    async prepare(stage) {
      const house = await payingHouse(stage, 'tier_2');
      await preview(house, 'tier_1');
      await change(house);
      await stage.settle();
      return house;
    },
    act: (_, house) => withdraw(house),
  },
  {
    name: 'a missing payment made good with a new card',
    prepare: (stage) => payingHouse(stage, 'tier_2', BAD_CARD),
    act: (_, house) => checkOut(house, null),
  },
  {
    name: 'a workspace closed while a payment is missing',
    prepare: (stage) => settledPayer(stage, 'tier_2', BAD_CARD),
    act: (_, house) => close(house),
  },
  {
    name: 'a purchase after the end',
    async prepare(stage) {
      const house = await stage.house();
      await stage.stripe.subscriptions.cancel((await runningOf(stage, house)).id);
      await stage.settle();
      return house;
    },
    act: (_, house) => checkOut(house, 'tier_1'),
  },
  {
    name: 'the event of a dispute',
    prepare: (stage) => payingHouse(stage, 'tier_2'),
    act: (stage, house) => dispute(stage, house),
  },
  {
    name: 'an upgrade that waits for the end of a dispute',
    async prepare(stage) {
      const house = await payingHouse(stage, 'tier_1');
      await dispute(stage, house);
      await stage.settle();
      await preview(house, 'tier_2');
      await change(house);
      return house;
    },
    async act({ emulator }, { notes }) {
      if (notes.isWon) return;
      await emulator.control.closeDispute(notes.dispute!, 'won');
      notes.isWon = 'yes';
    },
  },
];
