import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** Makes whoever changes an Organisation or its team wait for whoever does already, until the transaction ends (decision 12). */
export async function lockOrganisation(tx: Transaction, orgId: string): Promise<void> {
  await tx.query('select from identity.organisation where id = ? for update', [orgId]);
}
