import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock, TravellingClock } from '@offplan/kernel/clock';
import type { Settings } from '@offplan/kernel/config/settings';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@offplan/kernel/database/embedded/embedded-postgres';
import { createLogger } from '@offplan/kernel/logging';
import { publicKeyOf, readPassportPrivateKey } from '@offplan/kernel/passport/passport-keys';
import { startEmulator } from '../emulators/start-emulator.ts';
import { type MailCatcher, startMailCatcher } from '../mail-catcher/start-mail-catcher.ts';
import { migrateAll } from '../processes/migrate-all.ts';
import { type RunningSystem, startSystem } from '../processes/start-system.ts';
import { secretsOf, subgraphDefinitions } from '../processes/subgraphs.ts';
import { offsetFile, readOffset } from '../time-travel/kept-offset.ts';
import { startTimeTravel, type TimeTravelPage } from '../time-travel/start-time-travel.ts';
import { ADMIN_APP, buildAdminApp } from './admin-app.ts';
import { localSecrets } from './local-secrets.ts';
import { startLocalStripe } from './local-stripe.ts';
import { ROOT } from './root.ts';

export interface LocalSystem {
  system: RunningSystem;
  url: string;
  databaseUrl: string;
  /** Where mails are read; null when they go to a mail server. */
  mailUrl: string | null;
  /** Where a person travels in time; null in production. */
  timeUrl: string | null;
  close(): Promise<void>;
}

/** Starts everything on this machine: PostgreSQL, migrations, all parts. `say` is told each step. */
export async function startLocalSystem(settings: Settings, say: (step: string) => void): Promise<LocalSystem> {
  const folder = resolve(ROOT, settings.OFFPLAN_DATA_DIR);
  const secrets = await localSecrets(folder);
  const password = settings.OFFPLAN_DATABASE_PASSWORD ?? secrets.databasePassword;
  const appUrl = `http://app.${settings.OFFPLAN_HOST}:${settings.OFFPLAN_PORT}`;
  // In production time is the machine's.
  const travelling =
    settings.OFFPLAN_MODE === 'production' ? null : new TravellingClock(await readOffset(offsetFile(folder)));
  const [botCheck, catcher, stripe] = await Promise.all([
    startBotCheck(settings),
    startCatcher(settings, folder),
    startLocalStripe(settings, folder, travelling ?? systemClock),
  ]);
  const definitions = subgraphDefinitions(botCheck.settings, appUrl, secretsOf(settings, secrets), {
    mailsUrl: catcher?.url ?? null,
    billing: stripe.billing,
  });
  let postgres: EmbeddedPostgres | null = null;
  let timePage: TimeTravelPage | null = null;
  try {
    const database = async () => {
      say('PostgreSQL');
      if (!settings.OFFPLAN_DATABASE_URL)
        postgres = await startEmbeddedPostgres({
          dataFolder: join(folder, 'postgres'),
          settings: { max_connections: 200 },
        });
      const url = settings.OFFPLAN_DATABASE_URL ?? postgres!.url;
      say('Migrations');
      await migrateAll(url, password, definitions);
      return url;
    };
    const app = async () => {
      if (await buildAdminApp()) say('Admin app built');
    };
    const [databaseUrl] = await Promise.all([database(), app()]);
    say('Subgraphs and gateway');
    const privateKey = await readPassportPrivateKey(
      settings.OFFPLAN_PASSPORT_PRIVATE_KEY ?? secrets.passportPrivateKey,
    );
    const system = await startSystem({
      databaseUrl,
      databasePassword: password,
      pool: settings.OFFPLAN_DATABASE_POOL,
      definitions,
      keys: { privateKey, publicKey: await publicKeyOf(privateKey) },
      clock: travelling ?? systemClock,
      logger: createLogger(settings.OFFPLAN_LOG_LEVEL === 'info' ? 'warn' : settings.OFFPLAN_LOG_LEVEL),
      natsUrl: settings.OFFPLAN_BUS === 'nats' ? settings.OFFPLAN_NATS_URL : undefined,
      transport: settings.OFFPLAN_SUBGRAPHS,
      mail: {
        smtpUrl: settings.OFFPLAN_SMTP_URL ?? catcher!.smtpUrl,
        from: settings.OFFPLAN_MAIL_FROM ?? `offplan <no-reply@${settings.OFFPLAN_HOST}>`,
      },
      gateway: {
        host: settings.OFFPLAN_HOST,
        bind: settings.OFFPLAN_BIND,
        port: settings.OFFPLAN_PORT,
        supergraphSdl: await readFile(join(ROOT, 'schema/generated/supergraph.graphql'), 'utf8'),
        trustedDocuments: JSON.parse(
          await readFile(join(ROOT, 'clients/admin/src/generated/persisted-documents.json'), 'utf8'),
        ),
        allowsAnyDocument: settings.OFFPLAN_ANY_DOCUMENT ?? settings.OFFPLAN_MODE !== 'production',
        adminApp: ADMIN_APP,
        sessionSeconds: settings.OFFPLAN_SESSION_ABSOLUTE_SECONDS,
        trustedProxies: settings.OFFPLAN_TRUSTED_PROXIES,
        requestLimits: { auth: settings.OFFPLAN_AUTH_LIMIT, graphql: settings.OFFPLAN_GRAPHQL_LIMIT },
        isSecure: settings.OFFPLAN_MODE === 'production',
        botCheckOrigin: botCheck.settings.OFFPLAN_TURNSTILE_ORIGIN,
      },
    });
    await stripe.connect(system.gateway.port, appUrl);
    if (travelling)
      timePage = await startTimeTravel({
        clock: travelling,
        file: offsetFile(folder),
        system,
        definitions,
        databaseUrl,
        companion: stripe,
        port: settings.OFFPLAN_TIME_PORT ?? (settings.OFFPLAN_PORT === 0 ? 0 : settings.OFFPLAN_PORT + 4),
      });
    return {
      system,
      databaseUrl,
      timeUrl: timePage?.url ?? null,
      mailUrl: catcher?.url ?? null,
      url: `http://app.${settings.OFFPLAN_HOST}:${system.gateway.port}`,
      async close() {
        await timePage?.stop();
        await system.close();
        await stripe.stop();
        botCheck.stop();
        await catcher?.stop();
        await postgres?.stop();
      },
    };
  } catch (fault) {
    await stripe.stop();
    botCheck.stop();
    await catcher?.stop();
    await (postgres as EmbeddedPostgres | null)?.stop();
    throw fault;
  }
}

/** The bot check that is configured; else a twin of it on this machine with Cloudflare's published test keys (ID-9). */
async function startBotCheck(settings: Settings): Promise<{ settings: Settings; stop(): void }> {
  if (settings.OFFPLAN_TURNSTILE_SECRET) return { settings, stop() {} };
  const { url, stop } = await startEmulator('turnstile');
  return {
    settings: {
      ...settings,
      OFFPLAN_TURNSTILE_ORIGIN: url,
      OFFPLAN_TURNSTILE_SITE_KEY: '1x00000000000000000000AA',
      OFFPLAN_TURNSTILE_SECRET: '1x0000000000000000000000000000000AA',
    },
    stop,
  };
}

/** Where mails go unless a mail server is named. */
async function startCatcher(settings: Settings, folder: string): Promise<MailCatcher | null> {
  if (settings.OFFPLAN_SMTP_URL) return null;
  return startMailCatcher({
    folder: join(folder, 'mails'),
    port: settings.OFFPLAN_MAIL_PORT ?? (settings.OFFPLAN_PORT === 0 ? 0 : settings.OFFPLAN_PORT + 2),
  });
}
