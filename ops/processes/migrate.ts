import { processEnvironment } from './environment.ts';
import { migrateAll } from './migrate-all.ts';
import { secretsOf, subgraphDefinitions } from './subgraphs.ts';

// The migration step: run once before the services of a new version start.
const { settings, databaseUrl, databasePassword, logger } = processEnvironment();
await migrateAll(
  databaseUrl,
  databasePassword,
  subgraphDefinitions(settings, `https://app.${settings.OFFPLAN_HOST}`, secretsOf(settings)),
);
logger.info({}, 'The database is up to date');
