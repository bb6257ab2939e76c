import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { ActingOperator } from '@offplan/kernel/events/acting-operator';
import type { Actor } from '@offplan/kernel/events/event';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { wantCollectionPaused } from './collection-pause.ts';

/**
 * Adds or removes a cause for which an Organisation is suspended: `pause`, or a dispute's id (BIL-46). The first cause suspends it and the
 * last that goes releases it; identity carries that out, and a job sees to it that a workspace which a dispute suspends is not charged. The account
 * is locked.
 */
export async function setSuspensionCause(
  tx: Transaction,
  account: BillingAccount,
  { cause, isOn, actor }: { cause: string; isOn: boolean; actor: Actor | ActingOperator },
): Promise<void> {
  const { orgId } = account;
  const changed = isOn
    ? await tx.query(
        'insert into billing.suspension_cause (org_id, cause, since) values (?, ?, ?) on conflict do nothing returning cause',
        [orgId, cause, tx.now],
      )
    : await tx.query('delete from billing.suspension_cause where org_id = ? and cause = ? returning cause', [
        orgId,
        cause,
      ]);
  if (changed.length === 0) return;
  if (cause !== 'pause') await wantCollectionPaused(tx, orgId);
  const [rest] = await tx.query<{ causes: number }>(
    'select count(*)::int as causes from billing.suspension_cause where org_id = ?',
    [orgId],
  );
  if (rest!.causes !== (isOn ? 1 : 0)) return;
  await tell(tx, account, actor, isOn ? 'suspension.imposed' : 'suspension.lifted', {
    reason: cause === 'pause' ? 'subscription_paused' : 'dispute',
    cause,
  });
}
