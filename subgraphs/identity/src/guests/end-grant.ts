import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Acting } from '../acting-person.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { guestFacts } from './guest-facts.ts';
import type { GuestGrant } from './guest-grant.ts';

/** Ends a guest's access at once (ID-53), in a transaction in the host's scope. Inventory returns its units when it hears of it. */
export async function endGrant(
  tx: Transaction,
  grant: GuestGrant,
  guest: Organisation,
  by: Acting & { reason?: 'guest_deleted' | 'workspace_deleted' },
): Promise<void> {
  const { reason, ...acting } = by;
  grant.status = 'withdrawn';
  grant.version += 1;
  await tx.em.flush();
  await tx.emit({
    orgId: grant.orgId,
    subjectType: 'guest_grant',
    subjectId: grant.id,
    seq: grant.version,
    type: 'guest_grant.withdrawn',
    data: { ...guestFacts(grant, guest), ...(reason ? { reason } : {}) },
    ...acting,
  });
}
