import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../local/demo/make-demo.ts';
import { authenticatorCode } from '../testing/authenticator-code.ts';
import { Stage } from './stage.ts';

const EMAIL = 'lina@halden-reyes.example';
const NEW_PASSWORD = 'granite otter violin 12';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ OFFPLAN_LOG_LEVEL: 'debug' });
}, 120_000);
afterAll(() => stage?.close());

/** Puts a device with a finger reader into a browser: keys, and a person who is always there. */
async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function typePassword(page: Page, password: string): Promise<void> {
  await page.goto(stage.address('/sign-in'));
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.goto(stage.address('/account'));
  await page.getByRole('navigation').getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
}

/** What the app shows so many steps of 30 seconds from now. */
const codeOf = (secret: string, steps = 0) => authenticatorCode(secret, new Date(Date.now() + steps * 30_000));

it('ID-2 ID-4 ID-6 ID-8 a person sets up the second step, signs in with it, by a recovery code and by a passkey, ends another browser’s session, and resets the password by mail; security check 38: the log keeps no secret', async () => {
  const page = await stage.newPage();
  await addAuthenticator(page);
  await typePassword(page, DEMO_PASSWORD);
  await page.waitForURL(/\/w\/halden-reyes/);

  // Enrol an authenticator app.
  await page.getByRole('button', { name: /^Account:/ }).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await page.getByRole('link', { name: 'Sign-in & security' }).click();
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const secret = (await page.locator('code.o-secret').filter({ hasText: /\w{4}/ }).innerText()).replaceAll(/\s/g, '');
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(codeOf(secret));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('The second step is on').waitFor();
  // They are shown this once: neither Escape nor a click beside them takes them away.
  await page.keyboard.press('Escape');
  await page.mouse.click(8, 500);
  const codes = await page.locator('.o-recovery li').allInnerTexts();
  expect(codes).toHaveLength(10);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 left').waitFor();

  // Sign in with its code: the next one, because a code works once.
  await signOut(page);
  await typePassword(page, DEMO_PASSWORD);
  await page.getByRole('heading', { name: 'Second step' }).waitFor();
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(codeOf(secret, 1));
  await page.waitForURL(/\/w\/halden-reyes/);

  // Another browser, by a recovery code.
  const other = await stage.newPage();
  await typePassword(other, DEMO_PASSWORD);
  await other.getByRole('button', { name: /recovery code/ }).click();
  await other.getByLabel('Recovery code').fill(codes[0]!.toUpperCase());
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await other.waitForURL(/\/w\/halden-reyes/);
  await other.goto(stage.address('/w/halden-reyes/p/aurelia-creek/board'));
  await other.locator('[role=gridcell]').first().waitFor();

  // Add a passkey, and sign in by it alone.
  await page.goto(stage.address('/account/security'));
  await page.getByText('9 left').waitFor();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name').fill('Office laptop');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.locator('.o-session-list').getByText('Office laptop').waitFor();
  await signOut(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  // Back to where the person was.
  await page.waitForURL(/\/account$/);

  // The other browser's session is listed, and ended: its open board goes at once.
  await page.goto(stage.address('/account/sessions'));
  const sessions = page.locator('.o-session-list li');
  await sessions.filter({ hasText: 'This browser' }).waitFor();
  await sessions
    .filter({ hasNotText: 'This browser' })
    .filter({ hasText: 'Chrome on Linux' })
    .getByRole('button', { name: /Sign out/ })
    .click();
  await other.waitForURL(/\/sign-in/, { timeout: 5_000 });
  await other.getByText('Your session has ended. Sign in again.').waitFor();
  await expect.poll(() => sessions.filter({ hasText: 'Chrome on Linux' }).count()).toBe(1);

  // Forget the password. The link of the mail leaves the address bar before anything else.
  await other.goto(stage.address('/sign-in'));
  await other.getByRole('link', { name: 'Forgot it?' }).click();
  await other.getByLabel('E-mail').fill(EMAIL);
  await other.getByRole('button', { name: 'Mail me a link' }).click();
  await other.getByText('Check your mail').waitFor();
  const mail = await stage.mailTo(EMAIL, 'reset_password');
  const link = new URL(mail.links[0]!);
  await other.goto(link.href);
  await other.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  expect(other.url()).not.toContain(link.pathname.split('/').at(-1));
  await other.getByLabel('New password').fill('password12345');
  await other.getByText('Easy to guess.').waitFor();
  await other.getByLabel('New password').fill(NEW_PASSWORD);
  await other.getByText('Strong.').waitFor();
  await other.getByRole('button', { name: 'Save the password' }).click();
  await other.getByText('Your password is changed. Sign in with the new one.').waitFor();

  // Everybody is signed out, and the second step still stands before the new password.
  await page.goto(stage.address('/account'));
  await page.waitForURL(/\/sign-in/);
  await typePassword(other, NEW_PASSWORD);
  await other.getByRole('heading', { name: 'Second step' }).waitFor();
  await other.getByRole('button', { name: /recovery code/ }).click();
  await other.getByLabel('Recovery code').fill(codes[0]!);
  await other.keyboard.press('Enter');
  await other.getByRole('alert').filter({ hasText: 'used already' }).waitFor();
  await other.getByLabel('Recovery code').fill(codes[1]!);
  await other.keyboard.press('Enter');
  await other.waitForURL(/\/w\/halden-reyes/);
  const told = await stage.mailTo(EMAIL, 'password_changed');
  expect(told.to).toEqual([EMAIL]);

  // Security check 38: the log tells what was refused, and holds none of the secrets of all this.
  const log = stage.log();
  expect(log).toContain('A sign-in was refused');
  const printed = log.slice(log.indexOf('Ctrl-C stops everything'));
  for (const word of [DEMO_PASSWORD, NEW_PASSWORD, secret, link.pathname, ...codes, EMAIL])
    expect(printed, word).not.toContain(word);
}, 120_000);
