import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { changeStatus } from '../organisations/change-status.ts';
import { lockOrganisation } from '../organisations/lock-organisation.ts';
import { Organisation } from '../organisations/organisation.ts';
import { saveOrganisation } from '../organisations/save-organisation.ts';
import { useUpRestoreLinks } from './use-up-restore-links.ts';

/**
 * Brings an archived Organisation back when its plan is paid for (BIL-29). Whoever has closed it meanwhile ends that: then billing hears that
 * nothing is given for the money, and returns it.
 */
export const restoreByPayment: EventConsumer = {
  name: 'restore_by_payment',
  types: ['restoration.paid'],
  async apply(tx, event) {
    await lockOrganisation(tx, event.orgId);
    const organisation = await tx.em.findOne(Organisation, { id: event.orgId });
    if (!organisation) return;
    const { actor } = event;
    if (organisation.status === 'free_guest_archived') {
      await useUpRestoreLinks(tx, event.orgId);
      await changeStatus(tx, organisation, 'active', { actor, reason: 'restored_by_payment' });
    } else if (organisation.status === 'deleting' || organisation.status === 'deleted')
      await saveOrganisation(
        tx,
        organisation,
        'organisation.restoration_refused',
        { subscriptionId: event.data.subscriptionId, status: organisation.status },
        { actor },
      );
  },
};
