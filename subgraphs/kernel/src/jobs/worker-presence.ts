import { Client } from 'pg';
import type { Logger } from '../logging.ts';

/** How often the jobs of the dead are looked for, and a lost connection is tried anew. In ms. */
const LOOKS_EVERY = 3_000;
/** Workers may take their first job before they are written down; for so long they count as living although nobody knows them. */
const UNKNOWN_FOR = '1 minute';
/** The first of the two keys of the locks; the second is the process's number. */
const LOCKS = `hashtext('offplan job workers')`;

/**
 * Which workers live, for the role that owns the jobs: a row a process with the id by which its workers lock jobs. The process holds a
 * session's lock of the row's number.
 */
export const WORKER_PRESENCE_SQL = `
create table if not exists jobs.worker_process (
  number int primary key generated always as identity,
  pool_id text
);`;

/**
 * Lets the jobs of killed workers run again at once. A worker that is killed cannot let go of its jobs, and graphile-worker would keep them
 * for four hours. Each process holds a lock as long as its session lives; whose lock can be taken is dead, and its jobs are free. Where a
 * process lives but has lost its session a job may run twice, which every task must stand anyway.
 */
export class WorkerPresence {
  readonly #connect: () => Client;
  readonly #logger: Logger;
  #poolId: string | null = null;
  #client: Client | undefined;
  #number: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(url: string, logger: Logger) {
    this.#connect = () => new Client({ connectionString: url });
    this.#logger = logger;
  }

  /** Resolves when the jobs of those that are dead already are free. */
  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOKS_EVERY);
  }

  /** By what id the workers of this process lock their jobs. */
  is(poolId: string): void {
    this.#poolId = poolId;
    void this.#look();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#turn;
    if (this.#number !== undefined)
      await this.#client?.query('delete from jobs.worker_process where number = $1', [this.#number]).catch(() => {});
    await this.#client?.end().catch(() => {});
  }

  /** One after the other: a session knows one answer at a time. */
  #look(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      if (this.#isClosed) return;
      try {
        await this.#appear();
        await this.#freeJobsOfTheDead();
      } catch (fault) {
        this.#logger.warn({ fault: String(fault) }, 'Whether other job workers live is not known; tried again');
        await this.#client?.end().catch(() => {});
        this.#client = undefined;
      }
    });
    return this.#turn;
  }

  /** Writes this process down; after a lost connection under a new number, so that nobody takes its workers for dead. */
  async #appear(): Promise<void> {
    if (this.#client) {
      await this.#client.query(
        'update jobs.worker_process set pool_id = $2 where number = $1 and pool_id is distinct from $2',
        [this.#number, this.#poolId],
      );
      return;
    }
    const client = this.#connect();
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined;
    });
    await client.connect();
    this.#client = client;
    await client.query('begin');
    await client.query('delete from jobs.worker_process where number = $1', [this.#number ?? null]);
    const { rows } = await client.query('insert into jobs.worker_process (pool_id) values ($1) returning number', [
      this.#poolId,
    ]);
    this.#number = rows[0].number as number;
    await client.query(`select pg_advisory_lock(${LOCKS}, $1)`, [this.#number]);
    await client.query('commit');
  }

  async #freeJobsOfTheDead(): Promise<void> {
    const { rows } = await this.#client!.query(
      `with dead as (
         delete from jobs.worker_process where case when number = $1 then false else pg_try_advisory_xact_lock(${LOCKS}, number) end
         returning pool_id
       ), gone as (
         select array_agg(distinct locked_by) as ids from graphile_worker._private_jobs
         where locked_by in (select pool_id from dead) or locked_at < now() - interval '${UNKNOWN_FOR}'
           and locked_by not in (select pool_id from jobs.worker_process where pool_id is not null)
       )
       select ids, graphile_worker.force_unlock_workers(ids), pg_notify('jobs:insert', '{"count":1}') from gone where ids is not null`,
      [this.#number],
    );
    const ids = rows[0]?.ids as string[] | undefined;
    if (!ids) return;
    this.#logger.warn({ pools: ids.length }, 'Jobs of workers that are gone are free again');
  }
}
