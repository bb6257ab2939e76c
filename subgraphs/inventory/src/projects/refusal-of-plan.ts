import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Cap, PlanStatus } from '@offplan/kernel/entitlements/entitlements';
import { type HeldPlan, isBeyond, leastTierFor } from '@offplan/kernel/entitlements/plan-fit';
import { NotPermitted, NotPermittedReason } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/** The refusal when a workspace's plan allows no changes: it has ended (BIL-14), or billing has not published it yet. Guests meet it too (SCH-9). */
export function refusalOfPlan(status: PlanStatus | null | undefined): NotPermitted | null {
  if (!status) return new NotPermitted(NotPermittedReason.PLAN_PENDING);
  return status === 'ended' ? new NotPermitted(NotPermittedReason.PLAN_ENDED) : null;
}

/** Where things stand in the order in which a plan holds them: of several the last one. Null where there is none. */
export interface Places {
  project: number | null;
  unit: number | null;
}

/**
 * The refusal for a project and units of it: what `refusalOfPlan` says, and that the plan does not hold as many projects, or units in one
 * (BIL-23). Which tier the host would need is no business of its guests.
 */
export function refusalAt(
  context: RequestContext,
  plan: HeldPlan | null,
  { project, unit }: Places,
): NotPermitted | null {
  const refusal = refusalOfPlan(plan?.status);
  if (refusal || !plan) return refusal;
  const tooMuch = (cap: Cap, place: number | null) => {
    if (place === null || !isBeyond(plan, cap, place)) return null;
    return new NotPermitted(NotPermittedReason.BEYOND_PLAN, context.isGuest ? null : leastTierFor(plan, cap, place));
  };
  return tooMuch('projects', project) ?? tooMuch('unitsPerProject', unit);
}

/** The same, for the projects and units with these UUIDs, by one statement. An id that is not there is somebody else's to refuse. */
export async function refusalIn(
  context: RequestContext,
  tx: Transaction,
  { projectIds, unitIds = [] }: { projectIds: readonly string[]; unitIds?: readonly string[] },
): Promise<NotPermitted | null> {
  const [row] = await tx.query<HeldPlan & Places>(
    `select m.tier, m.status, m.limits, m.tier_limits as "tierLimits",
       (select max(place) from inventory.project where org_id = m.org_id and id = any (?::uuid[])) as project,
       (select max(ordinal) from inventory.unit where org_id = m.org_id and id = any (?::uuid[])) as unit
     from inventory.entitlement_mirror m where m.org_id = ?`,
    [`{${projectIds.join(',')}}`, `{${unitIds.join(',')}}`, context.orgId],
  );
  return refusalAt(context, row ?? null, row ?? { project: null, unit: null });
}
