import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { ENTITLEMENTS_CHANGED, type Entitlements } from '@offplan/kernel/entitlements/entitlements';
import type { BillingAccount } from './billing-account.ts';
import { computeEntitlements } from './compute-entitlements.ts';

/** Announces what an Organisation may do now; the other subgraphs mirror it (BIL-3). */
export async function publishEntitlements(
  tx: Transaction,
  account: BillingAccount,
  before: Entitlements | null,
): Promise<void> {
  const after = computeEntitlements(account);
  await tx.emit({
    orgId: account.orgId,
    subjectType: 'entitlements',
    subjectId: account.orgId,
    seq: account.version,
    type: ENTITLEMENTS_CHANGED,
    actor: { kind: 'system' },
    data: { ...(before ? { before: { ...before } } : {}), after: { ...after } },
  });
}
