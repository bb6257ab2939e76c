import { processEnvironment } from './environment.ts';
import { migrateAll } from './migrate-all.ts';
import { subgraphDefinitions } from './subgraphs.ts';

// The migration step: run once before the services of a new version start.
const { settings, databaseUrl, databasePassword, logger } = processEnvironment();
await migrateAll(
  databaseUrl,
  databasePassword,
  subgraphDefinitions(settings, `https://app.${settings.OFFPLAN_HOST}`, settings.OFFPLAN_AUDIT_SEAL_KEY!),
);
logger.info({}, 'The database is up to date');
