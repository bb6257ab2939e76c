import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import Stripe from 'stripe';
import { optionsOf, refusedEventsOf } from '../billing-options.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { isHandled } from './event-table.ts';
import type { Refusal } from './refused-events.ts';
import { takeInEvent } from './stored-event.ts';

/** How old a signature may be, in seconds; 0 would be any age (stripe.md 1). */
const TOLERANCE_SECONDS = 300;

/**
 * Takes in what claims to be an event of Stripe's: checked against every secret that is valid now, stored, queued; a second delivery of it changes
 * nothing (BIL-30). Resolves with why it was refused, or null when it is kept. A database that is away throws, and Stripe comes again.
 */
export async function receiveStripeEvent(
  context: RequestContext,
  { payload, signature }: { payload: string; signature: string },
): Promise<Refusal | null> {
  const { stripe } = optionsOf(context);
  if (!stripe) return 'not_configured';
  const event = readEvent(stripe, { payload, signature });
  if (typeof event === 'string') {
    context.logger.debug({ requestId: context.facts.requestId, reason: event }, 'An event of Stripe was refused');
    refusedEventsOf(context).count(event, context.clock.now());
    return event;
  }
  // Events that nobody asked for (the endpoint was set up by hand) are taken and forgotten.
  if (!isHandled(event.type)) return null;
  await context.db.transaction({ requestId: context.facts.requestId }, async (tx) => {
    await takeInEvent(tx, event);
  });
  return null;
}

function readEvent(
  stripe: StripeAccount,
  { payload, signature }: { payload: string; signature: string },
): Stripe.Event | Refusal {
  for (const secret of stripe.webhookSecrets) {
    try {
      // By the machine's clock: Stripe signs when it delivers, also of what a test clock has brought about.
      const event = stripe.client.webhooks.constructEvent(payload, signature, secret, TOLERANCE_SECONDS);
      if (event.account) return 'foreign_account';
      return event.livemode === stripe.isLive ? event : 'wrong_mode';
    } catch (fault) {
      if (!(fault instanceof Stripe.errors.StripeSignatureVerificationError)) throw fault;
    }
  }
  return 'bad_signature';
}
