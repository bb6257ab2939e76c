import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { EventData, NewEvent } from '@offplan/kernel/events/event';
import type { Organisation } from './organisation.ts';

/** Writes what was changed of an Organisation as its next version, and the event that tells it, in its scope. */
export async function saveOrganisation(
  tx: Transaction,
  organisation: Organisation,
  type: `organisation.${string}`,
  data: EventData,
  by: Pick<NewEvent, 'actor' | 'personal' | 'piiClass'>,
): Promise<void> {
  organisation.version += 1;
  await tx.em.flush();
  await tx.emit({
    orgId: organisation.id,
    subjectType: 'organisation',
    subjectId: organisation.id,
    seq: organisation.version,
    type,
    data: { label: organisation.name, ...data },
    actor: by.actor,
    personal: by.personal,
    piiClass: by.piiClass,
  });
}
