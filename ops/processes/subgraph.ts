import { systemClock } from '@offplan/kernel/clock';
import { startJobs } from '@offplan/kernel/jobs/job-queue';
import { SmtpTransport } from '@offplan/kernel/mail/smtp-transport';
import { publicKeyOf, readPassportPrivateKey, readPassportPublicKey } from '@offplan/kernel/passport/passport-keys';
import { passportVerifier } from '@offplan/kernel/passport/verify-passport';
import { serveSubgraph } from '@offplan/kernel/subgraph/serve-subgraph';
import { openSubgraph } from '@offplan/kernel/subgraph/subgraph';
import { closeOnSignal, openConfiguredBus, processEnvironment } from './environment.ts';
import { secretsOf, subgraphDefinitions } from './subgraphs.ts';

// One subgraph by itself: `node dist/subgraph.mjs inventory`. Serves it, and does its background work.
const environment = processEnvironment();
const { settings, databaseUrl, databasePassword, logger } = environment;
const definition = subgraphDefinitions(settings, `https://app.${settings.OFFPLAN_HOST}`, secretsOf(settings)).find(
  ({ name }) => name === process.argv[2],
);
if (!definition) {
  console.error('Name the subgraph to serve: identity, inventory, billing or growth');
  process.exit(1);
}
const publicKey = settings.OFFPLAN_PASSPORT_PUBLIC_KEY
  ? await readPassportPublicKey(settings.OFFPLAN_PASSPORT_PUBLIC_KEY)
  : await publicKeyOf(await readPassportPrivateKey(settings.OFFPLAN_PASSPORT_PRIVATE_KEY!));
const bus = await openConfiguredBus(environment);
const mailTransport = new SmtpTransport({ url: settings.OFFPLAN_SMTP_URL!, from: settings.OFFPLAN_MAIL_FROM! });
const subgraph = await openSubgraph(definition, {
  databaseUrl,
  databasePassword,
  pool: settings.OFFPLAN_DATABASE_POOL,
  bus,
  clock: systemClock,
  logger,
  mailTransport,
});
await subgraph.startBackground();
const jobs = await startJobs({
  databaseUrl,
  databasePassword,
  clock: systemClock,
  logger,
  bus,
  subgraphs: [{ db: subgraph.db, tasks: definition.tasks ?? [] }],
});
const server = await serveSubgraph(subgraph, {
  host: settings.OFFPLAN_BIND,
  port: settings.OFFPLAN_PORT,
  verify: passportVerifier(publicKey),
});
logger.info({ subgraph: definition.name, url: server.url }, 'Serving');
closeOnSignal(async () => {
  await server.close();
  await jobs.stop();
  await subgraph.close();
  await mailTransport.close();
  await bus.close();
});
