import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { deleteDurableCluster, startEmbeddedPostgres } from '../../../database/embedded/embedded-postgres.ts';
import { databaseUrlFor } from '../../../database/subgraph-roles.ts';
import { silentLogger } from '../../../logging.ts';
import { ROLES_PASSWORD } from '../../../testing/roles-password.ts';
import { emptyDatabase, oneAtATime } from '../../../testing/worker-database.ts';
import { type BusHarness, eventsOf, testBusContract } from '../bus.contract.ts';
import { BUS_ROLE, migrateBus } from './migrate-bus.ts';
import { PostgresBus } from './postgres-bus.ts';

async function prepare(adminUrl: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await oneAtATime(() => migrateBus(client, ROLES_PASSWORD));
  await client.end();
  return databaseUrlFor(adminUrl, BUS_ROLE, ROLES_PASSWORD);
}

async function runAs(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

testBusContract('the bus on PostgreSQL, every connection cut', async (): Promise<BusHarness> => {
  const adminUrl = await emptyDatabase();
  const connectionString = await prepare(adminUrl);
  return {
    open: async () => new PostgresBus({ connectionString, logger: silentLogger }),
    async restart() {
      for (let cut = 0; cut < 5; cut += 1)
        await runAs(
          adminUrl,
          `select pg_terminate_backend(pid), pg_sleep(0.02) from pg_stat_activity where usename = '${BUS_ROLE}' and datname = current_database()`,
        );
    },
    processArguments: ['postgres', JSON.stringify({ connectionString })],
    close: async () => {},
  };
});

describe('the bus on PostgreSQL', () => {
  it('GW-32 outlives a restart of the server', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'offplan-bus-'));
    let postgres = await startEmbeddedPostgres({ dataFolder });
    const connectionString = await prepare(postgres.url);
    const bus = new PostgresBus({ connectionString, logger: silentLogger });
    const consumed: number[] = [];
    const tailed: number[] = [];
    try {
      await bus.consume('audit', ['*'], async (batch) => void consumed.push(...batch.map(({ seq }) => seq)));
      await bus.tail(['*'], 0, ({ seq }) => void tailed.push(seq));
      const events = eventsOf(randomUUID(), 60);
      await bus.publish(events.slice(0, 30));
      await expect.poll(() => tailed.length).toBe(30);
      await postgres.stop();
      const publishing = bus.publish(events.slice(30));
      postgres = await startEmbeddedPostgres({ dataFolder, port: postgres.port });
      await publishing;
      await expect.poll(() => tailed.length, { timeout: 10_000 }).toBe(60);
      await expect.poll(() => new Set(consumed).size, { timeout: 10_000 }).toBe(60);
      expect(tailed).toEqual(events.map(({ seq }) => seq));
    } finally {
      await bus.close();
      await postgres.stop();
      deleteDurableCluster(dataFolder);
      rmSync(dataFolder, { recursive: true });
    }
  });

  it('ID-72 gives its role no way to change or delete what was published', async () => {
    const connectionString = await prepare(await emptyDatabase());
    const bus = new PostgresBus({ connectionString, logger: silentLogger });
    await bus.publish(eventsOf(randomUUID(), 1));
    await bus.close();
    for (const sql of [
      `update bus.message set event = '{}'`,
      'delete from bus.message',
      'truncate bus.message',
      'update bus.pruned set through = 9',
      'drop table bus.message',
      'create table bus.mine ()',
      'set role bus_owner',
    ])
      await expect(runAs(connectionString, sql), sql).rejects.toThrow(/permission denied|must be owner/);
  });
});
