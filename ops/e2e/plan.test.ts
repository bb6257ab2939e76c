import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 120_000);
afterAll(() => stage?.close());

/** Types a card on the page that stands for Stripe's, which leads back to the app. */
async function payWith(page: Page, number: string): Promise<void> {
  await page.waitForURL(/\/c\/pay\//u);
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel(/Expir/u).fill('12/40');
  await page.getByLabel('CVC').fill('123');
  await page.getByLabel('Cardholder name').fill('Nadia Rahman');
  await page.getByRole('button', { name: 'Save card' }).click();
}

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
