import { migrateSubgraph } from '@offplan/kernel/database/migrate';
import { migrateBus } from '@offplan/kernel/events/bus/postgres/migrate-bus';
import { migrateJobs } from '@offplan/kernel/jobs/job-queue';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { Client } from 'pg';

/** The migration step of a whole installation: bus, each subgraph, jobs. Safe to repeat. `adminUrl` names a role that may create roles. */
export async function migrateAll(
  adminUrl: string,
  password: string,
  definitions: readonly SubgraphDefinition[],
): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await migrateBus(client, password);
  } finally {
    await client.end();
  }
  for (const definition of definitions) await migrateSubgraph(adminUrl, definition, password);
  await migrateJobs(
    adminUrl,
    password,
    definitions.map(({ name }) => name),
  );
}
