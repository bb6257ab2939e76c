import { decodeId } from '@offplan/kernel/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestOrganisation } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open({
    stripe: true,
    // People stay signed in while months pass.
    settings: { OFFPLAN_SESSION_IDLE_SECONDS: '99999999', OFFPLAN_SESSION_ABSOLUTE_SECONDS: '99999999' },
  });
}, 60_000);
afterAll(() => world?.close());

const DAY = 86_400_000;
const uuidOf = ({ id }: TestOrganisation) => decodeId('org', id)!;

const PLAN = `organisation { plan { tier { slug } isTrial isEnded isContinuing isFrozen paymentTrouble endedAt trialDaysLeft }
  billing { isAvailable currency isSubscribed monthlyPrice { amountMinor currency } renewsAt cancelsAt coming { tier { slug } at } card { brand last4 }
    nextCharge { amountMinor } nextChargeAt openInvoiceUrl invoiceReference invoices { number status total { amountMinor currency } } } }`;

async function look({ owner }: TestOrganisation): Promise<Record<string, any>> {
  return (await owner.api.data(`{ ${PLAN} }`)).organisation;
}

/** The customer at Stripe, once there is one. */
async function customerOf(organisation: TestOrganisation): Promise<string> {
  const id = uuidOf(organisation);
  await world.until(
    'select exists (select from billing.subscription s join billing.stripe_customer c using (org_id) where org_id = $1)',
    [id],
  );
  const { rows } = await world.admin.query('select customer_id from billing.stripe_customer where org_id = $1', [id]);
  return rows[0].customer_id;
}

/** Sets a card, as the portal does. */
async function setCard(organisation: TestOrganisation, card = 'pm_card_visa'): Promise<void> {
  const { client } = world.stripe;
  const customer = await customerOf(organisation);
  const method = await client.paymentMethods.attach(card, { customer });
  await client.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
  await world.settle();
}

async function change({ owner }: TestOrganisation, tier: string): Promise<{ preview: any; result: any }> {
  const { previewPlanChange: preview } = await owner.api.data(
    `mutation ($input: PreviewPlanChangeInput!) { previewPlanChange(input: $input) { __typename ... on UserError { code message }
      ... on PlanChangePreview { id kind takesEffectAt dueToday { amountMinor currency } nextInvoice { amountMinor } lines { description amount { amountMinor } } } } }`,
    { input: { tier } },
  );
  if (preview.__typename !== 'PlanChangePreview') return { preview, result: null };
  const { changePlan: result } = await owner.api.data(
    `mutation ($input: ChangePlanInput!) { changePlan(input: $input) { __typename ... on UserError { code message } ... on PaymentNeedsConfirmation { url } ... on PlanChanged { ${PLAN} } } }`,
    { input: { previewId: preview.id } },
  );
  return { preview, result };
}

it('BIL-10 BIL-16 a trial runs at once and stands at Stripe a moment later, without a card, ending by itself, dated back to its start', async () => {
  const organisation = await world.organisation('Deferred');
  const customer = await customerOf(organisation);
  const { data } = await world.stripe.client.subscriptions.list({ customer, status: 'all' });
  const { rows } = await world.admin.query('select trial_ends_at from billing.billing_account where org_id = $1', [
    uuidOf(organisation),
  ]);
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({
    status: 'trialing',
    currency: 'aed',
    trial_end: Math.floor(rows[0].trial_ends_at.getTime() / 1_000),
    trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    default_payment_method: null,
    metadata: { org_id: uuidOf(organisation), trial_tier: 'tier_2' },
  });
  expect((await world.stripe.client.customers.retrieve(customer)) as object).toMatchObject({
    email: organisation.owner.email,
    name: 'Deferred',
  });
  expect(await look(organisation)).toMatchObject({
    plan: { tier: { slug: 'tier_2' }, isTrial: true, isContinuing: false, trialDaysLeft: 14 },
    billing: { isAvailable: true, currency: 'AED', isSubscribed: true, card: null, nextCharge: null, renewsAt: null },
  });
});

it('BIL-12 a card in the trial does not end it; the first charge comes at its end and is what was said', async () => {
  const organisation = await world.organisation('Converting');
  await setCard(organisation);
  const before = await look(organisation);
  expect(before).toMatchObject({
    plan: { isTrial: true, isContinuing: true },
    billing: { card: { brand: 'visa', last4: '4242' }, nextCharge: { amountMinor: 91_400 } },
  });
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const after = await look(organisation);
  expect(after.plan).toMatchObject({ tier: { slug: 'tier_2' }, isTrial: false, isEnded: false });
  expect(after.billing.invoices).toMatchObject([{ status: 'PAID', total: { amountMinor: 91_400, currency: 'AED' } }]);
  expect(after.billing.renewsAt).not.toBeNull();
  const { rows } = await world.admin.query('select kind, amount, currency from billing.revenue where org_id = $1', [
    uuidOf(organisation),
  ]);
  expect(rows).toEqual([{ kind: 'paid', amount: '91400', currency: 'aed' }]);
});

it('BIL-13 BIL-20 BIL-21 BIL-22 Starter at the trial’s end, then up for exactly the previewed charge, down at the period’s end, and back', async () => {
  const organisation = await world.organisation('Changing');
  await setCard(organisation);
  const chosen = await change(organisation, 'tier_1');
  expect(chosen.preview).toMatchObject({
    kind: 'AT_TRIAL_END',
    dueToday: { amountMinor: 0 },
    nextInvoice: { amountMinor: 28_900 },
  });
  expect(chosen.result).toMatchObject({
    __typename: 'PlanChanged',
    organisation: {
      plan: { tier: { slug: 'tier_2' }, isTrial: true },
      billing: { coming: { tier: { slug: 'tier_1' } } },
    },
  });
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'tier_1' }, isTrial: false, isEnded: false });

  await world.travel(new Date(world.clock.now().getTime() + 9.5 * DAY));
  const up = await change(organisation, 'tier_2');
  expect(up.preview.kind).toBe('UPGRADE');
  expect(up.preview.lines.reduce((sum: number, line: any) => sum + line.amount.amountMinor, 0)).toBe(
    up.preview.dueToday.amountMinor,
  );
  expect(up.result).toMatchObject({ __typename: 'PlanChanged', organisation: { plan: { tier: { slug: 'tier_2' } } } });
  await world.settle();
  const charged = (await look(organisation)).billing.invoices[0];
  expect(charged).toMatchObject({ status: 'PAID', total: up.preview.dueToday });
  // The same click once more changes and charges nothing.
  const again = await organisation.owner.api.data(
    'mutation ($input: ChangePlanInput!) { changePlan(input: $input) { __typename } }',
    { input: { previewId: up.preview.id } },
  );
  expect(again.changePlan.__typename).toBe('PlanChanged');
  expect((await look(organisation)).billing.invoices).toHaveLength(2);

  const down = await change(organisation, 'tier_1');
  expect(down.preview).toMatchObject({ kind: 'DOWNGRADE', dueToday: { amountMinor: 0 } });
  expect((await look(organisation)).billing.coming).toMatchObject({
    tier: { slug: 'tier_1' },
    at: down.preview.takesEffectAt,
  });
  const { withdrawPlanChange } = await organisation.owner.api.data(
    `mutation { withdrawPlanChange { __typename ... on UserError { code message } } }`,
  );
  expect(withdrawPlanChange.__typename).toBe('PlanChanged');
  expect((await look(organisation)).billing.coming).toBeNull();
  await change(organisation, 'tier_1');
  await world.travel(new Date(Date.parse(down.preview.takesEffectAt) + DAY));
  expect((await look(organisation)).plan.tier.slug).toBe('tier_1');
}, 60_000);

it('BIL-14 GRO-4 a trial without a card ends on time here and at Stripe, freezes after 30 days, and a purchase brings everything back', async () => {
  const organisation = await world.organisation('Lapsing');
  await organisation.project('Kept Tower', ['01-01']);
  const customer = await customerOf(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 14.5 * DAY));
  expect((await look(organisation)).plan).toMatchObject({
    tier: { slug: 'free_guest' },
    isEnded: true,
    isFrozen: false,
  });
  const { data } = await world.stripe.client.subscriptions.list({ customer, status: 'all' });
  expect(data[0]!.status).toBe('canceled');
  await world.travel(new Date(world.clock.now().getTime() + 31 * DAY));
  expect((await look(organisation)).plan).toMatchObject({ isEnded: true, isFrozen: true });
  const { openCheckout } = await organisation.owner.api.data(
    'mutation ($input: OpenCheckoutInput!) { openCheckout(input: $input) { __typename ... on BillingPage { url } ... on UserError { code message } } }',
    { input: { tier: 'tier_1' } },
  );
  expect(openCheckout).toMatchObject({ __typename: 'BillingPage', url: expect.stringContaining('/c/pay/') });
}, 60_000);

it('BIL-20 a declined upgrade leaves the old plan and no open invoice; one that the bank wants confirmed changes the plan when that is done', async () => {
  const organisation = await world.organisation('Declined');
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await change(organisation, 'tier_1');
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const { client } = world.stripe;
  const [running] = (await client.subscriptions.list({ customer })).data;

  await world.stripe.emulator.control.overrideCard({ customer, outcome: 'declined' } as never);
  expect((await change(organisation, 'tier_2')).result).toMatchObject({ __typename: 'PaymentDeclined', code: 'PAYMENT_DECLINED' });
  await world.settle();
  expect((await look(organisation)).plan.tier.slug).toBe('tier_1');
  expect((await client.invoices.list({ customer, status: 'open' })).data).toEqual([]);
  expect((await client.subscriptions.retrieve(running!.id)).pending_update).toBeNull();

  const method = await client.paymentMethods.attach('pm_card_authenticationRequired', { customer });
  await client.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
  const asked = await change(organisation, 'tier_2');
  expect(asked.result).toMatchObject({ __typename: 'PaymentNeedsConfirmation', url: expect.stringContaining('/i/') });
  expect((await look(organisation)).plan.tier.slug).toBe('tier_1');
  await client.paymentIntents.confirm((await waitingIntent(customer))!);
  await world.settle();
  expect((await look(organisation)).plan.tier.slug).toBe('tier_2');
}, 60_000);
