import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { NewEvent } from '@offplan/kernel/events/event';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import type { Organisation } from './organisation.ts';
import { saveOrganisation } from './save-organisation.ts';

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
  const data = { before: { status: before }, after: { status }, reason };
  await saveOrganisation(tx, organisation, 'organisation.status_changed', data, actor);
}
