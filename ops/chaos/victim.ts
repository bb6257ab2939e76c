import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StripeAccount } from '@offplan/billing';
import { FileArchiveStore } from '@offplan/kernel/archive/file-archive-store';
import { systemClock } from '@offplan/kernel/clock';
import { readSettings } from '@offplan/kernel/config/settings';
import { silentLogger } from '@offplan/kernel/logging';
import { SmtpTransport } from '@offplan/kernel/mail/smtp-transport';
import { generatePassportKeys } from '@offplan/kernel/passport/passport-keys';
import pg from 'pg';
import { DEMO_PRICING } from '../local/demo/demo-pricing.ts';
import { endWithParent } from '../local/end-with-parent.ts';
import { ROOT } from '../local/root.ts';
import { startSystem } from '../processes/start-system.ts';
import { type SubgraphSecrets, subgraphDefinitions } from '../processes/subgraphs.ts';
import { DurableChanges } from './durable-changes.ts';

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
 * A boundary is where what a crash leaves behind changes: a commit that wrote or a write outside of a transaction, of any of its connections and of
 * work in the background too; what Stripe is asked to do, before it is asked and when it has answered; a mail that is handed over; a file that is
 * archived. At the last of so many more the process dies by kill -9, before it.
 */
let boundariesLeft = Number.POSITIVE_INFINITY;
let passed = 0;
function passBoundary(): void {
  passed += 1;
  boundariesLeft -= 1;
  if (boundariesLeft === 0) process.kill(process.pid, 'SIGKILL');
}

// Every query of every connection goes through here: requests, relay, consumers, sender of mails, jobs.
const changes = new DurableChanges();
const query = pg.Client.prototype.query as (...parameters: unknown[]) => unknown;
pg.Client.prototype.query = function dieInTime(this: pg.Client, ...parameters: unknown[]) {
  const [first] = parameters as [string | { text?: string }];
  const statement = typeof first === 'string' ? first : first.text;
  if (statement && changes.isOne(this, statement)) passBoundary();
  return query.apply(this, parameters);
} as typeof pg.Client.prototype.query;

for (const [prototype, name] of [
  [SmtpTransport.prototype, 'send'],
  [FileArchiveStore.prototype, 'putOnce'],
] as unknown as [Record<string, (...parameters: unknown[]) => unknown>, string][]) {
  const act = prototype[name]!;
  prototype[name] = function dieInTime(...parameters: unknown[]) {
    passBoundary();
    return act.apply(this, parameters);
  };
}

const options = JSON.parse(process.argv[2]!) as VictimOptions;
endWithParent(() => process.exit(0));
// Loaded and waiting, so that the next one is there at once when this one is killed.
await new Promise<void>((resolve) => process.once('message', () => resolve()));
const settings = readSettings({ OFFPLAN_SIGN_UP_LIMIT: '100000', OFFPLAN_SIGN_IN_LIMIT: '100000' });
const stripe =
  options.stripe &&
  new StripeAccount({ ...options.stripe, webhookSecrets: [options.stripe.webhookSecret] }, DEMO_PRICING);
const unlessItReads = ({ method }: { method: string }) => {
  if (method !== 'GET') passBoundary();
};
stripe?.client.on('request', unlessItReads);
stripe?.client.on('response', unlessItReads);
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
