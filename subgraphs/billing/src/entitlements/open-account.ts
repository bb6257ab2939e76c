import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { TRIAL } from '../plans/pricing-config.ts';
import { BillingAccount } from './billing-account.ts';
import { queueEndOfTrial } from './end-trial.ts';
import { publishEntitlements } from './publish-entitlements.ts';

const DAY = 86_400_000;

/** Opens the account of a new Organisation: with a trial when it came by sign-up path A, as a Free Guest else (BIL-10, BIL-17). The trial counts from the creation, not from now. */
export const openAccount: EventConsumer = {
  name: 'open_account',
  types: ['organisation.created'],
  async apply(tx, event) {
    const hasTrial = event.data.path === 'trial';
    const startedAt = new Date(event.occurredAt);
    const trialEndsAt = hasTrial ? new Date(startedAt.getTime() + TRIAL.days * DAY) : null;
    const account = tx.em.create(BillingAccount, {
      orgId: event.orgId,
      version: 1,
      tier: 'free_guest',
      trialStartedAt: hasTrial ? startedAt : null,
      trialEndsAt,
      isTrialOver: false,
    } as never) as BillingAccount;
    await tx.em.flush();
    if (trialEndsAt) await queueEndOfTrial(tx, event.orgId, { runAt: trialEndsAt });
    await publishEntitlements(tx, account, null);
  },
};
