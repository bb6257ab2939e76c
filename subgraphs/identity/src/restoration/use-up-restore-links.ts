import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** The Organisation is back: its links open nothing any more. */
export async function useUpRestoreLinks(tx: Transaction, orgId: string): Promise<void> {
  await tx.query('update identity.restore_link set used_at = ? where org_id = ? and used_at is null', [tx.now, orgId]);
}
