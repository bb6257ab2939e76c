import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../local/demo/make-demo.ts';
import { type StartedProduct, startProduct } from '../testing/start-product.ts';
import { browserPath } from './browser.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RUN_AXE = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], rules: { 'label-content-name-mismatch': { enabled: false } } })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(' | ')))`;

let folder: string;
let product: StartedProduct;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offplan-audit-'));
  product = await startProduct({ dataFolder: folder });
  browser = await chromium.launch(await browserPath());
  const context = await browser.newContext({
    viewport: { width: 1440, height: 1000 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  page = await context.newPage();
  await page.goto(address('/sign-in'));
  await page.fill('input[type=email]', 'nadia@halden-reyes.example');
  await page.fill('input[type=password]', DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const address = (path: string) => `http://app.offplan.localhost:${product.port}${path}`;

async function faults(): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(RUN_AXE);
}

async function download(name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

it('ID-71 ID-73 the Owner filters the log in the address, exports it, verifies it, and proves it with what the page gives', async () => {
  await page.goto(address('/w/halden-reyes/audit'));
  await page.locator('.o-tbl time').first().waitFor();
  expect(await faults()).toEqual([]);
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('heading', { name: /^Verified/ }).waitFor();
  const proof = await download('Download the proof');
  const checker = await download('Download the checker');
  const fingerprint = (await page.locator('.o-fingerprint').textContent())!.replaceAll(' ', '');
  const { stdout } = await promisify(execFile)(process.execPath, [checker, proof, '--fingerprint', fingerprint], {
    cwd: folder,
    env: {},
  });
  expect(stdout).toMatch(/^PROVED: the audit log of Halden/);
  await page.getByRole('combobox', { name: 'What' }).selectOption('audit.exported');
  await page.waitForURL(/what=audit\.exported/);
  await expect.poll(() => page.locator('.o-tbl .o-did').allTextContents()).toEqual(['Exported the log']);
  const csv = await readFile(await download('Export as CSV'), 'utf8');
  expect(csv.trimEnd().split('\r\n')).toHaveLength(2);
  await page.reload();
  await expect.poll(() => page.locator('.o-tbl .o-did').count()).toBeGreaterThanOrEqual(1);
  await page.locator('.o-expand').first().click();
  await page.getByRole('link', { name: 'All about this subject' }).click();
  await page.waitForURL(/subject=/);
  await page.getByRole('button', { name: 'Clear' }).click();
  expect(new URL(page.url()).search).toBe('');
});

it('ID-31 UI-4 the Owner looks at a project as an agency sees it, changes nothing, and leaves by Escape', async () => {
  await page.goto(address('/w/halden-reyes/p/aurelia-creek/allocation'));
  const agency = page.locator('.o-rail section', { has: page.getByRole('button', { name: /Blue Heron/ }) }).first();
  await agency
    .getByRole('button', { name: /Blue Heron/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /^View as Blue Heron/ }).click();
  const banner = page.locator('.o-viewing');
  await banner.waitFor();
  await page.waitForURL(/\/board$/);
  await page.locator('[role=gridcell]').first().waitFor();
  expect(await banner.textContent()).toContain('Blue Heron');
  expect(await page.getByRole('link', { name: 'Allocation' }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  expect(await faults()).toEqual([]);
  await page.reload();
  await banner.waitFor();
  await page.keyboard.press('Escape');
  await banner.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Allocation' }).first().waitFor();
});
