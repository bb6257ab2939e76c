import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../local/demo/make-demo.ts';
import { Stage } from './stage.ts';

const WORKSPACE = '/w/halden-reyes';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 120_000);
afterAll(() => stage?.close());

/** Waits until the button with this name has focus. */
const focused = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).and(page.locator(':focus')).waitFor({ timeout: 3_000 });

/** Presses beside every dialog: on the dimmed page at its very start. */
const clickBeside = (page: Page) => page.mouse.click(8, 500);

it('DES-7 after a dialog focus is where it was: on the button, on the menu of the item, in the dialog below', async () => {
  const page = await stage.personAt('nadia@halden-reyes.example', `${WORKSPACE}/team`);
  const dialog = page.getByRole('dialog');
  await page.getByText('3 of 3 seats').waitFor();
  await page.getByRole('button', { name: 'Invite members' }).click();
  await dialog.getByLabel('E-mails').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await focused(page, 'Invite members');

  // By keys alone, through a menu whose item is gone when the dialog closes.
  await page.getByRole('button', { name: 'Actions for Lina Haddad' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Change role' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await focused(page, 'Actions for Lina Haddad');

  // One dialog in the place of another, and back again.
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Deactivate' }).click();
  await dialog.getByRole('button', { name: 'Hand buyers over first' }).click();
  await dialog.getByRole('heading', { name: 'Hand over the buyers of Lina Haddad' }).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByRole('button', { name: 'Deactivate' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await focused(page, 'Actions for Lina Haddad');
}, 60_000);

it.each(['no-preference', 'reduce'] as const)(
  'DES-6 a dialog is there at once, over the scrim of the tokens, with motion set to %s',
  async (reducedMotion) => {
    const page = await stage.personAt('nadia@halden-reyes.example', `${WORKSPACE}/team`, { reducedMotion });
    await page.getByRole('button', { name: 'Invite members' }).click();
    await page.getByRole('dialog').waitFor();
    const looks = await page.evaluate<string[]>(
      `['.mantine-Modal-content', '.mantine-Modal-overlay'].map((part) => getComputedStyle(document.querySelector(part)).transitionDuration)`,
    );
    expect(looks).toEqual(['0s', '0s']);
    const overlay = await page.evaluate<string>(
      `document.querySelector('.mantine-Modal-overlay').style.getPropertyValue('--overlay-bg')`,
    );
    expect(overlay).toContain('var(--scrim)');
  },
  60_000,
);

it('DES-6 UI-13 addresses that were typed outlast a click beside the dialog and the upgrade that is offered over it', async () => {
  const page = await stage.personAt('nadia@halden-reyes.example', `${WORKSPACE}/team?invite=1`);
  const addresses = page.getByLabel('E-mails');
  await addresses.waitFor();
  // Nothing is typed yet: nothing is lost.
  await clickBeside(page);
  await addresses.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Invite members' }).click();
  await addresses.fill('mara@halden-reyes.example');
  await clickBeside(page);
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  const upgrade = page.getByRole('heading', { name: 'Trial limited to 3 seats' });
  await upgrade.waitFor();
  await page.keyboard.press('Escape');
  await upgrade.waitFor({ state: 'detached' });
  expect(await addresses.inputValue()).toBe('mara@halden-reyes.example');
  await focused(page, 'Send the invitation');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await addresses.waitFor({ state: 'detached' });
}, 60_000);

it('ID-8 Escape in the question who it is closes the question alone: the form under it keeps its words and has focus', async () => {
  const page = await stage.personAt('lina@halden-reyes.example', '/account');
  // As if the sign-in were longer ago than a proof is fresh.
  let isProved = false;
  await page.route('**/graphql', async (route) => {
    const isAsked = route.request().postData()?.includes('"RequestEmailChange"');
    if (!isAsked || isProved) return route.fallback();
    const requestEmailChange = {
      __typename: 'ProofNeeded',
      code: 'PROOF_NEEDED',
      message: 'Confirm that it is you, then try again.',
      methods: ['PASSWORD'],
    };
    await route.fulfill({ json: { data: { requestEmailChange } } });
  });
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const email = page.getByLabel('New e-mail');
  await email.fill('lina.haddad@halden-reyes.example');
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await question.getByLabel('Password').fill('half a passw');
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await email.inputValue()).toBe('lina.haddad@halden-reyes.example');
  await email.and(page.locator(':focus')).waitFor();

  await page.keyboard.press('Enter');
  await question.getByLabel('Password').fill(DEMO_PASSWORD);
  isProved = true;
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await focused(page, 'Change');
}, 60_000);

it('ID-42 nobody confirms the end of a membership before its consequences are shown', async () => {
  const page = await stage.personAt('nadia@halden-reyes.example', `${WORKSPACE}/team`);
  const dialog = page.getByRole('dialog');
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('"AgentLoad"') ? route.abort() : route.fallback(),
  );
  await page.getByRole('button', { name: 'Actions for Lina Haddad' }).click();
  await page.getByRole('menuitem', { name: 'Deactivate' }).click();
  await dialog.getByText('What it means could not be read').waitFor();
  expect(await dialog.getByRole('button', { name: 'Deactivate' }).isDisabled()).toBe(true);
  await page.unroute('**/graphql');
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await dialog.getByText(/assigned units move up to/u).waitFor();
  expect(await dialog.getByRole('button', { name: 'Deactivate' }).isEnabled()).toBe(true);
}, 60_000);
