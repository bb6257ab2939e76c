import { StripeAccount } from '@offplan/billing';
import type { Locator, Page } from 'playwright-core';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PRICING } from '../local/demo/demo-pricing.ts';
import { ControlClient } from '../stripe-emulator/control/control-client.ts';
import { faultsOf } from './accessibility.ts';
import { Stage } from './stage.ts';

const HOUSE = '/w/halden-reyes';
const AGENCY = '/w/blue-heron';
const STUDIO = '/w/castellan';
const MIRA = 'mira@castellan.example';
const PASSWORD = 'drawn by hand, twice over';

let stage: Stage;
beforeAll(async () => {
  const settings = {
    // People stay signed in while months pass.
    OFFPLAN_SESSION_IDLE_SECONDS: '99999999',
    OFFPLAN_SESSION_ABSOLUTE_SECONDS: '99999999',
  };
  stage = await Stage.open(settings, { withDatabase: true, atNoon: true });
}, 120_000);
afterAll(() => stage?.close());

const places = (page: Page) =>
  page.getByRole('navigation', { name: 'Main' }).first().getByRole('link').allTextContents();
const tier = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Expects a lock modal with its words, and that it has no fault. */
async function expectLock(page: Page, words: string, least: string): Promise<Locator> {
  const lock = page.getByRole('dialog');
  await lock.getByRole('heading', { name: words }).waitFor();
  await lock.getByText(`From ${least}`).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  return lock;
}

it('UI-13 GRO-33 in a trial the second project and single sign-on open a lock with the least tier, which goes by Escape and by a click beside it', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example', HOUSE);
  const create = nadia.getByRole('button', { name: 'Create project' }).first();
  await create.click();
  const lock = await expectLock(nadia, 'Trial limited to 1 project · Upgrade to Pro for more →', 'Pro');
  await lock.getByRole('link', { name: 'Upgrade to Pro →' }).waitFor();
  await nadia.keyboard.press('Escape');
  await lock.waitFor({ state: 'detached' });
  await expect.poll(() => nadia.evaluate(`document.activeElement?.textContent`)).toContain('Create project');

  await nadia.goto(stage.address(`${HOUSE}/settings`));
  await nadia.getByRole('button', { name: 'What it opens' }).click();
  await expectLock(nadia, 'Single sign-on', 'Enterprise');
  await lock.getByRole('link', { name: 'Contact sales →' }).waitFor();
  await lock.getByRole('button', { name: 'Continue trial' }).waitFor();
  await nadia.mouse.click(8, 400);
  await lock.waitFor({ state: 'detached' });

  // All else of Pro is open in a trial.
  const locked = nadia.getByRole('navigation', { name: 'Main' }).first();
  expect(await locked.getByRole('button', { name: /Team|Audit log/u }).count()).toBe(0);
}, 60_000);

it('UI-10 UI-13 UI-14 a Free Guest who never paid has its few places, and what is hidden opens the lock with the words for a first project', async () => {
  const jonas = await stage.personAt('jonas@blue-heron.example', AGENCY);
  await jonas.getByRole('link', { name: 'Free Guest', exact: true }).waitFor();
  expect(await places(jonas)).toEqual(['Dashboard', 'Guest projects', 'Profile', 'Plan & Billing']);
  await jonas.getByText('Upgrade to start referring').first().waitFor();
  const words = 'Upgrade to Starter to create your first project';
  await jonas.getByRole('button', { name: /Create project/u }).click();
  const lock = await expectLock(jonas, words, 'Starter');
  await lock.getByRole('button', { name: 'Close' }).click();
  await lock.waitFor({ state: 'detached' });
  await jonas.goto(stage.address(`${AGENCY}/audit`));
  await expectLock(jonas, words, 'Starter');
  await lock.getByText('Audit log').waitFor();
  await lock.getByRole('link', { name: 'Upgrade to Starter →' }).click();
  await jonas.waitForURL(/\/w\/blue-heron\/plan$/u);
  await jonas.getByRole('link', { name: 'Upgrade to access full features →' }).waitFor();
}, 60_000);

it('UI-9 UI-15 BIL-26 BIL-27 the Owner sees the plan with its use, the prices and whom to write to; a member sees who decides and nothing of billing', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example', `${HOUSE}/plan`);
  await nadia.getByRole('heading', { name: 'Pro trial' }).waitFor();
  await nadia
    .getByText(/Trial ends in 1[34] days/u)
    .first()
    .waitFor();
  await tier(nadia, 'Starter').getByText(/289/u).first().waitFor();
  await tier(nadia, 'Enterprise').getByRole('link', { name: 'Contact sales' }).waitFor();
  expect(await tier(nadia, 'Enterprise').getByText(/TBD/u).count()).toBe(0);
  await nadia.getByText('Your trial', { exact: true }).first().waitFor();

  const reference = nadia.getByLabel('Invoice Reference (optional)');
  await reference.fill('AC-TOWER-A / PO 7731');
  await nadia.getByText('20 / 140').waitFor();
  await nadia.getByRole('button', { name: 'Save' }).click();
  await nadia.getByText('Saved, for the invoices to come').waitFor();
  await nadia.reload();
  await expect.poll(() => reference.inputValue(), { timeout: 15_000 }).toBe('AC-TOWER-A / PO 7731');

  const aleksey = await stage.personAt('aleksey@halden-reyes.example', `${HOUSE}/plan`);
  await aleksey.getByText('Nadia Rahman decides about the plan.').waitFor();
  await aleksey.getByText('Seats', { exact: true }).waitFor();
  expect(await aleksey.getByText(/Invoice|TBD|Contact sales/u).count()).toBe(0);
}, 60_000);

/** Types a card on a page that stands for Stripe's. */
async function typeCard(page: Page, number: string, button: string): Promise<void> {
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel(/Expir/u).fill('12/40');
  await page.getByLabel('CVC').fill('123');
  await page.getByLabel('Cardholder name').fill('Mira Castellan');
  await page.getByRole('button', { name: button }).click();
}

/** What stands on the screen as money, in minor units. */
const minorOf = (text: string) => Math.round(Number(/[\d,]+(?:\.\d+)?/u.exec(text)![0].replaceAll(',', '')) * 100);

/** Presses a button of the page for travelling in time, so many times. */
async function travel(time: Page, button: string, times = 1): Promise<void> {
  for (let nth = 0; nth < times; nth += 1) {
    await Promise.all([
      time.waitForEvent('load', { timeout: 120_000 }),
      time.getByRole('button', { name: button }).click({ timeout: 120_000 }),
    ]);
    expect(await time.getByRole('alert').count(), await time.locator('main').innerText()).toBe(0);
  }
}

it('GRO-1 GRO-4 BIL-10 BIL-12 BIL-13 BIL-14 BIL-20 BIL-21 BIL-22 BIL-24 BIL-25 BIL-28 BIL-42 BIL-46 a house from its sign-up through a trial, a card, a dispute with an upgrade that waits for it, plans up and down, the bank’s question, the end, the freeze and back, each charge as it was said', async () => {
  const mira = await stage.newPage();
  await mira.goto(stage.address('/sign-up'));
  await mira.getByLabel('Name', { exact: true }).fill('Mira Castellan');
  await mira.getByLabel('E-mail').fill(MIRA);
  await mira.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await mira.getByLabel('Company').fill('Castellan');
  await mira.getByLabel('Country').selectOption('AE');
  await mira.getByRole('checkbox').check();
  await mira.getByRole('button', { name: 'Create workspace' }).click();
  await stage.followMail(mira, MIRA, 'confirm_sign_up');
  await mira.getByRole('button', { name: 'Confirm' }).click();
  await mira.waitForURL((url) => url.pathname === STUDIO);
  await mira.getByText('TRIAL — 14 days left').waitFor();

  // The first day's welcome leads to the first project.
  const welcome = mira.getByRole('dialog');
  await welcome.getByRole('heading', { name: 'Welcome to offplan, Mira' }).waitFor();
  expect(await faultsOf(mira)).toEqual([]);
  await welcome.getByRole('link', { name: 'Create your first project' }).click();
  await mira.getByLabel('Name').fill('Palmera Court');
  await mira.getByRole('dialog').getByRole('button', { name: 'Create project' }).click();
  await mira.waitForURL((url) => url.pathname === `${STUDIO}/p/palmera-court/board`);
  await mira.goto(stage.address(STUDIO));
  await mira
    .getByRole('button', { name: /Create project/u })
    .first()
    .click();
  await expectLock(mira, 'Trial limited to 1 project · Upgrade to Pro for more →', 'Pro');
  await mira.keyboard.press('Escape');

  // A week later the banner says what the mail says.
  const time = await stage.newPage();
  await time.goto(/Travel in time[^\n]*(http:\/\/localhost:\d+)/u.exec(stage.log())![1]!);
  await travel(time, '+7 days');
  expect((await stage.mailTo(MIRA, 'trial_seven_days_left')).subject).toBe(
    '7 days left in your trial · Unlock Pro by adding a card →',
  );
  await mira.reload();
  await mira.getByText('7 days left in your trial · Unlock Pro by adding a card →').waitFor();
  expect(await faultsOf(mira)).toEqual([]);

  // The provider’s page, left and come back to, then the card.
  await mira.getByRole('link', { name: 'Add a card' }).click();
  await mira.getByRole('button', { name: 'Add a card', exact: true }).click();
  await mira.waitForURL(/\/c\/pay\//u);
  const stripeAddress = new URL(mira.url()).origin;
  await mira.getByRole('link', { name: 'Back' }).click();
  await mira.getByText('You came back before it was done.').waitFor();
  await mira.getByRole('button', { name: 'Add a card', exact: true }).click();
  await mira.waitForURL(/\/c\/pay\//u);
  await typeCard(mira, '4242424242424242', 'Save card');
  await mira.waitForURL((url) => url.pathname === `${STUDIO}/plan` && url.search === '');
  await mira
    .getByText(/You.re now on the Pro plan\. Your first charge of .*914.* will occur on/u)
    .first()
    .waitFor();
  expect((await stage.mailTo(MIRA, 'card_added')).subject).toBe('You’re now on the Pro plan');
  await expect.poll(() => mira.getByText(/left in your trial ·/u).count()).toBe(0);

  // Starter after the trial: nothing today, and the first charge is what was said.
  const dialog = mira.getByRole('dialog');
  await tier(mira, 'Starter').getByRole('button').click();
  await dialog.getByText(/No charge today — switches on/u).waitFor();
  const first = minorOf(await dialog.locator('.o-total td').innerText());
  await dialog.getByRole('button', { name: 'Choose Starter' }).click();
  await mira
    .getByText(/^Starter from/u)
    .first()
    .waitFor();
  await travel(time, '+7 days');
  await travel(time, '+1 day');
  const { client: stripe } = new StripeAccount(
    { secretKey: 'sk_test_offplan', webhookSecrets: [], origin: stripeAddress },
    DEMO_PRICING,
  );
  const control = new ControlClient(stripeAddress);
  const [customer] = (await stripe.customers.list({ email: MIRA })).data;
  const invoices = async (): Promise<Stripe.Invoice[]> =>
    (await stripe.invoices.list({ customer: customer!.id })).data.filter(({ total }) => total !== 0);
  await mira.reload();
  await mira.getByRole('heading', { name: /^Starter · .*289/u }).waitFor();
  await mira.getByText(/^Renews on/u).waitFor();
  expect((await invoices()).map(({ status, total }) => [status, total])).toEqual([['paid', first]]);

  // Disputed: the workspace is shut and comes back by itself.
  const [charge] = (await stripe.charges.list({ customer: customer!.id })).data;
  const dispute = await control.openDispute({ charge: charge!.id });
  expect((await stage.mailTo(MIRA, 'workspace_suspended_by_dispute')).subject).toBe(
    'Castellan is suspended until a disputed payment is settled',
  );
  await mira.reload();
  // Plan & Billing is left to the Owner, to see what is open and to set another card; of the rest it reads why it is shut.
  await mira.getByText('Castellan is suspended').waitFor();
  await mira.getByRole('heading', { name: /^Starter · .*289/u }).waitFor();
  await mira.getByRole('button', { name: 'Manage payment & invoices →' }).waitFor();
  expect(await faultsOf(mira)).toEqual([]);
  await mira.goto(stage.address(STUDIO));
  await mira.getByRole('heading', { name: 'Castellan is suspended' }).waitFor();
  await mira.getByRole('link', { name: 'Plan & Billing' }).click();
  await mira.getByRole('heading', { name: /^Starter · .*289/u }).waitFor();
  // An upgrade is noted for the day on which it is settled, and taken back.
  await tier(mira, 'Pro').getByRole('button', { name: 'Upgrade to Pro' }).click();
  await dialog.getByText('No charge today — at most AED 625 when the dispute is settled').waitFor();
  expect(await faultsOf(mira)).toEqual([]);
  await dialog.getByRole('button', { name: 'Upgrade when settled' }).click();
  await mira
    .getByText(/^It goes through when the disputed payment is settled, and at most AED.625 is charged then/u)
    .waitFor();
  expect(await faultsOf(mira)).toEqual([]);
  await mira.locator('.o-trouble').getByRole('button', { name: 'Keep Starter' }).click();
  await mira.getByText('The change to Pro was not made. You keep Starter, and nothing was charged.').waitFor();
  await control.closeDispute(dispute.id, 'won');
  await expect
    .poll(
      async () =>
        (await stage.database.query(`select status from identity.organisation where slug = 'castellan'`)).rows,
      { timeout: 15_000 },
    )
    .toEqual([{ status: 'active' }]);
  await mira.reload();
  await mira.getByRole('heading', { name: /^Starter · .*289/u }).waitFor();

  // Up: the bank wants a word. Its window opens beside the page, which follows it.
  await travel(time, '+7 days');
  await mira.getByRole('button', { name: 'Manage payment & invoices →' }).click();
  await mira.waitForURL(/\/p\/session\//u);
  await typeCard(mira, '4000002760003184', 'Add payment method');
  const asked = mira.getByRole('button', { name: 'Complete' });
  await asked.or(mira.getByText('3184').first()).first().waitFor();
  if ((await asked.count()) > 0) await asked.click();
  await mira.getByText(/3184, expires .* default/u).waitFor();
  await mira.getByRole('link', { name: 'Return' }).click();
  await mira.waitForURL((url) => url.pathname === `${STUDIO}/plan` && url.search === '');

  const upgrade = async (): Promise<{ said: number; bank: Page }> => {
    await tier(mira, 'Pro').getByRole('button', { name: 'Upgrade to Pro' }).click();
    const said = minorOf(await dialog.getByText(/You.ll be charged .* today/u).innerText());
    const opened = mira.context().waitForEvent('page');
    await dialog.getByRole('button', { name: /^Upgrade and pay/u }).click();
    const bank = await opened;
    await bank.getByRole('heading', { name: /^Invoice/u }).waitFor();
    expect(minorOf(await bank.locator('.amount').innerText())).toBe(said);
    await mira.getByText(/^Your bank wants you to confirm/u).waitFor();
    await mira.getByText(/Until then you keep Starter\./u).waitFor();
    await expect.poll(() => mira.evaluate('document.activeElement?.textContent')).toContain('Confirm with your bank');
    return { said, bank };
  };
  const refused = await upgrade();
  expect(await faultsOf(mira)).toEqual([]);
  await refused.bank.getByRole('button', { name: 'Authenticate payment' }).click();
  await refused.bank.getByRole('button', { name: 'Fail' }).click();
  await mira.getByText(/^Your bank did not confirm/u).waitFor();
  expect(await faultsOf(mira)).toEqual([]);
  await refused.bank.close();
  await mira.locator('.o-trouble').getByRole('button', { name: 'Keep Starter' }).click();
  await mira.getByText('The upgrade to Pro was not paid. You keep Starter, and nothing was charged.').waitFor();
  expect((await invoices()).map(({ status }) => status)).toEqual(['void', 'paid']);

  const confirmed = await upgrade();
  await confirmed.bank.getByRole('button', { name: 'Authenticate payment' }).click();
  await confirmed.bank.getByRole('button', { name: 'Complete' }).click();
  await mira.getByText('Paid: you are on Pro now.').waitFor();
  await mira.getByRole('heading', { name: /^Pro · .*914/u }).waitFor();
  await confirmed.bank.close();
  expect((await invoices())[0]).toMatchObject({ status: 'paid', amount_paid: confirmed.said });

  // Down, looked at and taken back.
  await tier(mira, 'Starter').getByRole('button', { name: 'Switch to Starter' }).click();
  await dialog
    .getByText(
      /You.ll switch to Starter on .* \(\d+ days from now\)\. Until then, you keep Pro access\. No refund will be issued for the unused Pro period\./u,
    )
    .waitFor();
  expect(await faultsOf(mira)).toEqual([]);
  await dialog.getByRole('button', { name: 'Confirm downgrade' }).click();
  await mira
    .getByText(/^Starter from/u)
    .first()
    .waitFor();
  await mira.getByRole('button', { name: 'Undo' }).click();
  await mira
    .getByText(/^Starter from/u)
    .first()
    .waitFor({ state: 'detached' });

  // Once more, and the provider stops answering: noted, seen on the page, and taken back.
  await tier(mira, 'Starter').getByRole('button', { name: 'Switch to Starter' }).click();
  await dialog.getByText(/You.ll switch to Starter on/u).waitFor();
  await control.failNext({ kind: 'error_500', path: '/v1/', count: 100_000 } as never);
  await dialog.getByRole('button', { name: 'Confirm downgrade' }).click();
  await dialog.getByText('The change is noted and carried out as soon as they do.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await mira.getByText('The change to Starter is noted').waitFor();
  await expect.poll(() => mira.evaluate('document.activeElement?.id')).toBe('noted-change');
  expect(await faultsOf(mira)).toEqual([]);
  await mira.locator('.o-trouble').getByRole('button', { name: 'Keep Pro' }).click();
  await mira.getByText('The change to Starter was not made. You keep Pro, and nothing was charged.').waitFor();
  await control.clearFailures();

  // Cancelled in the portal: paid until the end, then a Free Guest’s, then frozen.
  await mira.getByRole('button', { name: 'Manage payment & invoices →' }).click();
  await mira.getByRole('button', { name: 'Cancel subscription' }).click();
  await mira.getByRole('link', { name: 'Return' }).click();
  await mira.getByText(/^Ends on/u).waitFor();
  await mira.getByRole('button', { name: 'Keep Pro' }).first().waitFor();
  await travel(time, '+7 days', 4);
  expect((await stage.mailTo(MIRA, 'plan_ended')).subject).toBe(
    'Your plan ended · You’ve been moved to Free Guest. Reactivate anytime →',
  );
  await mira.goto(stage.address(STUDIO));
  await mira.getByText('Your plan ended. Reactivate to publish more projects →').waitFor();
  expect(await places(mira)).toEqual(['Dashboard', 'Frozen previews', 'Profile', 'Plan & Billing']);
  await mira.getByText('Palmera Court — frozen').waitFor();
  await mira.getByText('Reactivate to edit & publish →').click();
  await expectLock(mira, 'Reactivate to create more projects', 'Starter');
  await mira.keyboard.press('Escape');
  await travel(time, '+7 days', 3);
  expect((await stage.mailTo(MIRA, 'freeze_in_seven_days')).subject).toBe(
    'Your published sales page freezes in 7 days · Reactivate to keep it live',
  );
  await mira.reload();
  await mira.getByText(/Your published sales page freezes in \d days · Reactivate to keep it live/u).waitFor();
  await travel(time, '+7 days');
  await mira.reload();
  await mira.getByText(/Your sales page is offline since/u).waitFor();
  expect(await faultsOf(mira)).toEqual([]);

  // Paying brings everything back: nothing is set up again, no trial begins.
  await mira.getByRole('link', { name: 'Reactivate', exact: true }).click();
  await tier(mira, 'Pro').getByRole('button', { name: 'Reactivate with Pro' }).click();
  const price = minorOf(await dialog.getByText(/^Pro costs .* a month today/u).innerText());
  await dialog.getByText('There is no new trial').waitFor();
  expect(await faultsOf(mira)).toEqual([]);
  await dialog.getByRole('button', { name: 'Go to payment' }).click();
  await mira.waitForURL(/\/c\/pay\//u);
  await typeCard(mira, '4242424242424242', 'Subscribe');
  await mira.waitForURL((url) => url.pathname === `${STUDIO}/plan` && url.search === '');
  await mira.getByRole('heading', { name: /^Pro · .*914/u }).waitFor();
  await mira.goto(stage.address(`${STUDIO}/p/palmera-court/board`));
  await mira.getByRole('link', { name: 'Audit log' }).first().waitFor();
  expect(await mira.getByText(/TRIAL|Reactivate|frozen/u).count()).toBe(0);

  // Back from the provider while it does not answer: nothing looks undone, and the page follows when it does.
  await control.failNext({ kind: 'error_500', path: '/v1/', count: 1_000 } as never);
  await mira.goto(stage.address(`${STUDIO}/plan?portal=1`));
  await mira.getByText('The payment provider does not answer just now.').waitFor();
  expect(await faultsOf(mira)).toEqual([]);
  await control.clearFailures();
  await mira.getByText('The payment provider does not answer just now.').waitFor({ state: 'detached' });

  // What Stripe has: one customer, one plan at a time, each invoice paid once and as it was said.
  expect((await stripe.customers.list({ email: MIRA })).data).toHaveLength(1);
  expect((await invoices()).map(({ status, total }) => [status, total])).toEqual([
    ['paid', price],
    ['paid', confirmed.said],
    ['void', refused.said],
    ['paid', first],
  ]);
  const charges = (await stripe.charges.list({ customer: customer!.id })).data.filter(({ paid }) => paid);
  expect(charges.map(({ amount }) => amount)).toEqual([price, confirmed.said, first]);
  const subscriptions = await stripe.subscriptions.list({ customer: customer!.id, status: 'all' });
  expect(subscriptions.data.map(({ status }) => status)).toEqual(['active', 'canceled']);
  expect((await stage.mailsTo(MIRA)).map(({ template }) => template)).toEqual([
    'confirm_sign_up',
    'trial_started',
    'trial_seven_days_left',
    'card_added',
    'workspace_suspended_by_dispute',
    'card_needs_verification',
    'card_needs_verification',
    'plan_ended',
    'free_guest_one_week',
    'freeze_in_seven_days',
    'freeze_tomorrow',
  ]);
}, 400_000);

// After the journey: the demo's house has had no card, and weeks have passed.
it('UI-10 UI-13 UI-14 BIL-14 a trial that ended without a card leaves a Free Guest’s few places, frozen cards that can be looked at, and the words to come back by', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example', HOUSE);
  await nadia.getByRole('link', { name: 'Free Guest', exact: true }).waitFor();
  await nadia.getByText(/Your sales page is offline since/u).waitFor();
  expect((await stage.mailTo('nadia@halden-reyes.example', 'trial_ended')).subject).toBe(
    'Your trial ended · You’ve been moved to Free Guest. Reactivate anytime →',
  );
  const card = nadia.locator('article, section, a').filter({ hasText: 'Aurelia Creek — frozen' }).last();
  await card.waitFor();
  await nadia.getByRole('button', { name: /Create project/u }).click();
  const lock = await expectLock(nadia, 'Reactivate to create more projects', 'Starter');
  await nadia.keyboard.press('Escape');
  await lock.waitFor({ state: 'detached' });
  await nadia.goto(stage.address(`${HOUSE}/audit`));
  await lock.getByRole('heading', { name: 'Reactivate to create more projects' }).waitFor();
  await lock.getByRole('button', { name: 'Close' }).click();
  await nadia.waitForURL(new RegExp(`${HOUSE}$`, 'u'));
}, 60_000);

/** A page has its head across its top and its message in the middle below. */
async function expectWhole(page: Page): Promise<void> {
  const width = page.viewportSize()!.width;
  expect(await page.locator('header').boundingBox()).toMatchObject({ x: 0, y: 0, width });
  const { x, width: wide } = (await page.locator('main .o-state').boundingBox())!;
  expect(Math.abs(x + wide / 2 - width / 2)).toBeLessThan(2);
}

it.each([
  ['suspended', 'is suspended', 'Plan & Billing'],
  ['free_guest_archived', 'is archived', 'Choose a plan and bring it back'],
] as const)(
  'ID-26 DES-5 whoever opens a workspace that is %s reads on a whole page what it means and who can settle it',
  async (status, title, way) => {
    await stage.database.query(`update identity.organisation set status = $1 where slug = 'blue-heron'`, [status]);
    for (const viewport of [
      { width: 1440, height: 1000 },
      { width: 390, height: 844 },
    ]) {
      const jonas = await stage.personAt('jonas@blue-heron.example', AGENCY, { viewport });
      await jonas.getByRole('heading', { name: new RegExp(`${title}$`, 'u') }).waitFor();
      await jonas.getByRole('link', { name: way }).waitFor();
      await expectWhole(jonas);
      expect(await faultsOf(jonas)).toEqual([]);
      await jonas.context().close();
    }
  },
  60_000,
);
