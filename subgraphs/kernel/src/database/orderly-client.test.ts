import { Client } from 'pg';
import { expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import { emptyDatabase } from '../testing/worker-database.ts';
import { SubgraphDatabase } from './subgraph-database.ts';

it('OPS-5 a server that ends connections in the middle of transactions costs those transactions alone: the pool keeps its places', async () => {
  const url = await emptyDatabase();
  const admin = new Client({ connectionString: url });
  await admin.connect();
  const db = await SubgraphDatabase.open({ url, schema: 'inventory', entities: [], pool: 2, clock: new ManualClock() });
  for (let death = 0; death < 5; death += 1) {
    const dying = db.transaction({}, async (tx) => {
      const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await admin.query('select pg_terminate_backend($1)', [row!.pid]);
      await tx.query('select 1');
    });
    await expect(dying).rejects.toThrow();
  }
  expect(await db.transaction({}, (tx) => tx.query('select 1 as alive'))).toEqual([{ alive: 1 }]);
  await db.close();
  await admin.end();
});
