import { replayParkedEvents } from '@offplan/billing';
import { systemClock } from '@offplan/kernel/clock';
import { openSubgraph } from '@offplan/kernel/subgraph/subgraph';
import { openConfiguredBus, processEnvironment } from './environment.ts';
import { secretsOf, subgraphDefinitions } from './subgraphs.ts';

// Works parked events of Stripe off again (BIL-33): `node dist/replay-stripe-events.mjs`, or with the ids of some. Safe to repeat.
const environment = processEnvironment();
const { settings, databaseUrl, databasePassword, logger } = environment;
const definition = subgraphDefinitions(settings, `https://app.${settings.OFFPLAN_HOST}`, secretsOf(settings)).find(
  ({ name }) => name === 'billing',
)!;
const bus = await openConfiguredBus(environment);
const billing = await openSubgraph(definition, {
  databaseUrl,
  databasePassword,
  pool: 2,
  bus,
  clock: systemClock,
  logger,
});
const ids = process.argv.slice(2);
const replayed = await replayParkedEvents(billing.db, ids.length > 0 ? ids : undefined);
logger.info({ replayed }, 'Parked events are worked off again');
await billing.close();
await bus.close();
