import { createHash } from 'node:crypto';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/**
 * Adds to what a caller has done in its present window, which begins with the first time and lasts so many seconds. Resolves with the
 * count and the window's end. One statement: callers at once are counted one after another.
 */
export async function countInWindow(
  tx: Transaction,
  { kind, key, seconds, add = 1 }: { kind: string; key: string; seconds: number; add?: number },
): Promise<{ count: number; endsAt: Date }> {
  const [row] = await tx.query<{ count: string; expires_at: Date }>(
    `insert into identity.window_count as w (key, count, expires_at) values (decode(?, 'hex'), ?, ?)
     on conflict (key) do update set
       count = case when w.expires_at <= ? then excluded.count else w.count + excluded.count end,
       expires_at = case when w.expires_at <= ? then excluded.expires_at else w.expires_at end
     returning count, expires_at`,
    [
      createHash('sha256').update(`${kind}\0${key}`).digest('hex'),
      add,
      new Date(tx.now.getTime() + seconds * 1_000),
      tx.now,
      tx.now,
    ],
  );
  return { count: Number(row!.count), endsAt: new Date(row!.expires_at) };
}
