import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { secondsOf } from '../stripe/stripe-values.ts';

/** Takes over when a trial ends (GRO-2); the same second is no change. What is published follows the account, which is locked. */
export async function moveTrialEnd(
  tx: Transaction,
  account: BillingAccount,
  endsAt: Date,
  actor: Actor,
): Promise<void> {
  const before = account.trialEndsAt;
  if (before && secondsOf(before) === secondsOf(endsAt)) return;
  account.trialEndsAt = endsAt;
  await tell(tx, account, actor, before && before > endsAt ? 'trial.shortened' : 'trial.extended', {
    before: { trialEndsAt: before?.toISOString() ?? null },
    after: { trialEndsAt: endsAt.toISOString() },
  });
}
