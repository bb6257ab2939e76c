import type { Logger } from '@offplan/kernel/logging';
import Stripe from 'stripe';
import { BillingUnavailable } from '../subscriptions/billing-results.ts';

const {
  StripeAPIError,
  StripeAuthenticationError,
  StripeConnectionError,
  StripeIdempotencyError,
  StripePermissionError,
  StripeRateLimitError,
} = Stripe.errors;

/**
 * Whether asking again later may do: Stripe is away, slow or busy, does not take our key any more, or another of our processes asks the same
 * thing at this moment.
 */
function isPassing(fault: unknown): boolean {
  return (
    fault instanceof StripeConnectionError ||
    fault instanceof StripeAPIError ||
    fault instanceof StripeRateLimitError ||
    fault instanceof StripeAuthenticationError ||
    fault instanceof StripePermissionError ||
    (fault instanceof StripeIdempotencyError && fault.statusCode === 409)
  );
}

/**
 * For so long a person waits, in milliseconds: less than the gateway does, so that a Stripe that hangs is an answer too. What was begun goes on
 * behind; whatever it comes to is taken over like an event of Stripe's.
 */
export const PATIENCE = 8_000;

/** Asks Stripe within a request of a person: what may pass is an answer, not a fault (SCH-7). */
export async function askStripe<Answer>(
  logger: Logger,
  ask: () => Promise<Answer>,
  patience = PATIENCE,
): Promise<Answer | BillingUnavailable> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<BillingUnavailable>((resolve) => {
    timer = setTimeout(() => resolve(new BillingUnavailable()), patience);
  });
  const answer = ask().catch((fault) => {
    if (!isPassing(fault)) throw fault;
    logger.warn({ fault: String(fault) }, 'Stripe did not answer');
    return new BillingUnavailable();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    // Nobody waits for it any more.
    answer.catch((fault) => logger.warn({ fault: String(fault) }, 'What was asked of Stripe failed'));
  }
}
