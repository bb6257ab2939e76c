import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { actingOperator } from '@offplan/kernel/events/acting-operator';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { isPutAway } from '../subscriptions/closed-statuses.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { queueTrialExtension, settleExtension } from './carry-out-extension.ts';
import { keepExtension, MOST_DAYS, readExtension } from './trial-extension.ts';

const DAY = 86_400_000;

export interface ExtensionOrder {
  orgId: string;
  days: number;
  /** Who of offplan’s staff gives them, and why. */
  by: string;
  reason: string;
}

/** What became of it; each refusal says why, and the way out where there is one. */
export type ExtensionOutcome = { done: true; isNew: boolean; endsAt: Date } | { done: false; message: string };

const refuse = (message: string): ExtensionOutcome => ({ done: false, message });

/**
 * Gives a trial that runs 1 to 7 more days, once an Organisation (OPR-4). Written down first; Stripe hears of it by a job, and mails and banners follow
 * when it has. Without Stripe the account's own date moves at once. The same order again changes nothing.
 */
export async function extendTrial(
  options: BillingOptions,
  db: SubgraphDatabase,
  { orgId, days, by, reason }: ExtensionOrder,
): Promise<ExtensionOutcome> {
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    return refuse(`A trial is extended by 1 to ${MOST_DAYS} whole days in all.`);
  let outcome = refuse('Billing does not know this Organisation yet. Try again in a moment.');
  await inAccount({ db, orgId }, async (tx, account) => {
    const known = await readExtension(tx, orgId);
    if (known && known.state !== 'failed') {
      outcome =
        known.days === days
          ? { done: true, isNew: false, endsAt: known.endsAt }
          : refuse(
              `Its trial was extended by ${known.days} days already, to ${known.endsAt.toISOString()}. That is done once.`,
            );
      return;
    }
    const objection = objectionTo(account, tx.now);
    if (objection) {
      outcome = refuse(objection);
      return;
    }
    if (!options.stripe && (await tx.em.count(Subscription, { orgId })) > 0) {
      outcome = refuse('Its trial is kept at Stripe, which is not configured here.');
      return;
    }
    const before = account.trialEndsAt!;
    const endsAt = new Date(before.getTime() + days * DAY);
    await keepExtension(tx, { orgId, days, endsAt });
    await tell(tx, account, actingOperator(by), 'trial.extension_ordered', {
      before: { trialEndsAt: before.toISOString() },
      after: { trialEndsAt: endsAt.toISOString() },
      days,
      reason: `trial_extended: ${reason}`,
    });
    if (options.stripe) await queueTrialExtension(tx, orgId);
    else await settleExtension(options, tx, account);
    outcome = { done: true, isNew: true, endsAt };
  });
  return outcome;
}

/** Why a trial cannot be extended; null when it can. */
function objectionTo({ organisationStatus, published, trialEndsAt }: BillingAccount, now: Date): string | null {
  if (isPutAway(organisationStatus))
    return `The Organisation is ${organisationStatus}; a trial is extended while it is in use.`;
  if (!trialEndsAt) return 'It never had a trial.';
  if (published?.isTrial && trialEndsAt > now) return null;
  if (published?.status === 'ended' || published?.isTrial)
    return `Its trial or plan has ended; only a trial that runs is extended. Its Owner can choose a plan.`;
  return `Its plan is ${published?.tier ?? 'not known yet'} and no trial any more; there is nothing to extend.`;
}
