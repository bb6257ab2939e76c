import type { SubgraphName } from '../database/subgraph-roles.ts';
import type { Bus } from '../events/bus/bus.ts';
import type { Task } from './task.ts';

const DAY = 86_400_000;

/** For so long the bus keeps events that every consumer has had: whoever comes back later than that loads its board again. In days. */
export const BUS_DAYS = 7;

/** For so long a consumer knows what it has applied; well beyond the time for which the bus could deliver it once more. In days. */
export const CONSUMED_DAYS = 2 * BUS_DAYS;

/** Removes old events from the bus. One task for an installation, however many processes offer it. */
export function pruneBus(bus: Pick<Bus, 'prune'>): Task {
  return {
    name: 'bus.prune',
    cron: '7 3 * * *',
    async run({ clock }) {
      await bus.prune(new Date(clock.now().getTime() - BUS_DAYS * DAY));
    },
  };
}

/** Forgets which events a subgraph's consumers have applied, once they cannot come again. */
export function forgetConsumedEvents(subgraph: SubgraphName): Task {
  return {
    name: `${subgraph}.forget_consumed_events`,
    cron: '37 3 * * *',
    async run({ db, clock }) {
      const before = new Date(clock.now().getTime() - CONSUMED_DAYS * DAY);
      await db.transaction({}, (tx) =>
        tx.query(`delete from ${subgraph}.consumed_event where consumed_at < ?`, [before]),
      );
    },
  };
}
