import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { type NoteKind, noteForOperators } from '../operators/operator-notes.ts';

export const TAKE_BACK = 'billing.take_back_subscription';

/** Why a subscription is taken back: a second one beside the first (BIL-24), or one that was paid when the workspace was closed already (BIL-29). */
export type TakeBackReason = 'second' | 'late';

const FOUND: Record<TakeBackReason, { kind: NoteKind; type: string }> = {
  second: { kind: 'second_subscription', type: 'subscription.second_found' },
  late: { kind: 'late_payment', type: 'subscription.late_found' },
};

/** Writes down that a subscription is to be taken back, with the job that does it. Wanted as often as it is seen, done once. The account is locked. */
export async function wantTakenBack(
  tx: Transaction,
  account: BillingAccount,
  { subscriptionId, why, actor }: { subscriptionId: string; why: TakeBackReason; actor: Actor },
): Promise<void> {
  const { orgId } = account;
  await enqueue(tx, TAKE_BACK, { orgId, subscriptionId, why }, { key: `take back ${subscriptionId}` });
  const { kind, type } = FOUND[why];
  const isNew = await noteForOperators(tx, {
    orgId,
    key: `take_back:${subscriptionId}`,
    kind,
    data: { subscriptionId },
  });
  if (isNew) await tell(tx, account, actor, type, { subscriptionId });
}
