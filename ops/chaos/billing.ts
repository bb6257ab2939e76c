import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StripeAccount, setUpStripe } from '@offplan/billing';
import { readSettings } from '@offplan/kernel/config/settings';
import { startEmbeddedPostgres } from '@offplan/kernel/database/embedded/embedded-postgres';
import { Client } from 'pg';
import { Agent, setGlobalDispatcher } from 'undici';
import { DEMO_PRICING } from '../local/demo/demo-pricing.ts';
import { startMailCatcher } from '../mail-catcher/start-mail-catcher.ts';
import { migrateAll } from '../processes/migrate-all.ts';
import { freshSecrets, subgraphDefinitions } from '../processes/subgraphs.ts';
import { startStripeEmulator } from '../stripe-emulator/start-stripe-emulator.ts';
import { freePort } from '../testing/start-product.ts';
import { BILLING_STEPS } from './billing-steps.ts';
import { BillingStorm } from './billing-storm.ts';
import type { ChaosReport } from './chaos-report.ts';
import { DoomedSystem } from './doomed-system.ts';

const HOST = 'offplan.localhost';
const DATABASE_PASSWORD = 'roles-in-the-storm';

/**
 * kill -9 before everything that outlasts a crash (see `victim.ts`) in what costs money or changes a plan. After each the system starts again, the
 * person tries again, the work that was left is done: then everything stands, here and at Stripe, as if nothing had happened (BIL-35). Stripe's
 * emulator is a process of its own with a journal, which outlives the system as Stripe does. `word` narrows it to the steps whose name has it.
 */
export async function billing(word = ''): Promise<ChaosReport> {
  const steps = BILLING_STEPS.filter(({ name }) => name.includes(word));
  if (steps.length === 0) throw new Error(`Name one of the steps: ${BILLING_STEPS.map(({ name }) => name).join(', ')}`);
  // A connection that is kept would be one to a server that was killed.
  setGlobalDispatcher(new Agent({ pipelining: 0 }));
  const folder = await mkdtemp(join(tmpdir(), 'offplan-storm-'));
  const postgres = await startEmbeddedPostgres({ settings: { max_connections: 100 } });
  const catcher = await startMailCatcher({ folder: null, port: 0 });
  const emulator = await startStripeEmulator({ strict: true, dataFolder: join(folder, 'stripe') });
  const secrets = freshSecrets();
  await migrateAll(
    postgres.url,
    DATABASE_PASSWORD,
    subgraphDefinitions(readSettings({}), `http://app.${HOST}`, secrets),
  );
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  const port = await freePort();
  const { secretKey, address: origin } = emulator;
  const { client: stripe } = new StripeAccount({ secretKey, webhookSecrets: [], origin }, DEMO_PRICING);
  const { webhookSecret } = await setUpStripe(stripe, DEMO_PRICING, {
    appUrl: `http://app.${HOST}`,
    webhookUrl: `http://127.0.0.1:${port}/api/stripe/webhooks`,
  });
  const system = new DoomedSystem({
    databaseUrl: postgres.url,
    databasePassword: DATABASE_PASSWORD,
    port,
    smtpUrl: catcher.smtpUrl,
    secrets,
    host: HOST,
    stripe: { secretKey, webhookSecret: webhookSecret!, origin, archiveFolder: join(folder, 'archive') },
  });
  const storm = new BillingStorm({ system, admin, stripe, emulator, port, mailUrl: catcher.url, host: HOST });
  try {
    for (const step of steps) await storm.strike(step);
    return await storm.report();
  } finally {
    await system.stop();
    await admin.end();
    await emulator.stop();
    await catcher.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
