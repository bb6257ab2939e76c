import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@offplan/kernel/database/embedded/embedded-postgres';
import { Client } from 'pg';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../local/demo/make-demo.ts';
import type { CaughtMail } from '../mail-catcher/caught-mail.ts';
import { awaitMail, caughtMails } from '../mail-catcher/start-mail-catcher.ts';
import { fillWithDemo } from '../testing/demo-data.ts';
import { freePort, type StartedProduct, startProduct } from '../testing/start-product.ts';
import { keepOffset, offsetFile } from '../time-travel/kept-offset.ts';
import { browserPath } from './browser.ts';

/** The product as a person starts it, with a data folder, ports and mails of its own, and a browser before it. */
export class Stage {
  readonly folder: string;
  readonly browser: Browser;
  readonly #database: { server: EmbeddedPostgres; client: Client } | null;
  readonly #port: number;
  readonly #mailPort: number;
  readonly #environment: Record<string, string>;
  #product: StartedProduct;

  private constructor(
    folder: string,
    browser: Browser,
    ports: { product: number; mail: number },
    environment: Record<string, string>,
    product: StartedProduct,
    database: { server: EmbeddedPostgres; client: Client } | null,
  ) {
    this.#database = database;
    this.folder = folder;
    this.browser = browser;
    this.#port = ports.product;
    this.#mailPort = ports.mail;
    this.#environment = environment;
    this.#product = product;
  }

  /**
   * Starts all of it, on the data of the demo unless `environment`, which is added to the product's, wants none. `withDatabase`: one can look
   * into its database. `atNoon`: it begins at the next noon of the demo, for what hangs on the hour.
   */
  static async open(
    environment: Record<string, string> = {},
    { withDatabase = false, atNoon = false } = {},
  ): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'offplan-stage-'));
    const ports = { product: await freePort(), mail: await freePort() };
    const settings: Record<string, string> = { ...environment, OFFPLAN_MAIL_PORT: String(ports.mail) };
    if (environment.OFFPLAN_DEMO !== 'false') await fillWithDemo(folder);
    if (atNoon) await keepOffset(offsetFile(folder), untilNoon(Date.now()));
    const database = withDatabase ? await openDatabase(folder) : null;
    if (database) settings.OFFPLAN_DATABASE_URL = database.server.url;
    const [started, launched] = await Promise.allSettled([
      startProduct({ dataFolder: folder, port: ports.product, environment: settings }),
      chromium.launch(await browserPath()),
    ]);
    const product = started.status === 'fulfilled' ? started.value : null;
    const browser = launched.status === 'fulfilled' ? launched.value : null;
    if (!product || !browser) {
      await endAll({ browser, product, database, folder });
      throw [started, launched].find((one) => one.status === 'rejected')!.reason;
    }
    return new Stage(folder, browser, ports, settings, product, database);
  }

  async close(): Promise<void> {
    await endAll({ browser: this.browser, product: this.#product, database: this.#database, folder: this.folder });
  }

  /** The product's database, as superuser, of a stage that was opened with it. */
  get database(): Client {
    if (!this.#database) throw new Error('This stage was opened without its database');
    return this.#database.client;
  }

  /** A power cut, and a new start on what it has left. */
  async restartAfterPowerCut(): Promise<void> {
    await this.#product.kill();
    this.#product = await startProduct({
      dataFolder: this.folder,
      port: this.#port,
      environment: this.#environment,
    });
  }

  /** What the product has printed since it was started. */
  log(): string {
    return this.#product.output();
  }

  /** A page of the app, by its path. */
  address(path: string): string {
    return `http://app.offplan.localhost:${this.#port}${path}`;
  }

  /** A browser of its own with nobody signed in. */
  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 1000 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return page;
  }

  /** A person of the demo in a browser of its own, signed in, on a page; without one, where signing in leads. */
  async personAt(email: string, path?: string, options?: BrowserContextOptions): Promise<Page> {
    const page = await this.newPage(options);
    await page.goto(this.address('/sign-in'));
    await page.fill('input[type=email]', email);
    await page.fill('input[type=password]', DEMO_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    if (path) await page.goto(this.address(path));
    return page;
  }

  /** The newest mail of a kind to somebody, which must come. */
  async mailTo(to: string, template: string): Promise<CaughtMail> {
    const catcher = `http://127.0.0.1:${this.#mailPort}`;
    await awaitMail(catcher, { to, template });
    return (await caughtMails(catcher, { to, template })).at(-1)!;
  }

  /** All mails to somebody, in their order. */
  mailsTo(to: string): Promise<CaughtMail[]> {
    return caughtMails(`http://127.0.0.1:${this.#mailPort}`, { to });
  }

  /** Opens what the button of the newest mail leads to. The token leaves the address bar before anything else (ID-3). */
  async followMail(page: Page, to: string, template: string): Promise<void> {
    const link = (await this.mailTo(to, template)).links[0]!;
    await page.goto(link);
    await page.waitForURL((url) => !url.pathname.includes(new URL(link).pathname.split('/').at(-1)!));
  }
}

/** Ends what is there, all of it: the process goes on to other tests. */
async function endAll(all: {
  browser: Browser | null;
  product: StartedProduct | null;
  database: { server: EmbeddedPostgres; client: Client } | null;
  folder: string;
}): Promise<void> {
  await Promise.allSettled([all.browser?.close(), all.product?.stop()]);
  await all.database?.client.end().catch(() => {});
  await all.database?.server.stop();
  await rm(all.folder, { recursive: true, force: true });
}

const DAY = 86_400_000;
/** The demo is in Dubai, whose clocks are always four hours ahead. */
const NOON = 8 * 3_600_000;

/** How long it is until the next noon of the demo, in ms. */
const untilNoon = (now: number): number => (NOON - (now % DAY) + DAY) % DAY;

/** The database that the product would start in its folder. */
async function openDatabase(folder: string): Promise<{ server: EmbeddedPostgres; client: Client }> {
  const server = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    settings: { max_connections: 200 },
  });
  const client = new Client({ connectionString: server.url });
  await client.connect();
  return { server, client };
}
