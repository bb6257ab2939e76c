import { afterAll, beforeAll, expect, it } from 'vitest';
import { TERMS_VERSION } from '../../subgraphs/identity/src/users/terms.ts';
import { DEMO_PASSWORD } from '../local/demo/make-demo.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 120_000);
afterAll(() => stage?.close());

it('ID-4 whoever could not be signed out is told so and stays; the next person in the same tab sees nothing of the former one', async () => {
  const page = await stage.personAt('nadia@halden-reyes.example', '/account/security');
  const signOut = page.getByRole('navigation').getByRole('button', { name: 'Sign out' });
  await page.locator('.o-matter').first().waitFor();
  await page.route('**/auth/sign-out', (route) => route.abort());
  await signOut.click();
  await page.getByText('The server was not reached.').waitFor();
  expect(new URL(page.url()).pathname).toBe('/account/security');
  await page.unroute('**/auth/sign-out');
  await signOut.click();
  await page.waitForURL((url) => url.pathname === '/sign-in');
  // Gone by their own wish: no word of an end.
  expect(await page.getByText('Your session has ended').count()).toBe(0);

  await page.getByLabel('E-mail').fill('lina@halden-reyes.example');
  await page.getByLabel('Password').fill(DEMO_PASSWORD);
  // Until the account is answered there is nothing to show: what was kept is another's.
  let answer = () => {};
  const isHeld = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('"Account"')) await isHeld;
    await route.continue();
  });
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/account/security');
  await page.locator('main [aria-busy=true]').first().waitFor();
  expect(await page.getByText('nadia@halden-reyes.example').count()).toBe(0);
  answer();
  await page.getByText('lina@halden-reyes.example').first().waitFor();
  expect(await page.getByText('nadia@halden-reyes.example').count()).toBe(0);
}, 60_000);

it('ID-8 a language that is chosen while signed in is the account’s: another browser and the mails speak it, a browser with a choice of its own keeps that and what was typed before it', async () => {
  const page = await stage.personAt('aleksey@halden-reyes.example');
  await page.getByRole('button', { name: /^Account:/u }).click();
  const saved = page.waitForResponse((response) => response.request().postData()?.includes('"ChangeLocale"') ?? false);
  await page.getByRole('button', { name: 'Русский' }).click();
  await page.getByRole('link', { name: 'Команда' }).first().waitFor();
  await saved;

  const other = await stage.newPage();
  await other.goto(stage.address('/sign-in'));
  await other.getByLabel('E-mail').fill('aleksey@halden-reyes.example');
  await other.getByLabel('Password').fill(DEMO_PASSWORD);
  await other.keyboard.press('Enter');
  await other.getByRole('link', { name: 'Команда' }).first().waitFor();
  await other.reload();
  await other.getByRole('link', { name: 'Команда' }).first().waitFor();

  const third = await stage.newPage();
  await third.goto(stage.address('/sign-in'));
  await third.locator('input[type=email]').fill('aleksey@halden-reyes.example');
  await third.getByRole('button', { name: 'العربية' }).click();
  await third.locator('html[dir=rtl]').waitFor();
  expect(await third.locator('input[type=email]').inputValue()).toBe('aleksey@halden-reyes.example');
  await third.locator('input[type=password]').fill(DEMO_PASSWORD);
  await third.keyboard.press('Enter');
  await third.getByRole('link', { name: 'الفريق' }).first().waitFor();

  await stage.newPage().then(async (stranger) => {
    await stranger.goto(stage.address('/forgot-password'));
    await stranger.getByLabel('E-mail').fill('aleksey@halden-reyes.example');
    await stranger.keyboard.press('Enter');
  });
  const mail = await stage.mailTo('aleksey@halden-reyes.example', 'reset_password');
  expect(mail.subject).toMatch(/[а-я]/u);
}, 60_000);

it('ID-1 the terms are open to everybody, in the version that an acceptance is stored with, say what becomes of unused workspaces, and open beside the form', async () => {
  const page = await stage.newPage();
  await page.goto(stage.address('/sign-up'));
  await page.getByLabel('Name', { exact: true }).fill('Mara Lindqvist');
  await page.getByRole('button', { name: 'Create workspace' }).click();
  const tick = page.getByRole('checkbox', { name: 'I accept the terms and the privacy policy' });
  await page.getByText('Accept the terms to go on.').waitFor();
  expect(await tick.getAttribute('aria-invalid')).toBe('true');
  const note = page.locator(`[id="${await tick.getAttribute('aria-describedby')}"]`);
  expect(await note.textContent()).toBe('Accept the terms to go on.');

  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'terms and the privacy policy' }).click();
  const terms = await opened;
  await terms
    .getByText(
      'Inactive Free Guest workspaces (12 months no activity) are archived; after 90 days post-archive, data is permanently deleted.',
      { exact: true },
    )
    .waitFor();
  await terms.getByText(`Version ${TERMS_VERSION}`).waitFor();
  expect(await tick.isChecked()).toBe(false);
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Mara Lindqvist');
  await terms.getByRole('button', { name: 'Русский' }).click();
  await terms.getByRole('heading', { name: 'Условия и конфиденциальность' }).waitFor();
}, 60_000);

it('ID-40 whoever opens an invitation as somebody else signs out and is asked to join on the same page', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example', '/w/halden-reyes/guests?invite=1');
  const invite = nadia.getByRole('dialog');
  await invite.getByText('An agency', { exact: true }).click();
  await invite.getByRole('textbox').first().fill('jonas@heron.example');
  await invite.getByRole('button', { name: 'Send the invitation' }).click();
  await invite.getByText('jonas@heron.example').waitFor();
  await stage.followMail(nadia, 'jonas@heron.example', 'guest_invitation');
  await nadia.getByRole('button', { name: 'Sign out' }).click();
  await nadia.getByLabel('Agency').waitFor();
  await nadia.getByRole('button', { name: /^Join/u }).click();
  await nadia.getByText('Accept the terms to go on.').waitFor();
}, 60_000);
