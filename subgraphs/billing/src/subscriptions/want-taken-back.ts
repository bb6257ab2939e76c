import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { noteForOperators } from '../operators/operator-notes.ts';

export const TAKE_BACK = 'billing.take_back_subscription';

/** Writes down that a subscription is to be taken back, with the job that does it. Wanted as often as it is seen, done once. The account is locked. */
export async function wantTakenBack(
  tx: Transaction,
  account: BillingAccount,
  { subscriptionId, actor }: { subscriptionId: string; actor: Actor },
): Promise<void> {
  const { orgId } = account;
  await enqueue(tx, TAKE_BACK, { orgId, subscriptionId }, { key: `take back ${subscriptionId}` });
  const isNew = await noteForOperators(tx, {
    orgId,
    key: `take_back:${subscriptionId}`,
    kind: 'second_subscription',
    data: { subscriptionId },
  });
  if (isNew) await tell(tx, account, actor, 'subscription.second_found', { subscriptionId });
}
