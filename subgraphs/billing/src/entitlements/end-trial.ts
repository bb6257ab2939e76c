import { LockMode } from '@mikro-orm/core';
import type { Task } from '@offplan/kernel/jobs/task';
import { BillingAccount } from './billing-account.ts';
import { computeEntitlements } from './compute-entitlements.ts';
import { publishEntitlements } from './publish-entitlements.ts';

/** Ends a trial whose time has come (BIL-14). Queued when the trial starts; does nothing when the trial is over already or was extended. */
export const endTrial: Task = {
  name: 'billing.end_trial',
  async run({ db, clock }, { orgId }) {
    await db.transaction({ orgId: String(orgId) }, async (tx) => {
      const account = await tx.em.findOne(
        BillingAccount,
        { orgId: String(orgId) },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!account?.trialEndsAt || account.isTrialOver || account.trialEndsAt > clock.now()) return;
      const before = computeEntitlements(account);
      account.isTrialOver = true;
      account.version += 1;
      await tx.em.flush();
      await publishEntitlements(tx, account, before);
    });
  },
};
