import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import { migrateSubgraph } from '../database/migrate.ts';
import { SubgraphDatabase } from '../database/subgraph-database.ts';
import { databaseUrlFor, rolesOf } from '../database/subgraph-roles.ts';
import { tenantFunctionsSql, tenantTableSql } from '../database/tenant-sql.ts';
import { spineSql } from '../events/spine-sql.ts';
import { uuidv7 } from '../ids.ts';
import { silentLogger } from '../logging.ts';
import { ROLES_PASSWORD } from '../testing/roles-password.ts';
import { emptyDatabase, oneAtATime } from '../testing/worker-database.ts';
import { type AgendaTask, cancelPlanned, plan } from './agenda.ts';
import { AgendaRunner } from './agenda-runner.ts';
import { agendaSql } from './agenda-sql.ts';

const START = new Date('2026-06-09T10:00:00Z');
const MINUTE = 60_000;
const after = (minutes: number) => new Date(START.getTime() + minutes * MINUTE);

let databases: SubgraphDatabase[];
let admin: Client;
const clock = new ManualClock(START);

beforeAll(async () => {
  const databaseUrl = await emptyDatabase();
  const sql = `
${tenantFunctionsSql('growth')}
${spineSql('growth')}
${agendaSql('growth')}
create table growth.effect (org_id uuid not null, key text not null, at timestamptz not null);
${tenantTableSql('growth', 'effect', 'select, insert')}`;
  await oneAtATime(async () => {
    await migrateSubgraph(databaseUrl, { name: 'growth', migrations: [{ name: 'agenda', sql }] }, ROLES_PASSWORD);
  });
  const url = databaseUrlFor(databaseUrl, rolesOf('growth').app, ROLES_PASSWORD);
  databases = await Promise.all(
    [0, 1].map(() => SubgraphDatabase.open({ url, schema: 'growth', entities: [], pool: 6, clock })),
  );
  admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
});
afterAll(async () => {
  for (const db of databases ?? []) await db.close();
  await admin?.end();
});
beforeEach(async () => {
  clock.set(START);
  await admin.query('truncate growth.agenda, growth.effect');
});

/** Notes down that it was run. */
const note: AgendaTask = {
  name: 'growth.note',
  async run(tx, { orgId, key }) {
    await tx.query('insert into growth.effect values (?, ?, ?)', [orgId, key, tx.now]);
  },
};

const runner = (db: SubgraphDatabase, ...tasks: AgendaTask[]) =>
  new AgendaRunner({ db, clock, logger: silentLogger, tasks: [note, ...tasks] });

const planned = (orgId: string, key: string, dueAt: Date, task: AgendaTask | string = note) =>
  databases[0]!.transaction({ orgId }, (tx) => plan(tx, task, { orgId, key, dueAt }));

const effects = async () =>
  (await admin.query('select key, at from growth.effect order by at, key')).rows.map(({ key, at }) => [
    key,
    (at.getTime() - START.getTime()) / MINUTE,
  ]);

it('GRO-1 two processes that work on one agenda do each item once', async () => {
  const items = Array.from({ length: 120 }, (_, index) => ({ orgId: uuidv7(), key: `item ${index}` }));
  for (const [index, { orgId, key }] of items.entries()) await planned(orgId, key, after(index % 10));
  clock.set(after(9));
  const counts = await Promise.all(databases.map((db) => runner(db).runDue()));
  expect(counts[0]! + counts[1]!).toBe(items.length);
  expect((await effects()).map(([key]) => key).sort()).toEqual(items.map(({ key }) => key).sort());
  expect(await runner(databases[0]!).nextDueAt()).toBeNull();
});

it('GRO-1 nothing is done before its time, one of the same key is replaced, and what is struck off does not come', async () => {
  const orgId = uuidv7();
  const one = runner(databases[0]!);
  await planned(orgId, 'moved', after(5));
  await planned(orgId, 'moved', after(20));
  await planned(orgId, 'cancelled', after(6));
  await databases[0]!.transaction({ orgId }, (tx) => cancelPlanned(tx, { orgId, key: 'cancelled' }));
  expect(await one.nextDueAt()).toEqual(after(20));
  clock.set(new Date(after(20).getTime() - 1));
  expect(await one.runDue()).toBe(0);
  clock.set(after(20));
  expect(await one.runDue()).toBe(1);
  expect(await effects()).toEqual([['moved', 20]]);
});

it('GRO-1 an item that fails waits longer each time and keeps nothing else from its turn', async () => {
  let failures = 0;
  const breaking: AgendaTask = {
    name: 'growth.break',
    async run(tx, item) {
      await note.run(tx, item, { logger: silentLogger });
      failures += 1;
      if (failures < 4) throw new Error('not yet');
    },
  };
  const [sick, well] = [uuidv7(), uuidv7()];
  const one = runner(databases[0]!, breaking);
  await planned(sick, 'sick', after(1), breaking);
  await planned(sick, 'nobody knows it', after(1), 'growth.of_a_newer_version');
  await planned(well, 'well', after(2));
  clock.set(after(2));
  expect(await one.runDue()).toBe(1);
  expect(await effects()).toEqual([['well', 2]]);
  const waits: number[] = [];
  while (failures < 4) {
    const { rows } = await admin.query(`select not_before from growth.agenda where key = 'sick'`);
    waits.push((rows[0].not_before.getTime() - clock.now().getTime()) / 1_000);
    clock.set(rows[0].not_before);
    await one.runDue();
  }
  expect(waits).toEqual([10, 60, 300]);
  // What it wrote before it failed was rolled back with the failure.
  expect((await effects()).filter(([key]) => key === 'sick')).toHaveLength(1);
  const { rows } = await admin.query('select key from growth.agenda');
  expect(rows).toEqual([{ key: 'nobody knows it' }]);
});

it('GRO-1 a process that dies in the middle of an item has neither done it nor struck it off; the next one does it once', async () => {
  const orgId = uuidv7();
  let isFirst = true;
  const dying: AgendaTask = {
    name: 'growth.die',
    async run(tx, item) {
      await note.run(tx, item, { logger: silentLogger });
      if (!isFirst) return;
      isFirst = false;
      // The connection is gone, as with the process: the transaction can neither commit nor go on.
      const [{ pid } = { pid: 0 }] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await admin.query('select pg_terminate_backend($1)', [pid]);
      await tx.query('select 1');
    },
  };
  await planned(orgId, 'once', after(1), dying);
  clock.set(after(1));
  expect(await runner(databases[0]!, dying).runDue()).toBe(0);
  expect(await effects()).toEqual([]);
  clock.set(after(10));
  expect(await runner(databases[1]!, dying).runDue()).toBe(1);
  expect(await effects()).toEqual([['once', 10]]);
});

it('GRO-1 what an item plans is done in the same run when it is due, the same key too', async () => {
  const orgId = uuidv7();
  const counting: AgendaTask = {
    name: 'growth.count',
    async run(tx, item) {
      await note.run(tx, item, { logger: silentLogger });
      const left = Number(item.payload.left);
      if (left > 0)
        await plan(tx, counting, { orgId, key: item.key, dueAt: after(3 - left + 1), payload: { left: left - 1 } });
    },
  };
  await databases[0]!.transaction({ orgId }, (tx) =>
    plan(tx, counting, { orgId, key: 'count', dueAt: START, payload: { left: 3 } }),
  );
  clock.set(after(2));
  const one = runner(databases[0]!, counting);
  expect(await one.runDue()).toBe(3);
  expect(await one.nextDueAt()).toEqual(after(3));
});
