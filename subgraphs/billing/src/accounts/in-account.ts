import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor, NewEvent } from '@offplan/kernel/events/event';
import type { BillingAccount } from './billing-account.ts';
import { lockAccount } from './lock-account.ts';

/** One transaction with the locked account. */
export function inAccount(
  { db, orgId }: { db: SubgraphDatabase; orgId: string },
  work: (tx: Transaction, account: BillingAccount) => Promise<void>,
): Promise<void> {
  return db.transaction({ orgId }, async (tx) => {
    const account = await lockAccount(tx, orgId);
    if (account) await work(tx, account);
  });
}

/** Says what has happened, as the account's next version. `by` may say with who acts how personal it is; by itself it is not. */
export async function tell(
  tx: Transaction,
  account: BillingAccount,
  by: Actor | Pick<NewEvent, 'actor' | 'personal' | 'piiClass'>,
  type: string,
  data: Record<string, unknown>,
): Promise<void> {
  account.version += 1;
  await tx.em.flush();
  await tx.emit({
    orgId: account.orgId,
    subjectType: 'billing_account',
    subjectId: account.orgId,
    seq: account.version,
    type,
    ...('kind' in by ? { actor: by } : by),
    data: { label: account.name, ...data },
  });
}
