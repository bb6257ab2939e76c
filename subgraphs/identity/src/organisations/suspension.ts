import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { changeStatus } from './change-status.ts';
import { lockOrganisation } from './lock-organisation.ts';
import { Organisation } from './organisation.ts';
import { saveOrganisation } from './save-organisation.ts';

/**
 * Follows who may decide about suspension: billing (a dispute, a paused subscription) and Operators say `suspension.imposed` and
 * `suspension.lifted`, with a `reason` (ID-26, BIL-42). Only an active Organisation is suspended, and only a suspended one comes back; of
 * one that its Owner has closed it is decided what it is when it is brought back.
 */
export const suspension: EventConsumer = {
  name: 'suspension',
  types: ['suspension.imposed', 'suspension.lifted'],
  async apply(tx, event) {
    await lockOrganisation(tx, event.orgId);
    const organisation = await tx.em.findOne(Organisation, { id: event.orgId });
    if (!organisation) return;
    const [from, to] =
      event.type === 'suspension.imposed' ? (['active', 'suspended'] as const) : (['suspended', 'active'] as const);
    if (organisation.status === from)
      await changeStatus(tx, organisation, to, {
        actor: event.actor,
        personal: event.personal,
        piiClass: event.piiClass,
        reason: reasonOf(event),
      });
    else if (organisation.status === 'deleting' && (organisation.statusBeforeClosing ?? 'active') === from)
      await changeFormerStatus(tx, organisation, to, event);
  },
};

const reasonOf = (event: BusEvent) => String(event.data.reason ?? 'unknown');

async function changeFormerStatus(
  tx: Transaction,
  organisation: Organisation,
  status: 'active' | 'suspended',
  event: BusEvent,
): Promise<void> {
  const before = organisation.statusBeforeClosing;
  organisation.statusBeforeClosing = status;
  const data = {
    before: { statusBeforeClosing: before },
    after: { statusBeforeClosing: status },
    reason: reasonOf(event),
  };
  await saveOrganisation(tx, organisation, 'organisation.former_status_changed', data, event);
}
