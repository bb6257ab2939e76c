import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StripeAccount } from '@offplan/billing';
import { FileArchiveStore } from '@offplan/kernel/archive/file-archive-store';
import { systemClock } from '@offplan/kernel/clock';
import { readSettings } from '@offplan/kernel/config/settings';
import { silentLogger } from '@offplan/kernel/logging';
import { generatePassportKeys } from '@offplan/kernel/passport/passport-keys';
import pg from 'pg';
import { DEMO_PRICING } from '../local/demo/demo-pricing.ts';
import { endWithParent } from '../local/end-with-parent.ts';
import { ROOT } from '../local/root.ts';
import { startSystem } from '../processes/start-system.ts';
import { type SubgraphSecrets, subgraphDefinitions } from '../processes/subgraphs.ts';

/** What a victim is told when it starts. */
export interface VictimOptions {
  databaseUrl: string;
  databasePassword: string;
  port: number;
  smtpUrl: string;
  secrets: SubgraphSecrets;
  host: string;
  /** A twin of Stripe, which outlives it; without one nothing can be bought. */
  stripe?: { secretKey: string; webhookSecret: string; origin: string; archiveFolder: string };
}

/** What a victim is told while it runs. */
export interface VictimOrder {
  /** It dies at this boundary, counted from now. */
  dieAfter: number;
}

/** What it answers. */
export interface VictimAnswer {
  /** How many boundaries there were since the order before. */
  passed: number;
}

/**
 * A boundary is a statement of any of its connections, work in the background included, or an answer of Stripe's: what Stripe did is done and
 * nobody here knows it yet. At the last of so many more the process dies by kill -9.
 */
let boundariesLeft = Number.POSITIVE_INFINITY;
let passed = 0;
function passBoundary(): void {
  passed += 1;
  boundariesLeft -= 1;
  if (boundariesLeft === 0) process.kill(process.pid, 'SIGKILL');
}

// Every query of every connection goes through here: requests, relay, consumers, sender of mails, jobs.
const query = pg.Client.prototype.query as (...parameters: unknown[]) => unknown;
pg.Client.prototype.query = function dieInTime(this: pg.Client, ...parameters: unknown[]) {
  passBoundary();
  return query.apply(this, parameters);
} as typeof pg.Client.prototype.query;

const options = JSON.parse(process.argv[2]!) as VictimOptions;
endWithParent(() => process.exit(0));
// Loaded and waiting, so that the next one is there at once when this one is killed.
await new Promise<void>((resolve) => process.once('message', () => resolve()));
const settings = readSettings({ OFFPLAN_SIGN_UP_LIMIT: '100000', OFFPLAN_SIGN_IN_LIMIT: '100000' });
const stripe =
  options.stripe &&
  new StripeAccount({ ...options.stripe, webhookSecrets: [options.stripe.webhookSecret] }, DEMO_PRICING);
stripe?.client.on('response', passBoundary);
await startSystem({
  databaseUrl: options.databaseUrl,
  databasePassword: options.databasePassword,
  pool: 6,
  definitions: subgraphDefinitions(settings, `http://app.${options.host}`, options.secrets, {
    billing: stripe && {
      stripe,
      pricing: DEMO_PRICING,
      archive: new FileArchiveStore(options.stripe!.archiveFolder, systemClock),
    },
  }),
  keys: await generatePassportKeys(),
  clock: systemClock,
  logger: silentLogger,
  transport: 'in-process',
  mail: { smtpUrl: options.smtpUrl, from: `offplan <no-reply@${options.host}>` },
  gateway: {
    host: options.host,
    bind: '127.0.0.1',
    port: options.port,
    supergraphSdl: await readFile(join(ROOT, 'schema/generated/supergraph.graphql'), 'utf8'),
    trustedDocuments: {},
    allowsAnyDocument: true,
    adminApp: join(ROOT, 'clients/admin/dist'),
    sessionSeconds: 86_400,
    trustedProxies: 0,
    requestLimits: { auth: 1_000_000, graphql: 100_000_000 },
    isSecure: false,
    botCheckOrigin: null,
  },
});
process.on('message', ({ dieAfter }: VictimOrder) => {
  const answer: VictimAnswer = { passed };
  boundariesLeft = dieAfter;
  passed = 0;
  process.send?.(answer);
});
process.send?.('ready');
