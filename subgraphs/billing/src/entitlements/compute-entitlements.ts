import type { Entitlements } from '@offplan/kernel/entitlements/entitlements';
import { featuresOf, TRIAL, tierOf } from '../plans/pricing-config.ts';
import type { BillingAccount } from './billing-account.ts';

/**
 * What an Organisation may do, from its account alone: the one place where that is computed (BIL-3). A running trial is Pro with its
 * limits; after it, without a paid tier, the workspace is a read-only Free Guest (BIL-14).
 */
export function computeEntitlements(account: BillingAccount): Entitlements {
  const isTrial = account.trialEndsAt !== null && !account.isTrialOver;
  const tier = isTrial ? TRIAL.tier : account.tier;
  const hadTrial = account.trialEndsAt !== null;
  return {
    version: account.version,
    tier,
    isTrial,
    trialEndsAt: account.trialEndsAt?.toISOString() ?? null,
    status: !isTrial && hadTrial && account.tier === 'free_guest' ? 'ended' : 'active',
    limits: isTrial ? TRIAL.limits : tierOf(tier).limits,
    features: featuresOf(tier),
  };
}
