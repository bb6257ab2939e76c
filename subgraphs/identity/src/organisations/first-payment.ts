import { ENTITLEMENTS_CHANGED, type Entitlements } from '@offplan/kernel/entitlements/entitlements';
import type { EventConsumer } from '@offplan/kernel/events/consumer';

/** Remembers that an Organisation has paid once, from the first paid tier that billing publishes: then its ownership is an Operator's to move (ID-22). */
export const firstPayment: EventConsumer = {
  name: 'first_payment',
  types: [ENTITLEMENTS_CHANGED],
  async apply(tx, event) {
    const { tier, isTrial } = event.data.after as unknown as Entitlements;
    if (isTrial || tier === 'free_guest') return;
    await tx.query('update identity.organisation set has_paid = true where id = ? and not has_paid', [event.orgId]);
  },
};
