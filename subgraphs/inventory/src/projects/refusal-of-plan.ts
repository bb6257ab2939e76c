import type { PlanStatus } from '@offplan/kernel/entitlements/entitlements';
import { NotPermitted, NotPermittedReason } from '@offplan/kernel/graphql/user-errors';

/** The refusal when a workspace's plan allows no changes: it has ended (BIL-14), or billing has not published it yet. Guests meet it too (SCH-9). */
export function refusalOfPlan(status: PlanStatus | null | undefined): NotPermitted | null {
  if (!status) return new NotPermitted(NotPermittedReason.PLAN_PENDING);
  return status === 'ended' ? new NotPermitted(NotPermittedReason.PLAN_ENDED) : null;
}
