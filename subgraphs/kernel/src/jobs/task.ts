import type { Clock } from '../clock.ts';
import type { SubgraphDatabase } from '../database/subgraph-database.ts';
import type { Logger } from '../logging.ts';

export interface TaskContext {
  db: SubgraphDatabase;
  clock: Clock;
  logger: Logger;
}

/**
 * Work that runs by itself: queued in the transaction that wants it (`enqueue`), or by the clock (`cron`, five fields, UTC). Runs at
 * least once; a task must be safe to repeat. The name is `subgraph.verb_noun`.
 */
export interface Task {
  name: string;
  cron?: string;
  /** Asks a service outside, which may hang: such tasks wait for each other and never hold up the rest. */
  isOutside?: boolean;
  run(context: TaskContext, payload: Record<string, unknown>): Promise<void>;
}
