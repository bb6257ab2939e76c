import { LockMode } from '@mikro-orm/core';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import { BillingAccount } from './billing-account.ts';
import { computeEntitlements } from './compute-entitlements.ts';
import { publishEntitlements } from './publish-entitlements.ts';

const END_TRIAL = 'billing.end_trial';

/** Queues the end of an account's trial, `options` saying when. One a trial: what was queued before is replaced. */
export function queueEndOfTrial(
  tx: Transaction,
  orgId: string,
  options: { runAt: Date } | { delay: number },
): Promise<void> {
  return enqueue(tx, END_TRIAL, { orgId }, { key: `trial ${orgId}`, ...options });
}

/**
 * Ends a trial whose time has come (BIL-14). Queued when the trial starts; does nothing when the trial is over already. Jobs run by the
 * database's clock, which may be ahead of this machine's: whoever comes too early queues itself again for the time that is left.
 */
export const endTrial: Task = {
  name: END_TRIAL,
  async run({ db, clock }, { orgId }) {
    await db.transaction({ orgId: String(orgId) }, async (tx) => {
      const account = await tx.em.findOne(
        BillingAccount,
        { orgId: String(orgId) },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!account?.trialEndsAt || account.isTrialOver) return;
      const timeLeft = account.trialEndsAt.getTime() - clock.now().getTime();
      if (timeLeft > 0) return queueEndOfTrial(tx, account.orgId, { delay: timeLeft });
      const before = computeEntitlements(account);
      account.isTrialOver = true;
      account.version += 1;
      await tx.em.flush();
      await publishEntitlements(tx, account, before);
    });
  },
};
