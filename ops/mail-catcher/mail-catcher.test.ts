import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAMPLE_NAMES } from '@offplan/identity/mail-samples';
import { SmtpTransport } from '@offplan/kernel/mail/smtp-transport';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { faultsOf } from '../e2e/accessibility.ts';
import { browserPath } from '../e2e/browser.ts';
import { ROOT } from '../local/root.ts';
import { caughtMails, type MailCatcher, startMailCatcher } from './start-mail-catcher.ts';

let folder: string;
let catcher: MailCatcher;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offplan-mails-'));
  catcher = await startMailCatcher({ folder, port: 0 });
  browser = await chromium.launch(await browserPath());
});
afterAll(async () => {
  await browser?.close();
  await catcher?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function send(to: string, subject: string, html: string): Promise<void> {
  const transport = new SmtpTransport({ url: catcher.smtpUrl, from: 'offplan <no-reply@offplan.example>' });
  await transport.send({ id: subject.replaceAll(/\W/g, '-'), template: 'sample', to, subject, html, text: subject });
  await transport.close();
}

/** The page in a browser; `complaints` is what the browser said against it. */
async function openPage(colorScheme: 'light' | 'dark', width = 1440) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (fault) => complaints.push(String(fault)));
  await page.goto(catcher.url);
  await page.getByText('Live').waitFor();
  return { page, context, complaints };
}

it('GRO-10 a mail appears on the open page by itself, is read there in its forms, and its link opens in a new window', async () => {
  const { page, context, complaints } = await openPage('light');
  await page.getByText('No mails yet').waitFor();
  const target = `${catcher.url}/api/templates`;
  await send('leila@halden.example', 'Your link', `<head></head><p>Hello</p><a href="${target}">Follow me</a>`);
  const item = page.getByRole('option', { name: 'Your link' });
  await item.waitFor();
  await item.click();
  const mail = page.frameLocator('iframe');
  await mail.getByText('Hello').waitFor();
  const [opened] = await Promise.all([context.waitForEvent('page'), mail.getByText('Follow me').click()]);
  await opened.waitForURL(target);
  await page.getByRole('button', { name: 'Source' }).click();
  await mail.getByText('Message-ID').waitFor();
  await page.getByRole('searchbox').fill('nobody@else.example');
  await page.getByText('Nothing found').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

it('GRO-10 a mail that is read in the catcher cannot run anything, load anything from outside, or reach the page around it', async () => {
  const { page, context } = await openPage('light');
  let asked = 0;
  const outside = createServer((_request, response) => {
    asked += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(outside, 'listening');
  const { port } = outside.address() as AddressInfo;
  await send(
    'leila@halden.example',
    'Hostile',
    `<p>Read me</p><script>parent.document.title='taken';fetch('/api/mails',{method:'DELETE'})</script>
     <img src="http://127.0.0.1:${port}/pixel" onerror="parent.document.title='taken'"><form action="/api/mails"><button>Go</button></form>`,
  );
  await page.getByRole('option', { name: 'Hostile' }).click();
  await page.frameLocator('iframe').getByText('Read me').waitFor();
  await page.waitForTimeout(200);
  expect(await page.title()).toBe('Mails · offplan');
  outside.close();
  expect(asked).toBe(0);
  expect((await caughtMails(catcher.url)).some(({ subject }) => subject === 'Hostile')).toBe(true);
  await context.close();
});

it('security check 12: the mails are told to this machine alone, and only the page itself may empty the box', async () => {
  const { port } = new URL(catcher.url);
  const ask = (method: string, path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      request({ port, host: '127.0.0.1', method, path, headers }, (answer) => resolve(answer.statusCode!))
        .on('error', reject)
        .end();
    });
  expect(await ask('GET', '/api/mails', { host: `rebound.example:${port}` })).toBe(421);
  expect(await ask('GET', '/api/mails', { host: `localhost:${port}` })).toBe(200);
  expect(await ask('DELETE', '/api/mails', { host: `localhost:${port}` })).toBe(403);
});

it('GRO-10 what was caught is still there after a power cut, and can be narrowed by its address', async () => {
  await send('kept@halden.example', 'Kept', '<a href="https://offplan.example/?a=1&amp;b=2">x</a>');
  await catcher.kill();
  catcher = await startMailCatcher({ folder, port: 0 });
  expect(await caughtMails(catcher.url, { to: 'Kept@halden.example' })).toMatchObject([
    { subject: 'Kept', template: 'sample', links: ['https://offplan.example/?a=1&b=2'] },
  ]);
  expect(await caughtMails(catcher.url, { to: 'nobody@halden.example' })).toEqual([]);
});

it('GRO-10 a sender that dies in the middle of a mail leaves the catcher as it was', async () => {
  const cutOff = connect(Number(new URL(catcher.smtpUrl).port), '127.0.0.1');
  const said = async (line?: string) => {
    if (line) cutOff.write(`${line}\r\n`);
    await once(cutOff, 'data');
  };
  await said();
  await said('EHLO here.example');
  await said('MAIL FROM:<no-reply@offplan.example>');
  await said('RCPT TO:<cut.off@halden.example>');
  await said('DATA');
  cutOff.write('Subject: Half a mail\r\n\r\nHal');
  cutOff.resetAndDestroy();
  await once(cutOff, 'close');
  await send('whole@halden.example', 'A whole mail', '<p>Whole</p>');
  await expect.poll(() => caughtMails(catcher.url, { to: 'whole@halden.example' })).toHaveLength(1);
  expect(await caughtMails(catcher.url, { to: 'cut.off@halden.example' })).toEqual([]);
});

it('GRO-10 every template can be looked at in every language, marked as a sample', async () => {
  const { page, context, complaints } = await openPage('dark');
  await page.getByRole('tab', { name: 'Templates' }).click();
  expect(await page.getByRole('option').count()).toBe(SAMPLE_NAMES.length);
  await page.getByRole('option', { name: 'member_invitation' }).click();
  await page.getByText('Sample: made-up names and values').waitFor();
  for (const [language, words] of [
    ['English', 'Accept invitation'],
    ['Русский', 'Принять приглашение'],
    ['العربية', 'قبول الدعوة'],
  ]) {
    await page.getByRole('button', { name: language! }).click();
    await page.frameLocator('iframe').getByText(words!).waitFor();
  }
  expect(complaints).toEqual([]);
  await context.close();
});

it.each([
  ['light', 1440],
  ['dark', 1440],
  ['dark', 390],
] as const)('DES-1 the page of mails has no fault that axe knows, in %s at %d px', async (scheme, width) => {
  const { page, context } = await openPage(scheme, width);
  await page.getByRole('option').first().waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('option').first().click();
  expect(await faultsOf(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  await context.close();
});

it('OPS-1 the catcher ends with its parent, however that ends', async () => {
  const script = `const { startMailCatcher } = await import('./ops/mail-catcher/start-mail-catcher.ts');
    const { url } = await startMailCatcher({ folder: null, port: 0 }); console.log(url); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  const url = String(line).trim();
  expect(await caughtMails(url)).toEqual([]);
  parent.kill('SIGKILL');
  await vi.waitUntil(
    () =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    { timeout: 5_000 },
  );
});
