import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Logger } from '@offplan/kernel/logging';
import type { Keeper } from '@offplan/kernel/subgraph/keeper';

/** Why something at the door of the webhook was turned away. */
export type Refusal = 'not_configured' | 'bad_signature' | 'foreign_account' | 'wrong_mode';

interface Counted {
  day: string;
  reason: Refusal;
  times: number;
}

/**
 * Counts by day what was refused at the webhook (BIL-30): somebody knocks with forged events, or a secret was not brought along. In memory first:
 * whoever knocks must not make the database write each time.
 */
export class RefusedEvents implements Keeper {
  readonly every = 2_000;
  #counted = new Map<string, Counted>();

  count(reason: Refusal, at: Date): void {
    this.#add({ day: at.toISOString().slice(0, 10), reason, times: 1 });
  }

  async write(db: SubgraphDatabase, logger: Logger): Promise<void> {
    if (this.#counted.size === 0) return;
    const counted = [...this.#counted.values()];
    this.#counted = new Map();
    try {
      await db.transaction({}, (tx) =>
        tx.query(
          `insert into billing.refused_stripe_event as known (day, reason, times)
           select day, reason, times from jsonb_to_recordset(?::jsonb) as told(day date, reason text, times integer)
           on conflict (day, reason) do update set times = known.times + excluded.times`,
          [JSON.stringify(counted)],
        ),
      );
    } catch (fault) {
      for (const one of counted) this.#add(one);
      throw fault;
    }
    for (const { reason, times } of counted)
      logger.warn({ reason, times }, 'Events at the webhook of Stripe were refused');
  }

  #add({ day, reason, times }: Counted): void {
    const key = `${day} ${reason}`;
    this.#counted.set(key, { day, reason, times: times + (this.#counted.get(key)?.times ?? 0) });
  }
}
