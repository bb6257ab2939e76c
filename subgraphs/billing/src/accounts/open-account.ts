import type { EventConsumer } from '@offplan/kernel/events/consumer';
import type { BillingOptions } from '../billing-options.ts';
import { queueOpenCustomer } from '../customers/open-customer.ts';
import { publishEntitlements } from '../entitlements/publish-entitlements.ts';
import { currencyOf, TRIAL } from '../plans/pricing-config.ts';
import { BillingAccount } from './billing-account.ts';

const DAY = 86_400_000;

/** Opens the account of a new Organisation: with a trial when it came by sign-up path A, as a Free Guest else (BIL-10, BIL-17). The trial counts from the creation, not from now. */
export const openAccount = (options: BillingOptions): EventConsumer => ({
  name: 'open_account',
  types: ['organisation.created'],
  async apply(tx, event) {
    const { name, country, timeZone } = event.data.after as { name: string; country: string; timeZone?: string };
    const startedAt = event.data.path === 'trial' ? new Date(event.occurredAt) : null;
    const account = tx.em.create(BillingAccount, {
      orgId: event.orgId,
      version: 0,
      name,
      country,
      timeZone: timeZone ?? 'UTC',
      currency: currencyOf(country),
      ownerUserId: (event.data.userId as string | undefined) ?? null,
      ownerEmail: event.personal.email ?? null,
      stripeCustomerId: null,
      trialStartedAt: startedAt,
      trialEndsAt: startedAt && new Date(startedAt.getTime() + TRIAL.days * DAY),
      givenTier: null,
      givenLimits: null,
      chosenTier: null,
      invoiceReference: null,
      card: null,
      nextCharge: null,
      hasInvalidTaxId: false,
      needsAddress: false,
      organisationStatus: 'active',
      organisationStatusSince: null,
      pagesOpened: 0,
      syncedTicket: '0',
      published: null,
    } as never) as BillingAccount;
    await publishEntitlements(options, tx, account);
    if (startedAt) await queueOpenCustomer(tx, event.orgId);
  },
});
