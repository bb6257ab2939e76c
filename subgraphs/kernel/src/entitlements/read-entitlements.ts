import type { EntityManager } from '@mikro-orm/postgresql';
import { Transaction } from '../database/subgraph-database.ts';
import type { Entitlements, PlanLimits, PlanStatus, TierSlug } from './entitlements.ts';

/**
 * The mirrored entitlements of an Organisation, or null while billing has not published any (PLAN_PENDING). With `lock` the row stays
 * locked until the transaction ends: whoever counts against a limit next waits, so that two at once cannot both take the last place.
 */
export async function readEntitlements(
  source: Transaction | EntityManager,
  orgId: string,
  options: { lock?: boolean } = {},
): Promise<Entitlements | null> {
  const em = source instanceof Transaction ? source.em : source;
  const rows = (await em.execute(
    `select version, tier, is_trial, trial_ends_at, status, limits, features from ${em.config.get('schema')}.entitlement_mirror
     where org_id = ? ${options.lock ? 'for update' : ''}`,
    [orgId],
  )) as MirrorRow[];
  const row = rows[0];
  if (!row) return null;
  return {
    version: Number(row.version),
    tier: row.tier,
    isTrial: row.is_trial,
    trialEndsAt: row.trial_ends_at === null ? null : new Date(row.trial_ends_at).toISOString(),
    status: row.status,
    limits: row.limits,
    features: row.features,
  };
}

interface MirrorRow {
  version: string;
  tier: TierSlug;
  is_trial: boolean;
  trial_ends_at: Date | string | null;
  status: PlanStatus;
  limits: PlanLimits;
  features: string[];
}
