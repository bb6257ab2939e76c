/** A process of its own that takes the first job that there is, says so, and never finishes it. Arguments: the database's address. */
import { systemClock } from '../clock.ts';
import { SubgraphDatabase } from '../database/subgraph-database.ts';
import { databaseUrlFor, rolesOf } from '../database/subgraph-roles.ts';
import { startJobs } from '../jobs/job-queue.ts';
import { silentLogger } from '../logging.ts';
import { ROLES_PASSWORD } from './roles-password.ts';

const databaseUrl = process.argv[2]!;
const db = await SubgraphDatabase.open({
  url: databaseUrlFor(databaseUrl, rolesOf('growth').app, ROLES_PASSWORD),
  schema: 'growth',
  entities: [],
  pool: 2,
  clock: systemClock,
});
await startJobs({
  databaseUrl,
  databasePassword: ROLES_PASSWORD,
  clock: systemClock,
  logger: silentLogger,
  bus: { prune: async () => 0 },
  subgraphs: [
    {
      db,
      tasks: [
        {
          name: 'growth.note',
          run: () =>
            new Promise(() => {
              console.log('taken');
            }),
        },
      ],
    },
  ],
});
