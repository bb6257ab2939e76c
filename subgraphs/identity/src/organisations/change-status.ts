import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { NewEvent } from '@offplan/kernel/events/event';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import type { Organisation } from './organisation.ts';

/**
 * Gives an Organisation another status, in its scope (ID-20). One event tells it to everybody: it ends or opens access on all connections
 * within a second (ID-32), of guests too.
 */
export async function changeStatus(
  tx: Transaction,
  organisation: Organisation,
  status: OrganisationStatus,
  by: Pick<NewEvent, 'actor' | 'personal' | 'piiClass'> & { reason: string },
): Promise<void> {
  const before = organisation.status;
  const { reason, ...actor } = by;
  organisation.status = status;
  organisation.version += 1;
  await tx.em.flush();
  await tx.emit({
    orgId: organisation.id,
    subjectType: 'organisation',
    subjectId: organisation.id,
    seq: organisation.version,
    type: 'organisation.status_changed',
    data: { label: organisation.name, before: { status: before }, after: { status }, reason },
    ...actor,
  });
}
