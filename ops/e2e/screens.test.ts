import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../local/demo/make-demo.ts';
import { type StartedProduct, startProduct } from '../testing/start-product.ts';
import { browserPath } from './browser.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  id: string;
  nodes: { target: string[] }[];
}

/** Run in the page. */
const MEASURE = `({ dir: document.documentElement.dir, lang: document.documentElement.lang, overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth })`;
/** One rule is experimental and counts initials and key hints, which are hidden from readers, as visible names. */
const RUN_AXE = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], rules: { 'label-content-name-mismatch': { enabled: false } } }).then(({ violations }) => violations)`;

let folder: string;
let product: StartedProduct;
let browser: Browser;
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;

const PROJECT = '/w/halden-reyes/p/aurelia-creek';
/** Each screen, and what shows that it is whole. */
const SCREENS: Record<string, { path: string; whole: string }> = {
  'sign-in': { path: '/sign-in', whole: 'input[type=password]' },
  'second step': { path: '/sign-in?second=authenticator,passkey,recovery_code', whole: 'input[inputmode=numeric]' },
  'forgotten password': { path: '/forgot-password', whole: 'input[type=email]' },
  'new password': { path: '/reset-password/a-token-of-a-mail', whole: 'input[type=password]' },
  'new e-mail': { path: '/confirm-email/a-token-of-a-mail', whole: 'button[type=submit]' },
  profile: { path: '/account', whole: '.o-matter' },
  security: { path: '/account/security', whole: '.o-matter' },
  sessions: { path: '/account/sessions', whole: '.o-session-list li' },
  'sign-up': { path: '/sign-up', whole: 'input[type=password]' },
  'choose workspace': { path: '/workspaces', whole: 'a[href*="/w/"], button' },
  projects: { path: '/w/halden-reyes', whole: 'a[href*="aurelia-creek"]' },
  board: { path: `${PROJECT}/board`, whole: '[role=gridcell]' },
  units: { path: `${PROJECT}/units`, whole: 'table [data-unit]' },
  allocation: { path: `${PROJECT}/allocation`, whole: '[role=gridcell]' },
  import: { path: `${PROJECT}/import`, whole: 'input[type=file]' },
  activity: { path: `${PROJECT}/activity`, whole: 'h1' },
  team: { path: '/w/halden-reyes/team', whole: 'table tr, li' },
  audit: { path: '/w/halden-reyes/audit', whole: 'table tr, li' },
};
const PUBLIC = new Set(['sign-in', 'sign-up', 'second step', 'forgotten password', 'new password', 'new e-mail']);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offplan-screens-'));
  product = await startProduct({ dataFolder: folder });
  browser = await chromium.launch(await browserPath());
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address('/sign-in'));
  await page.fill('input[type=email]', 'nadia@halden-reyes.example');
  await page.fill('input[type=password]', DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/w\//);
  signedIn = await context.storageState();
  await context.close();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const address = (path: string) => `http://app.offplan.localhost:${product.port}${path}`;

interface Look {
  width: number;
  locale: 'en' | 'ru' | 'ar';
  scheme: 'light' | 'dark';
}
const LOOKS: Look[] = [
  { width: 1440, locale: 'en', scheme: 'light' },
  { width: 1440, locale: 'ru', scheme: 'dark' },
  { width: 1440, locale: 'ar', scheme: 'light' },
  { width: 390, locale: 'en', scheme: 'light' },
  { width: 390, locale: 'ar', scheme: 'dark' },
];

/** Opens a screen in a look; returns it with what the browser complained of. */
async function show(name: string, look: Look): Promise<{ page: Page; complaints: string[] }> {
  const { path, whole } = SCREENS[name]!;
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.width === 390 ? 844 : 1000 },
    locale: { en: 'en-GB', ru: 'ru-RU', ar: 'ar-AE' }[look.locale],
    colorScheme: look.scheme,
    reducedMotion: 'reduce',
    ...(PUBLIC.has(name) ? {} : { storageState: signedIn }),
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address(path));
  await page.locator(whole).first().waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  return { page, complaints };
}

describe.each(LOOKS)('DES-1 DES-3 UI-12 at $width px, $locale, $scheme', (look) => {
  it.each(Object.keys(SCREENS))(
    '%s has no fault that axe knows, no sideways scroll, no complaint of the browser, and the right direction',
    async (name) => {
      const { page, complaints } = await show(name, look);
      try {
        expect(complaints).toEqual([]);
        const { dir, lang, overflow } = await page.evaluate<{ dir: string; lang: string; overflow: number }>(MEASURE);
        expect({ dir: dir || 'ltr', lang: lang.slice(0, 2), overflow: Math.max(0, overflow) }).toEqual({
          dir: look.locale === 'ar' ? 'rtl' : 'ltr',
          lang: look.locale,
          overflow: 0,
        });
        await page.evaluate(axe);
        const violations = await page.evaluate<AxeViolation[]>(RUN_AXE);
        const faults = violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .slice(0, 3)
              .map(({ target }) => target.join(' '))
              .join(' | ')}`,
        );
        expect(faults).toEqual([]);
        if (process.env.SCREENSHOTS)
          await page.screenshot({
            path: join(
              process.env.SCREENSHOTS,
              `${name.replaceAll(' ', '-')}-${look.width}-${look.locale}-${look.scheme}.png`,
            ),
          });
      } finally {
        await page.context().close();
      }
    },
  );
});
