import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import type { BillingOptions } from '../billing-options.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import type { StoredEvent } from './stored-event.ts';

/** What an effect works with. The account has been brought up to date before it. */
export interface EffectCall {
  options: BillingOptions;
  stripe: StripeAccount;
  db: SubgraphDatabase;
  orgId: string;
  event: StoredEvent;
  actor: Actor;
}
