import type { SubgraphDatabase } from '../database/subgraph-database.ts';
import type { Logger } from '../logging.ts';

/**
 * Something that a process gathers in memory and writes now and then, where each single one would be a transaction that a stranger can ask for. What
 * was gathered last is written before the process closes; one that is killed loses it.
 */
export interface Keeper {
  /** In milliseconds. */
  every: number;
  /** Writes what there is. What could not be written is kept for the next time. */
  write(db: SubgraphDatabase, logger: Logger): Promise<void>;
}

/** Lets a keeper write until it is stopped, and then once more. */
export function runKeeper(keeper: Keeper, db: SubgraphDatabase, logger: Logger): { stop(): Promise<void> } {
  let writing = Promise.resolve();
  const write = () => {
    writing = writing
      .then(() => keeper.write(db, logger))
      .catch((fault) => logger.warn({ fault: String(fault) }, 'What was gathered could not be written yet'));
    return writing;
  };
  const timer = setInterval(write, keeper.every).unref();
  return {
    stop() {
      clearInterval(timer);
      return write();
    },
  };
}
