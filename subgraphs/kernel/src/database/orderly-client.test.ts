import { Client } from 'pg';
import { expect, it, vi } from 'vitest';
import { ManualClock } from '../clock.ts';
import { emptyDatabase } from '../testing/worker-database.ts';
import { OrderlyClient } from './orderly-client.ts';
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

it('OPS-5 transactions that cannot even begin cost the pool no place, and nothing of them runs outside a transaction', async () => {
  const url = await emptyDatabase();
  const db = await SubgraphDatabase.open({ url, schema: 'inventory', entities: [], pool: 2, clock: new ManualClock() });
  await db.transaction({}, (tx) => tx.query('create table public.kept (at int)'));
  const query = Client.prototype.query;
  const refusal = new Error('The server takes no transactions just now');
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...given: unknown[]) {
    const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text: string }).text;
    if (text.startsWith('begin')) throw refusal;
    return (query as (...parameters: unknown[]) => never).apply(this, given);
  } as never);
  const write = () => db.transaction({}, (tx) => tx.query('insert into public.kept values (1)'));
  for (let attempt = 0; attempt < 5; attempt += 1) await expect(write()).rejects.toThrow(refusal.message);
  spy.mockRestore();
  expect(await db.transaction({}, (tx) => tx.query('select * from public.kept'))).toEqual([]);
  await write();
  expect(await db.transaction({}, (tx) => tx.query('select * from public.kept'))).toEqual([{ at: 1 }]);
  await db.close();
});

it('OPS-5 a transaction begins with its first statement, whatever that is: with values, failing, or none at all', async () => {
  const client = new OrderlyClient({ connectionString: await emptyDatabase() });
  await client.connect();
  await client.query('create table kept (at int)');
  const kept = async () => (await client.query('select array_agg(at) as all from kept')).rows[0].all;

  await client.query('begin');
  await client.query('insert into kept values ($1)', [1]);
  await client.query('rollback');
  await client.query('begin');
  await client.query('insert into kept values (2)');
  await client.query('rollback');
  expect(await kept()).toBeNull();

  await client.query('begin');
  await client.query('commit');
  await client.query('begin');
  const [{ number }] = (await client.query('select 3 as number')).rows;
  await client.query('insert into kept values ($1)', [number]);
  await client.query('commit');
  expect(await kept()).toEqual([3]);

  await client.query('begin');
  await expect(client.query('insert into nowhere values (4)')).rejects.toThrow('nowhere');
  await expect(client.query('insert into kept values (4)')).rejects.toThrow('nowhere');
  await client.query('rollback');
  expect(await kept()).toEqual([3]);

  await client.query('begin; insert into kept values (5); commit');
  expect(await kept()).toEqual([3, 5]);
  await client.end();
});
