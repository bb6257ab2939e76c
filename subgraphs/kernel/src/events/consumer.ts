import type { Scope, SubgraphDatabase, Transaction } from '../database/subgraph-database.ts';
import type { Bus, BusEvent } from './bus/bus.ts';

/**
 * A subgraph's reaction to events. Each event is applied in one transaction together with the note that it was (dedupe by id), so that
 * its effect happens once although it may be delivered twice. `name` is the durable cursor's name and never changes.
 */
export type EventConsumer = {
  name: string;
  /** Event types, or prefixes such as `unit.*`. */
  types: string[];
} & (
  | { apply(tx: Transaction, event: BusEvent): Promise<void> }
  /** For a consumer that is quicker with many: neighbouring events of one Organisation at once. */
  | { applyAll(tx: Transaction, events: readonly BusEvent[]): Promise<void> }
);

/** Applies a delivered batch: neighbouring events of one Organisation share a transaction, order is kept. */
export async function applyEvents(
  db: SubgraphDatabase,
  consumer: EventConsumer,
  events: readonly BusEvent[],
): Promise<void> {
  for (let start = 0; start < events.length; ) {
    const orgId = events[start]!.orgId;
    let end = start + 1;
    while (end < events.length && events[end]!.orgId === orgId) end += 1;
    const run = events.slice(start, end);
    const scope: Scope = orgId ? { orgId } : {};
    await db.transaction(scope, async (tx) => {
      const fresh = await tx.query<{ event_id: string }>(
        `insert into ${db.schema}.consumed_event (consumer, event_id) select ?, unnest(?::uuid[]) on conflict do nothing returning event_id`,
        [consumer.name, `{${run.map((event) => event.id).join(',')}}`],
      );
      const isFresh = new Set(fresh.map((row) => row.event_id));
      const due = run.filter((event) => isFresh.delete(event.id));
      if (due.length === 0) return;
      if ('applyAll' in consumer) await consumer.applyAll(tx, due);
      else for (const event of due) await consumer.apply(tx, event);
    });
    start = end;
  }
}

/** Starts a consumer on the bus; returns how to stop it. */
export async function startConsumer(
  db: SubgraphDatabase,
  bus: Bus,
  consumer: EventConsumer,
): Promise<{ stop(): Promise<void> }> {
  return bus.consume(`${db.schema}.${consumer.name}`, consumer.types, (events) => applyEvents(db, consumer, events));
}
