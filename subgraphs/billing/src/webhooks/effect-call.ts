import type { BillingOptions } from '../billing-options.ts';
import type { BookCall } from '../revenue/book-revenue.ts';
import type { StoredEvent } from './stored-event.ts';

/** What an effect works with. The account has been brought up to date before it. */
export interface EffectCall extends BookCall {
  options: BillingOptions;
  event: StoredEvent;
}
