import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';

/** Releases a schedule, which leaves the subscription as it is; one that is released already stays so. */
export async function releaseSchedule(stripe: StripeAccount, scheduleId: string, key: string): Promise<void> {
  const schedule = await stripe.client.subscriptionSchedules.retrieve(scheduleId);
  if (schedule.status !== 'active' && schedule.status !== 'not_started') return;
  await insist(key, (idempotencyKey) =>
    stripe.client.subscriptionSchedules.release(scheduleId, {}, { idempotencyKey }),
  );
}
