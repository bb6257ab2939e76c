import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf } from './accessibility.ts';
import { Stage } from './stage.ts';

const HOUSE = '/w/halden-reyes';
const AGENCY = '/w/blue-heron';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 120_000);
afterAll(() => stage?.close());

const lockOf = (page: Page): Locator => page.getByRole('dialog');

/** Expects a lock modal with its words, and that it has no fault. */
async function expectLock(page: Page, words: string, tier: string): Promise<Locator> {
  const lock = lockOf(page);
  await lock.getByRole('heading', { name: words }).waitFor();
  await lock.getByText(`From ${tier}`).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  return lock;
}

/** Types a card on the page that stands for Stripe's, which leads back to the app. */
async function payWith(page: Page, number: string): Promise<void> {
  await page.waitForURL(/\/c\/pay\//u);
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel(/Expir/u).fill('12/40');
  await page.getByLabel('CVC').fill('123');
  await page.getByLabel('Cardholder name').fill('Nadia Rahman');
  await page.getByRole('button', { name: 'Save card' }).click();
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
  const places = nadia.getByRole('navigation', { name: 'Main' }).first();
  expect(await places.getByRole('button', { name: /Team|Audit log/u }).count()).toBe(0);
}, 60_000);

it('UI-10 UI-13 UI-14 a Free Guest who never paid has its few places, and what is hidden opens the lock with the words for a first project', async () => {
  const jonas = await stage.personAt('jonas@blue-heron.example', AGENCY);
  await jonas.getByRole('link', { name: 'Free Guest', exact: true }).waitFor();
  const places = jonas.getByRole('navigation', { name: 'Main' }).first();
  expect(await places.getByRole('link').allTextContents()).toEqual([
    'Dashboard',
    'Guest projects',
    'Profile',
    'Plan & Billing',
  ]);
  await places.getByText('Upgrade to start referring').waitFor();
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

it('UI-9 UI-15 BIL-26 the Owner sees the plan with its use, the prices and whom to write to; a member sees who decides and nothing of billing', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example', `${HOUSE}/plan`);
  await nadia.getByRole('heading', { name: 'Pro trial' }).waitFor();
  await nadia
    .getByText(/Trial ends in 1[34] days/u)
    .first()
    .waitFor();
  const tier = (name: string) => nadia.getByRole('region', { name, exact: true });
  await tier('Starter').getByText(/289/u).first().waitFor();
  await tier('Enterprise').getByRole('link', { name: 'Contact sales' }).waitFor();
  expect(await tier('Enterprise').getByText(/TBD/u).count()).toBe(0);
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

// Last: with a card the trial is another.
it('BIL-12 BIL-13 BIL-21 BIL-22 BIL-25 an Owner adds a card on the provider’s page, chooses Starter after a look at its cost, withdraws it, and finds the portal', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example', '/w/halden-reyes/plan');
  const tier = (name: string) => nadia.getByRole('region', { name, exact: true });
  await nadia
    .getByRole('link', { name: /Add a card/u })
    .or(nadia.getByRole('button', { name: /Add a card/u }))
    .first()
    .click();
  await payWith(nadia, '4242424242424242');
  await nadia.waitForURL((url) => url.pathname === '/w/halden-reyes/plan' && url.search === '');
  await nadia
    .getByText(/You.re now on the Pro plan\. Your first charge of .*914.* will occur on/u)
    .first()
    .waitFor();

  await tier('Starter').getByRole('button').click();
  const dialog = nadia.getByRole('dialog');
  await dialog.getByText(/No charge today/u).waitFor();
  await dialog.getByText(/289/u).first().waitFor();
  await dialog.getByRole('button', { name: /Confirm|Choose Starter/u }).click();
  await nadia
    .getByText(/Starter from/u)
    .first()
    .waitFor();
  await nadia.getByRole('button', { name: /Undo/u }).click();
  await nadia
    .getByText(/Starter from/u)
    .first()
    .waitFor({ state: 'detached' });

  await nadia
    .getByRole('button', { name: /Manage payment/u })
    .or(nadia.getByRole('link', { name: /Manage payment/u }))
    .first()
    .click();
  await nadia.waitForURL(/\/p\/session\//u);
  await nadia.getByText(/4242/u).first().waitFor();
  const letter = await stage.mailTo('nadia@halden-reyes.example', 'card_added');
  expect(letter.subject.length).toBeGreaterThan(5);
}, 90_000);
