import type { Logger } from '@offplan/kernel/logging';
import Stripe from 'stripe';
import { BillingUnavailable } from '../subscriptions/billing-results.ts';

const { StripeAPIError, StripeConnectionError, StripeRateLimitError, StripeIdempotencyError } = Stripe.errors;

/** Whether asking again later may do: Stripe is away, slow or busy, or another of our processes asks the same thing at this moment. */
export function isPassing(fault: unknown): boolean {
  return (
    fault instanceof StripeConnectionError ||
    fault instanceof StripeAPIError ||
    fault instanceof StripeRateLimitError ||
    (fault instanceof StripeIdempotencyError && fault.statusCode === 409)
  );
}

/** Asks Stripe within a request of a person: what may pass is an answer, not a fault (SCH-7). */
export async function askStripe<Answer>(
  logger: Logger,
  ask: () => Promise<Answer>,
): Promise<Answer | BillingUnavailable> {
  try {
    return await ask();
  } catch (fault) {
    if (!isPassing(fault)) throw fault;
    logger.warn({ fault: String(fault) }, 'Stripe did not answer');
    return new BillingUnavailable();
  }
}
