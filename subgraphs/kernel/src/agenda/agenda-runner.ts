import type { Clock } from '../clock.ts';
import type { SubgraphDatabase, Transaction } from '../database/subgraph-database.ts';
import type { Logger } from '../logging.ts';
import type { AgendaItem, AgendaTask } from './agenda.ts';

/** How often the agenda is looked at, in milliseconds: nothing on it is more urgent than that. */
const LOOKS_EVERY = 1_000;
const BACK_OFF_SECONDS = [10, 60, 300, 1_800, 7_200];

/** Does what is due, in the order of its times, one transaction each. Any number may run: an item is done by one of them. */
export class AgendaRunner {
  readonly #db: SubgraphDatabase;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #tasks: ReadonlyMap<string, AgendaTask>;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<number> | null = null;

  constructor(options: { db: SubgraphDatabase; clock: Clock; logger: Logger; tasks: readonly AgendaTask[] }) {
    this.#db = options.db;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#tasks = new Map(options.tasks.map((task) => [task.name, task]));
  }

  start(): void {
    this.#timer = setTimeout(() => void this.#look(), LOOKS_EVERY);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  /** Does everything that is due by now, also what that makes due. Resolves with how many items were done. */
  async runDue(): Promise<number> {
    const before = this.#running;
    const run = (async () => {
      await before;
      let done = 0;
      for (let item = await this.#next(); item; item = await this.#next()) if (await this.#do(item)) done += 1;
      return done;
    })();
    this.#running = run.catch(() => 0);
    return run;
  }

  /** When the next item is due; null when the agenda is empty. */
  async nextDueAt(): Promise<Date | null> {
    const [row] = (await this.#db
      .reader({})
      .execute(`select min(not_before) as at from ${this.#db.schema}.agenda`)) as { at: Date | string | null }[];
    return row?.at ? new Date(row.at) : null;
  }

  async #look(): Promise<void> {
    try {
      await this.runDue();
    } catch (fault) {
      this.#logger.warn({ fault: String(fault) }, 'The agenda could not be read');
    }
    if (this.#timer) this.start();
  }

  async #next(): Promise<(AgendaItem & { task: string; attempts: number }) | null> {
    const rows = (await this.#db
      .reader({})
      .execute(
        `select org_id, key, task, due_at, payload, attempts from ${this.#db.schema}.agenda where not_before <= ? order by not_before, org_id, key limit 1`,
        [this.#clock.now()],
      )) as {
      org_id: string;
      key: string;
      task: string;
      due_at: Date | string;
      payload: Record<string, unknown>;
      attempts: number;
    }[];
    const row = rows[0];
    return row
      ? {
          orgId: row.org_id,
          key: row.key,
          task: row.task,
          dueAt: new Date(row.due_at),
          payload: row.payload,
          attempts: row.attempts,
        }
      : null;
  }

  async #do(item: AgendaItem & { task: string; attempts: number }): Promise<boolean> {
    const task = this.#tasks.get(item.task);
    try {
      if (!task) throw new Error(`Nobody knows the task ${item.task}`);
      return await this.#db.transaction({ orgId: item.orgId }, async (tx) => {
        if (!(await this.#strikeOff(tx, item))) return false;
        await task.run(tx, item, { logger: this.#logger });
        return true;
      });
    } catch (fault) {
      const wait = BACK_OFF_SECONDS[Math.min(item.attempts, BACK_OFF_SECONDS.length - 1)]!;
      this.#logger.error(
        { orgId: item.orgId, task: item.task, attempts: item.attempts + 1, fault: String(fault) },
        'An item of the agenda could not be done; it is tried again',
      );
      await this.#db.transaction({ orgId: item.orgId }, (tx) =>
        tx.query(
          `update ${this.#db.schema}.agenda set attempts = attempts + 1, not_before = ? where org_id = ? and key = ? and due_at = ?`,
          [new Date(this.#clock.now().getTime() + wait * 1_000), item.orgId, item.key, item.dueAt],
        ),
      );
      return false;
    }
  }

  /** Whoever else does the item at this moment holds its row; what was planned anew meanwhile is another item. */
  async #strikeOff(tx: Transaction, item: AgendaItem): Promise<boolean> {
    const struck = await tx.query(
      `delete from ${this.#db.schema}.agenda where org_id = ? and key = ? and due_at = ? returning key`,
      [item.orgId, item.key, item.dueAt],
    );
    return struck.length > 0;
  }
}
