import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { PERSON_ERASED } from '@offplan/kernel/events/erase-personal';
import { queueTellCustomer } from '../customers/tell-customer.ts';
import { currencyOf } from '../plans/pricing-config.ts';
import { runningSubscription } from '../subscriptions/running-subscription.ts';
import { lockAccount } from './lock-account.ts';

/** Keeps name, country, time zone and Owner of an account as identity says they are; Stripe hears of it. */
export const followOrganisation: EventConsumer = {
  name: 'follow_organisation',
  types: ['organisation.edited', 'ownership.transferred', 'owner.email_changed', PERSON_ERASED],
  async apply(tx, event) {
    const account = await lockAccount(tx, event.orgId);
    if (!account) return;
    const after = (event.data.after ?? {}) as {
      name?: string;
      country?: string;
      timeZone?: string;
      ownerUserId?: string;
    };
    switch (event.type) {
      case 'organisation.edited':
        account.name = after.name ?? account.name;
        account.country = after.country ?? account.country;
        account.timeZone = after.timeZone ?? account.timeZone;
        // What is charged in follows the country while nothing is charged (BIL-4).
        if (after.country && !(await runningSubscription(tx.em, event.orgId)))
          account.currency = currencyOf(after.country);
        break;
      case 'ownership.transferred':
        account.ownerUserId = after.ownerUserId ?? null;
        account.ownerEmail = event.personal.email ?? null;
        break;
      case 'owner.email_changed':
        if (account.ownerUserId !== event.data.userId) return;
        account.ownerEmail = event.personal.email ?? null;
        break;
      default:
        if (account.ownerUserId !== event.subjectId) return;
        account.ownerEmail = null;
    }
    account.version += 1;
    if (account.stripeCustomerId && event.type !== PERSON_ERASED) await queueTellCustomer(tx, event.orgId);
  },
};
