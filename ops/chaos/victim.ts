import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@offplan/kernel/clock';
import { readSettings } from '@offplan/kernel/config/settings';
import { silentLogger } from '@offplan/kernel/logging';
import { generatePassportKeys } from '@offplan/kernel/passport/passport-keys';
import pg from 'pg';
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
}

/** After so many more statements of any of its connections, work in the background included, the process dies by kill -9. */
let statementsLeft = Number.POSITIVE_INFINITY;

// Every query of every connection goes through here: requests, relay, consumers, sender of mails, jobs.
const query = pg.Client.prototype.query as (...parameters: unknown[]) => unknown;
pg.Client.prototype.query = function dieInTime(this: pg.Client, ...parameters: unknown[]) {
  statementsLeft -= 1;
  if (statementsLeft === 0) process.kill(process.pid, 'SIGKILL');
  return query.apply(this, parameters);
} as typeof pg.Client.prototype.query;

const options = JSON.parse(process.argv[2]!) as VictimOptions;
endWithParent(() => process.exit(0));
// Loaded and waiting, so that the next one is there at once when this one is killed.
await new Promise<void>((resolve) => process.once('message', () => resolve()));
const settings = readSettings({ OFFPLAN_SIGN_UP_LIMIT: '100000', OFFPLAN_SIGN_IN_LIMIT: '100000' });
await startSystem({
  databaseUrl: options.databaseUrl,
  databasePassword: options.databasePassword,
  pool: 6,
  definitions: subgraphDefinitions(settings, `http://app.${options.host}`, options.secrets),
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
process.on('message', (order: { dieAfter: number }) => {
  statementsLeft = order.dieAfter;
  process.send?.('armed');
});
process.send?.('ready');
