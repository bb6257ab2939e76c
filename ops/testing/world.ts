import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FileArchiveStore } from '@offplan/kernel/archive/file-archive-store';
import { ManualClock } from '@offplan/kernel/clock';
import { readSettings } from '@offplan/kernel/config/settings';
import { OrderlyClient } from '@offplan/kernel/database/orderly-client';
import { createLogger } from '@offplan/kernel/logging';
import { generatePassportKeys } from '@offplan/kernel/passport/passport-keys';
import { ROLES_PASSWORD } from '@offplan/kernel/testing/roles-password';
import { migratedDatabase } from '@offplan/kernel/testing/worker-database';
import type { Client } from 'pg';
import { inject } from 'vitest';
import { ApiClient } from '../client/api-client.ts';
import { DEMO_PRICING } from '../local/demo/demo-pricing.ts';
import type { CaughtMail } from '../mail-catcher/caught-mail.ts';
import { awaitMail } from '../mail-catcher/start-mail-catcher.ts';
import { type RunningSystem, type SystemOptions, startSystem } from '../processes/start-system.ts';
import { freshSecrets, subgraphDefinitions } from '../processes/subgraphs.ts';
import { StripeTwin, type StripeTwinOptions } from './stripe-twin.ts';
import { TestOrganisation } from './test-organisation.ts';

const HOST = 'offplan.localhost';
const SUPERGRAPH = fileURLToPath(new URL('../../schema/generated/supergraph.graphql', import.meta.url));

/** A whole offplan on a database of its own: real gateway, subgraphs, bus, jobs (OPS-30). */
export class World {
  readonly system: RunningSystem;
  readonly clock: ManualClock;
  readonly databaseUrl: string;
  /** As superuser, past row-level security: for looking beneath. */
  readonly admin: Client;
  readonly #twin: StripeTwin | null;
  /** The address that this world's mails come from: by it they are told from those of others in the catcher. */
  readonly #sender: string;
  readonly #readMails = new Set<string>();
  #organisations = 0;

  private constructor(
    system: RunningSystem,
    clock: ManualClock,
    databaseUrl: string,
    admin: Client,
    sender: string,
    twin: StripeTwin | null,
  ) {
    this.#twin = twin;
    this.#sender = sender;
    this.system = system;
    this.clock = clock;
    this.databaseUrl = databaseUrl;
    this.admin = admin;
  }

  static async open(
    options: Partial<Pick<SystemOptions, 'transport' | 'natsUrl'>> & {
      databaseUrl?: string;
      logLevel?: string;
      /** Operations that the apps are said to have, past the limits for others. */
      documents?: readonly string[];
      socketLimits?: SystemOptions['gateway']['socketLimits'];
      /** As people reach it in production: over TLS, which a proxy in front ends, and with registered operations only. */
      isProduction?: boolean;
      /** With Stripe, by its emulator. Else nothing can be bought; trials run. */
      stripe?: boolean | StripeTwinOptions;
      /** Variables of the environment beside the usual ones. */
      settings?: Record<string, string>;
    } = {},
  ): Promise<World> {
    const databaseUrl = options.databaseUrl ?? (await migratedDatabase());
    const clock = new ManualClock(new Date());
    const settings = readSettings({
      OFFPLAN_SIGN_UP_LIMIT: '1000',
      OFFPLAN_AUTH_LIMIT: '100000',
      OFFPLAN_GRAPHQL_LIMIT: '1000000',
      OFFPLAN_SIGN_IN_LIMIT: '10',
      ...options.settings,
    });
    const sender = `no-reply@${randomBytes(6).toString('hex')}.example`;
    const { stripe } = options;
    const twin = stripe ? await StripeTwin.start(clock.now(), stripe === true ? {} : stripe) : null;
    const appUrl = `http://app.${HOST}`;
    const system = await startSystem({
      databaseUrl,
      databasePassword: ROLES_PASSWORD,
      pool: 8,
      definitions: subgraphDefinitions(settings, appUrl, freshSecrets(), {
        billing: twin
          ? { stripe: twin.account, pricing: DEMO_PRICING, archive: new FileArchiveStore(twin.archiveFolder, clock) }
          : undefined,
      }),
      keys: await generatePassportKeys(),
      clock,
      logger: createLogger(options.logLevel ?? 'silent'),
      natsUrl: options.natsUrl,
      transport: options.transport ?? 'in-process',
      mail: { smtpUrl: inject('mailCatcher').smtpUrl, from: `offplan <${sender}>` },
      gateway: {
        host: HOST,
        bind: '127.0.0.1',
        port: 0,
        supergraphSdl: await readFile(SUPERGRAPH, 'utf8'),
        trustedDocuments: Object.fromEntries(
          (options.documents ?? []).map((text) => [createHash('sha256').update(text).digest('hex'), text]),
        ),
        allowsAnyDocument: !options.isProduction,
        adminApp: fileURLToPath(new URL('../../clients/admin/dist', import.meta.url)),
        sessionSeconds: settings.OFFPLAN_SESSION_ABSOLUTE_SECONDS,
        trustedProxies: 0,
        requestLimits: { auth: settings.OFFPLAN_AUTH_LIMIT, graphql: settings.OFFPLAN_GRAPHQL_LIMIT },
        isSecure: options.isProduction ?? false,
        botCheckOrigin: settings.OFFPLAN_TURNSTILE_SECRET ? settings.OFFPLAN_TURNSTILE_ORIGIN : null,
        socketLimits: { strangers: 10_000, perViewer: 10_000, ...options.socketLimits },
      },
    });
    const admin = new OrderlyClient({ connectionString: databaseUrl });
    await admin.connect();
    await twin?.connect(system.gateway.port, appUrl);
    return new World(system, clock, databaseUrl, admin, sender, twin);
  }

  /** The emulator of Stripe and our account there, of a world that was opened with it. */
  get stripe(): StripeTwin {
    if (!this.#twin) throw new Error('This world was opened without Stripe');
    return this.#twin;
  }

  /** Lets time pass for offplan and for Stripe alike, in steps, each with everything that is due in it. */
  async travel(to: Date, stepMilliseconds = 6 * 3_600_000): Promise<void> {
    while (this.clock.now() < to) {
      const next = new Date(Math.min(this.clock.now().getTime() + stepMilliseconds, to.getTime()));
      await this.#twin?.emulator.control.advance({ to: Math.floor(next.getTime() / 1_000) });
      this.clock.set(next);
      for (const { agenda } of this.system.subgraphs.values()) await agenda?.runDue();
    }
    await this.settle();
  }

  /** Waits until Stripe has delivered and billing has worked off what there is. */
  async settle(): Promise<void> {
    await this.#twin?.emulator.control.settleDeliveries();
    await this.until(
      `select not exists (select from billing.stripe_event where state = 'received') and not exists (select from billing.outbox)`,
    );
  }

  /** Somebody who is not signed in. */
  stranger(): ApiClient {
    return new ApiClient(this.system.gateway.port, `app.${HOST}`);
  }

  /** A client for another host name of the installation. */
  at(host: string): ApiClient {
    return new ApiClient(this.system.gateway.port, host);
  }

  /** A new Organisation in its trial, with its Owner signed in. */
  async organisation(name: string): Promise<TestOrganisation> {
    this.#organisations += 1;
    return TestOrganisation.signUp(
      this,
      name,
      `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${this.#organisations}`,
    );
  }

  /**
   * Waits for a mail, which has gone all the way by SMTP, and reads it. Each mail is read once: the next call waits for the next one. Its
   * `links` begin with the one of the button.
   */
  async mailTo(email: string, template: string): Promise<CaughtMail> {
    const wanted = { to: email, from: this.#sender, template };
    const mail = await awaitMail(inject('mailCatcher').url, wanted, this.#readMails);
    this.#readMails.add(mail.id);
    return mail;
  }

  /** Waits until a condition on the database holds, for what events bring a moment later. */
  async until(sql: string, parameters: unknown[] = []): Promise<void> {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const { rows } = await this.admin.query(sql, parameters);
      if (Object.values(rows[0] ?? {})[0] === true) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`This did not come true in time: ${sql}`);
  }

  async close(): Promise<void> {
    await this.system.close();
    await this.#twin?.stop();
    await this.admin.end();
  }
}
