import { EventEmitter } from 'node:events';
import {
  type CronItem,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  type TaskList,
  type WorkerEvents,
  Logger as WorkerLogger,
} from 'graphile-worker';
import { Client, Pool } from 'pg';
import type { Clock } from '../clock.ts';
import type { SubgraphDatabase, Transaction } from '../database/subgraph-database.ts';
import { databaseUrlFor, rolePassword, rolesOf, type SubgraphName } from '../database/subgraph-roles.ts';
import type { Bus } from '../events/bus/bus.ts';
import type { Logger } from '../logging.ts';
import { forgetConsumedEvents, pruneBus } from './housekeeping.ts';
import type { Task } from './task.ts';
import { WORKER_PRESENCE_SQL, WorkerPresence } from './worker-presence.ts';

const JOBS_ROLE = 'jobs_worker';
/** Jobs that ask services outside and those that do not: one that hangs never holds up the other kind. */
const LANES = ['inside', 'outside'] as const;
/** The priority of jobs that let others go first; graphile-worker takes the lowest number first. */
const PATIENT = 10;
/** Jobs at once in a lane. */
const CONCURRENCY = 2;

/**
 * Makes the job tables of graphile-worker and `jobs.enqueue`. The services' roles may call that function and touch nothing else of it:
 * the tables belong to a role of their own, and the function runs as its owner.
 */
export async function migrateJobs(
  adminUrl: string,
  password: string,
  subgraphs: readonly SubgraphName[],
): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('offplan migrate jobs'))`);
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('offplan roles'))`);
    await client.query(
      `do $$ begin if not exists (select from pg_roles where rolname = '${JOBS_ROLE}') then create role ${JOBS_ROLE} login nobypassrls; end if; end $$`,
    );
    await client.query(`alter role ${JOBS_ROLE} password ${client.escapeLiteral(rolePassword(JOBS_ROLE, password))}`);
    await client.query(`grant ${JOBS_ROLE} to current_user`);
    await client.query(
      `grant create on database ${client.escapeIdentifier(new URL(adminUrl).pathname.slice(1))} to ${JOBS_ROLE}`,
    );
    await client.query('commit');
    await runMigrations({ connectionString: databaseUrlFor(adminUrl, JOBS_ROLE, password) });
    const apps = subgraphs.map((subgraph) => rolesOf(subgraph).app).join(', ');
    await client.query(`
      create schema if not exists jobs authorization ${JOBS_ROLE};
      set role ${JOBS_ROLE};
      ${WORKER_PRESENCE_SQL}
      -- As it was without a priority; with both of them a call without one would be ambiguous.
      drop function if exists jobs.enqueue(text, json, text, timestamptz);
      create or replace function jobs.enqueue(task text, payload json, key text, run_at timestamptz, priority integer default 0)
        returns void language sql security definer set search_path = pg_catalog, graphile_worker as
        $$ select graphile_worker.add_job(task, payload, job_key := key, run_at := run_at, max_attempts := 12,
             priority := priority) $$;
      revoke all on function jobs.enqueue(text, json, text, timestamptz, integer) from public;
      grant usage on schema jobs to ${apps};
      grant execute on function jobs.enqueue(text, json, text, timestamptz, integer) to ${apps};
      reset role;`);
  } finally {
    await client.end();
  }
}

/**
 * Queues a job in the caller's transaction: it runs if that commits, and never otherwise; not before `runAt`, or not for `delay` ms of the
 * database's clock. A `key` in the queue already is replaced. `isPatient`: whatever else is due in its lane goes first.
 */
export async function enqueue(
  tx: Transaction,
  task: string,
  payload: Record<string, unknown>,
  options: { key?: string; runAt?: Date; delay?: number; isPatient?: boolean } = {},
): Promise<void> {
  await tx.query("select jobs.enqueue(?, ?::json, ?, coalesce(?::timestamptz, now() + ? * interval '1 ms'), ?)", [
    task,
    JSON.stringify(payload),
    options.key ?? null,
    options.runAt ?? null,
    options.delay ?? 0,
    options.isPatient ? PATIENT : 0,
  ]);
}

/** Runs the tasks of the given subgraphs, and those that keep house, until stopped; those with `cron` by the clock too. */
export async function startJobs(options: {
  databaseUrl: string;
  databasePassword: string;
  clock: Clock;
  logger: Logger;
  bus: Pick<Bus, 'prune'>;
  subgraphs: readonly { db: SubgraphDatabase; tasks: readonly Task[] }[];
}): Promise<{ stop(): Promise<void> }> {
  const url = databaseUrlFor(options.databaseUrl, JOBS_ROLE, options.databasePassword);
  const pool = new Pool({ connectionString: url, max: 2 * LANES.length * CONCURRENCY });
  // A lost connection must not end the process: the worker reconnects.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const lanes = { inside: newLane(), outside: newLane() };
  const offer = (db: SubgraphDatabase, task: Task) => {
    const { taskList, cron } = lanes[task.isOutside ? 'outside' : 'inside'];
    taskList[task.name] = (payload) =>
      task.run({ db, clock: options.clock, logger: options.logger }, (payload ?? {}) as Record<string, unknown>);
    if (task.cron) cron.push({ task: task.name, match: task.cron, identifier: task.name });
  };
  for (const { db, tasks } of options.subgraphs)
    for (const task of [...tasks, forgetConsumedEvents(db.schema)]) offer(db, task);
  const [first] = options.subgraphs;
  if (first) offer(first.db, pruneBus(options.bus));
  const used = LANES.map((name) => lanes[name]).filter(({ taskList }) => Object.keys(taskList).length > 0);
  const workers = await Promise.all(used.map((lane) => startLane(lane, { pool, url, logger: options.logger })));
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await pool.end();
    },
  };
}

interface Lane {
  taskList: TaskList;
  cron: CronItem[];
}

const newLane = (): Lane => ({ taskList: {}, cron: [] });

/** Runs the jobs of one lane, and says which workers do. */
async function startLane(
  { taskList, cron }: Lane,
  { pool, url, logger }: { pool: Pool; url: string; logger: Logger },
): Promise<{ stop(): Promise<void> }> {
  const presence = new WorkerPresence(url, logger);
  await presence.start();
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => presence.is(workerPool.id));
  const runner: Runner = await run({
    pgPool: pool,
    events,
    taskList,
    parsedCronItems: parseCronItems(cron),
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    pollInterval: 1_000,
    logger: workerLogger(logger),
  });
  return {
    async stop() {
      await runner.stop();
      await presence.close();
    },
  };
}

/** graphile-worker's own messages in our log: faults as warnings (a job is tried again), the rest for debugging. */
function workerLogger(logger: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    if (level === 'error' || level === 'warning') logger.warn({}, message);
    else logger.debug({}, message);
  });
}
