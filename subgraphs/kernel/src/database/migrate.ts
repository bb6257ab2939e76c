import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { type SqlMigration, toMigrationClass } from './migration.ts';
import { prepareSubgraphDatabase, rolesOf, type SubgraphName } from './subgraph-roles.ts';

/** What the migration step needs to know of a subgraph. */
export interface Migratable {
  name: SubgraphName;
  migrations: readonly SqlMigration[];
}

/**
 * The migration step: roles, schema, then each migration that has not run yet, as the schema's owner. Safe to repeat; concurrent runs
 * wait for each other. `adminUrl` must name a role that may create roles. Returns the names of the steps that ran.
 */
export async function migrateSubgraph(adminUrl: string, subgraph: Migratable, appPassword: string): Promise<string[]> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('offplan migrate ${subgraph.name}'))`);
    await prepareSubgraphDatabase(client, subgraph.name, appPassword);
    const orm = await MikroORM.init({
      clientUrl: adminUrl,
      // As the schema's owner: what a migration makes must not belong to a superuser, whom row-level security does not bind.
      driverOptions: { options: `-c role=${rolesOf(subgraph.name).owner}` },
      entities: [],
      discovery: { warnWhenNoEntities: false },
      extensions: [Migrator],
      pool: { min: 0, max: 1 },
      migrations: {
        schema: subgraph.name,
        tableName: 'migration',
        snapshot: false,
        silent: true,
        migrationsList: subgraph.migrations.map(toMigrationClass),
      },
    });
    try {
      return (await orm.migrator.up()).map(({ name }) => name);
    } finally {
      await orm.close();
    }
  } finally {
    await client.end();
  }
}
