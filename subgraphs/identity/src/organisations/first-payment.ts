import { ENTITLEMENTS_CHANGED, type Entitlements } from '@offplan/kernel/entitlements/entitlements';
import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { lockOrganisation } from './lock-organisation.ts';
import { Organisation } from './organisation.ts';
import { saveOrganisation } from './save-organisation.ts';

/** Remembers that an Organisation has paid once, from the first paid tier that billing publishes: then its ownership is an Operator's to move (ID-22). */
export const firstPayment: EventConsumer = {
  name: 'first_payment',
  types: [ENTITLEMENTS_CHANGED],
  async apply(tx, event) {
    const { tier, isTrial } = event.data.after as unknown as Entitlements;
    if (isTrial || tier === 'free_guest') return;
    await lockOrganisation(tx, event.orgId);
    const organisation = await tx.em.findOne(Organisation, { id: event.orgId, hasPaid: false });
    if (!organisation) return;
    organisation.hasPaid = true;
    const data = { before: { hasPaid: false }, after: { hasPaid: true } };
    await saveOrganisation(tx, organisation, 'organisation.first_paid', data, { actor: event.actor });
  },
};
