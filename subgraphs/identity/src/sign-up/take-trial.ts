import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/**
 * Which way a person's new Organisation goes: with a trial where the person has not started one yet, which is noted with it; else as a Free Guest, whose way on is a plan (BIL-15).
 */
export async function takeTrial(tx: Transaction, userId: string): Promise<'trial' | 'free_guest'> {
  const started = await tx.query(
    'update identity."user" set trial_started_at = ? where id = ? and trial_started_at is null returning id',
    [tx.now, userId],
  );
  return started.length > 0 ? 'trial' : 'free_guest';
}
