import { LockMode } from '@mikro-orm/core';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { BillingAccount } from './billing-account.ts';

/** The billing account of an Organisation, which nobody else changes until the transaction ends; null before it is opened. */
export function lockAccount(tx: Transaction, orgId: string): Promise<BillingAccount | null> {
  return tx.em.findOne(BillingAccount, { orgId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
