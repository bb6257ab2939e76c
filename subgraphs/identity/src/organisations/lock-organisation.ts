import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';

/**
 * Makes whoever changes an Organisation or its team wait for whoever does already, until the transaction ends (decision 12). Resolves with
 * its status of this moment; null for one that is not there, or not in the transaction's scope.
 */
export async function lockOrganisation(tx: Transaction, orgId: string): Promise<OrganisationStatus | null> {
  const [row] = await tx.query<{ status: OrganisationStatus }>(
    'select status from identity.organisation where id = ? for update',
    [orgId],
  );
  return row?.status ?? null;
}
