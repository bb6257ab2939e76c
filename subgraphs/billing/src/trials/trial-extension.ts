import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** In all, and once an Organisation (OPR-4). */
export const MOST_DAYS = 7;

/** That a trial was given more days, as it is written down before Stripe hears of it. */
export interface TrialExtension {
  orgId: string;
  days: number;
  endsAt: Date;
  state: 'ordered' | 'done' | 'failed';
}

/** In the Organisation's scope; null where none was ordered. */
export async function readExtension(tx: Transaction, orgId: string): Promise<TrialExtension | null> {
  const [row] = await tx.query<Omit<TrialExtension, 'endsAt'> & { endsAt: Date | string }>(
    'select org_id as "orgId", days, ends_at as "endsAt", state from billing.trial_extension where org_id = ?',
    [orgId],
  );
  return row ? { ...row, endsAt: new Date(row.endsAt) } : null;
}

/** Writes down a new order, in place of one that failed. */
export async function keepExtension(tx: Transaction, order: Omit<TrialExtension, 'state'>): Promise<void> {
  await tx.query(
    `insert into billing.trial_extension (org_id, days, ends_at, ordered_at) values (?, ?, ?, ?)
     on conflict (org_id) do update set days = excluded.days, ends_at = excluded.ends_at, ordered_at = excluded.ordered_at, state = 'ordered'`,
    [order.orgId, order.days, order.endsAt, tx.now],
  );
}

export async function endExtension(tx: Transaction, orgId: string, state: 'done' | 'failed'): Promise<void> {
  await tx.query('update billing.trial_extension set state = ? where org_id = ?', [state, orgId]);
}
