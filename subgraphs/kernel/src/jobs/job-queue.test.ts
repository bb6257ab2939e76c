import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { migrateSubgraph } from '../database/migrate.ts';
import { SubgraphDatabase } from '../database/subgraph-database.ts';
import { databaseUrlFor, rolesOf } from '../database/subgraph-roles.ts';
import { tenantFunctionsSql } from '../database/tenant-sql.ts';
import { spineSql } from '../events/spine-sql.ts';
import { silentLogger } from '../logging.ts';
import { ROLES_PASSWORD } from '../testing/roles-password.ts';
import { emptyDatabase, oneAtATime } from '../testing/worker-database.ts';
import { enqueue, migrateJobs, startJobs } from './job-queue.ts';
import type { Task } from './task.ts';

let databaseUrl: string;
let db: SubgraphDatabase;
let admin: Client;

beforeAll(async () => {
  databaseUrl = await emptyDatabase();
  const sql = `${tenantFunctionsSql('growth')}\n${spineSql('growth')}`;
  await oneAtATime(async () => {
    await migrateSubgraph(databaseUrl, { name: 'growth', migrations: [{ name: 'spine', sql }] }, ROLES_PASSWORD);
    await migrateJobs(databaseUrl, ROLES_PASSWORD, ['growth']);
  });
  db = await SubgraphDatabase.open({
    url: databaseUrlFor(databaseUrl, rolesOf('growth').app, ROLES_PASSWORD),
    schema: 'growth',
    entities: [],
    pool: 2,
    clock: systemClock,
  });
  admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await db?.close();
});

/** A worker of this process with some tasks. */
const startWorker = (tasks: Task[]) =>
  startJobs({
    databaseUrl,
    databasePassword: ROLES_PASSWORD,
    clock: systemClock,
    logger: silentLogger,
    bus: { prune: async () => 0 },
    subgraphs: [{ db, tasks }],
  });

/** Takes the job and hangs in it, in a process of its own, until it is killed. */
async function hangInJob() {
  const script = fileURLToPath(new URL('../testing/hanging-worker.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

it('the job of a worker that lives is left to it; once it is killed another one runs the job at once', async () => {
  const queue = (of: string) => db.transaction({}, (tx) => enqueue(tx, 'growth.note', { of }));
  await queue('the first');
  const child = await hangInJob();
  // Halted it takes nothing more, and lives.
  child.kill('SIGSTOP');
  const ran: unknown[] = [];
  const worker = await startWorker([{ name: 'growth.note', run: async (_, { of }) => void ran.push(of) }]);
  try {
    await queue('another one');
    await expect.poll(() => ran, { timeout: 20_000 }).toEqual(['another one']);
    child.kill('SIGKILL');
    await expect.poll(() => ran, { timeout: 20_000 }).toEqual(['another one', 'the first']);
    const { rows } = await admin.query('select count(*)::int as count from jobs.worker_process');
    expect(rows[0].count).toBe(1);
  } finally {
    child.kill('SIGKILL');
    await worker.stop();
  }
});

it('BIL-16 jobs that hang while they ask a service outside keep no other job waiting', async () => {
  let letGo = () => {};
  const silence = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const ran: unknown[] = [];
  const asked: unknown[] = [];
  const worker = await startWorker([
    {
      name: 'growth.ask',
      isOutside: true,
      run: async (_, { of }) => {
        asked.push(of);
        await silence;
      },
    },
    { name: 'growth.note', run: async (_, { of }) => void ran.push(of) },
  ]);
  try {
    await db.transaction({}, async (tx) => {
      for (const of of ['one', 'two', 'three']) await enqueue(tx, 'growth.ask', { of });
    });
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(2);
    await db.transaction({}, (tx) => enqueue(tx, 'growth.note', { of: 'a list of units' }));
    await expect.poll(() => ran, { timeout: 10_000 }).toEqual(['a list of units']);
    letGo();
    await expect.poll(() => asked, { timeout: 10_000 }).toHaveLength(3);
  } finally {
    letGo();
    await worker.stop();
  }
});

it('BIL-34 what can wait lets everything else of its lane go first, and stands once however often it is queued', async () => {
  const begun: unknown[] = [];
  const { promise: gate, resolve: letGo } = Promise.withResolvers<void>();
  await db.transaction({}, async (tx) => {
    for (const of of ['patient one', 'patient two', 'patient one', 'patient three'])
      await enqueue(tx, 'growth.ask', { of }, { key: `ask ${of}`, isPatient: true });
    await enqueue(tx, 'growth.ask', { of: 'an event' });
  });
  const worker = await startWorker([
    {
      name: 'growth.ask',
      isOutside: true,
      run: async (_, { of }) => {
        begun.push(of);
        await gate;
      },
    },
  ]);
  try {
    // Two run at once, and which of the two says so first is chance.
    await expect.poll(() => begun.length, { timeout: 10_000 }).toBe(2);
    expect(begun).toContain('an event');
    letGo();
    await expect.poll(() => begun.length, { timeout: 10_000 }).toBe(4);
    expect(begun.toSorted()).toEqual(['an event', 'patient one', 'patient three', 'patient two']);
  } finally {
    letGo();
    await worker.stop();
  }
});
