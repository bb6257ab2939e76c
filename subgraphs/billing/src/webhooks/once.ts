import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** Whether something of an Organisation is done for the first time. The key says what and of which object; it is taken with the transaction. */
export async function once(tx: Transaction, orgId: string, key: string): Promise<boolean> {
  const rows = await tx.query(
    'insert into billing.done_once (org_id, key, done_at) values (?, ?, ?) on conflict do nothing returning key',
    [orgId, key, tx.now],
  );
  return rows.length > 0;
}

/** Whether it was done already; changes nothing. */
export async function isDone(tx: Transaction, orgId: string, key: string): Promise<boolean> {
  const rows = await tx.query('select from billing.done_once where org_id = ? and key = ?', [orgId, key]);
  return rows.length > 0;
}
