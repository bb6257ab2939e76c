import type { Transaction } from '../database/subgraph-database.ts';
import type { Logger } from '../logging.ts';

/** Something that is due. `dueAt` may lie far back after a downtime. */
export interface AgendaItem {
  orgId: string;
  /** Names it among the items of its Organisation. */
  key: string;
  dueAt: Date;
  payload: Record<string, unknown>;
}

/**
 * What is done with items of a kind, in the transaction that also strikes the item off: its effect happens once, however often the process
 * dies. It may put new items on the agenda, the same key too. What reaches outside is queued as a job or a mail, never done here.
 */
export interface AgendaTask {
  /** `subgraph.verb_noun`; never changes, it stands in the database. */
  name: string;
  run(tx: Transaction, item: AgendaItem, context: { logger: Logger }): Promise<void>;
}

/**
 * Puts an item on the agenda, in the caller's transaction; one of the same key is replaced. Times are the product's: unlike a job's they follow
 * the clock that rules are told, which tests and the local time travel move.
 */
export async function plan(
  tx: Transaction,
  task: AgendaTask | string,
  item: { orgId: string; key: string; dueAt: Date; payload?: Record<string, unknown> },
): Promise<void> {
  await tx.query(
    `insert into ${tx.schema}.agenda as known (org_id, key, task, due_at, payload, not_before) values (?, ?, ?, ?, ?::jsonb, ?)
     on conflict (org_id, key) do update set task = excluded.task, due_at = excluded.due_at, payload = excluded.payload,
       not_before = excluded.not_before, attempts = 0`,
    [
      item.orgId,
      item.key,
      typeof task === 'string' ? task : task.name,
      item.dueAt,
      JSON.stringify(item.payload ?? {}),
      item.dueAt,
    ],
  );
}

/** Strikes an item off the agenda, if it stands there. */
export async function cancelPlanned(tx: Transaction, item: { orgId: string; key: string }): Promise<void> {
  await tx.query(`delete from ${tx.schema}.agenda where org_id = ? and key = ?`, [item.orgId, item.key]);
}
