import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';

/**
 * A number that grows with each asking of Stripe. Whoever asks takes one first; an answer is taken over only when none of a later number
 * was: answers overtake each other, and the one that was asked for last is the truest (BIL-31).
 */
export async function takeTicket(db: SubgraphDatabase): Promise<bigint> {
  const [row] = (await db.reader({}).execute(`select nextval('billing.sync_ticket') as ticket`)) as {
    ticket: string;
  }[];
  return BigInt(row!.ticket);
}
