import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { remoteSubgraph, startGateway } from '@offplan/gateway';
import { readPassportPrivateKey } from '@offplan/kernel/passport/passport-keys';
import { signPassport } from '@offplan/kernel/passport/sign-passport';
import { closeOnSignal, openConfiguredBus, processEnvironment } from './environment.ts';

// The gateway by itself: `node dist/gateway.mjs`, with the subgraphs at the addresses of its configuration. Any number may run.
const environment = processEnvironment();
const { settings, logger } = environment;
if (!settings.OFFPLAN_PASSPORT_PRIVATE_KEY || settings.OFFPLAN_SUBGRAPHS !== 'http') {
  console.error(
    'The gateway by itself needs OFFPLAN_PASSPORT_PRIVATE_KEY, and OFFPLAN_SUBGRAPHS=http with the address of each subgraph',
  );
  process.exit(1);
}
/** Files of the build lie beside dist/, where this runs from. */
const built = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const key = await readPassportPrivateKey(settings.OFFPLAN_PASSPORT_PRIVATE_KEY);
const bus = await openConfiguredBus(environment);
const gateway = await startGateway({
  host: settings.OFFPLAN_HOST,
  bind: settings.OFFPLAN_BIND,
  port: settings.OFFPLAN_PORT,
  clients: {
    identity: remoteSubgraph('identity', settings.OFFPLAN_IDENTITY_URL!, logger),
    inventory: remoteSubgraph('inventory', settings.OFFPLAN_INVENTORY_URL!, logger),
    billing: remoteSubgraph('billing', settings.OFFPLAN_BILLING_URL!, logger),
    growth: remoteSubgraph('growth', settings.OFFPLAN_GROWTH_URL!, logger),
  },
  supergraphSdl: await readFile(built('schema/generated/supergraph.graphql'), 'utf8'),
  trustedDocuments: JSON.parse(await readFile(built('clients/admin/src/generated/persisted-documents.json'), 'utf8')),
  allowsAnyDocument: false,
  sign: (passport) => signPassport(passport, key),
  bus,
  logger,
  adminApp: built('clients/admin/dist'),
  sessionSeconds: settings.OFFPLAN_SESSION_ABSOLUTE_SECONDS,
  trustedProxies: settings.OFFPLAN_TRUSTED_PROXIES,
  requestLimits: { auth: settings.OFFPLAN_AUTH_LIMIT, graphql: settings.OFFPLAN_GRAPHQL_LIMIT },
  isSecure: true,
  botCheckOrigin: settings.OFFPLAN_TURNSTILE_SECRET ? settings.OFFPLAN_TURNSTILE_ORIGIN : null,
});
logger.info({ port: gateway.port }, 'The gateway is ready');
closeOnSignal(async () => {
  await gateway.close();
  await bus.close();
});
