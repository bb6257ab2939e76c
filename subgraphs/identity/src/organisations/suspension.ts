import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { changeStatus } from './change-status.ts';
import { lockOrganisation } from './lock-organisation.ts';
import { Organisation } from './organisation.ts';

/**
 * Follows who may decide about suspension: billing (a dispute, a paused subscription) and Operators say `suspension.imposed` and
 * `suspension.lifted`, with a `reason` (ID-26, BIL-42). Only an active Organisation is suspended, and only a suspended one comes back.
 */
export const suspension: EventConsumer = {
  name: 'suspension',
  types: ['suspension.imposed', 'suspension.lifted'],
  async apply(tx, event) {
    await lockOrganisation(tx, event.orgId);
    const organisation = await tx.em.findOne(Organisation, { id: event.orgId });
    const [from, to] =
      event.type === 'suspension.imposed' ? (['active', 'suspended'] as const) : (['suspended', 'active'] as const);
    if (organisation?.status !== from) return;
    await changeStatus(tx, organisation, to, {
      actor: event.actor,
      personal: event.personal,
      piiClass: event.piiClass,
      reason: String(event.data.reason ?? 'unknown'),
    });
  },
};
