import type Stripe from 'stripe';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { idOf } from '../stripe/stripe-values.ts';
import { phaseAgain, phasesLeft, scheduleOf } from '../subscriptions/phase-settings.ts';

/**
 * Lets a plan that is to come be charged to the card of the plan before as it is now: its phase names the one of the day on which it was
 * planned. `cause` begins the keys: the event that told of the card.
 */
export async function followCardInSchedules(
  { client }: StripeAccount,
  { customerId, cause }: { customerId: string; cause: string },
): Promise<void> {
  for await (const subscription of client.subscriptions.list({
    customer: customerId,
    limit: 100,
    expand: ['data.schedule'],
  })) {
    const schedule = scheduleOf(subscription);
    const card = idOf(subscription.default_payment_method);
    if (!schedule || !card) continue;
    const phases = phasesLeft(schedule);
    if (phases.every((phase) => idOf(phase.default_payment_method) === card)) continue;
    const params = {
      end_behavior: schedule.end_behavior as Stripe.SubscriptionScheduleUpdateParams.EndBehavior,
      proration_behavior: 'none' as const,
      phases: phases.map((phase) => phaseAgain(phase, card)),
    };
    await insist(`card:${cause}:${schedule.id}`, (idempotencyKey) =>
      client.subscriptionSchedules.update(schedule.id, params, { idempotencyKey }),
    );
  }
}
