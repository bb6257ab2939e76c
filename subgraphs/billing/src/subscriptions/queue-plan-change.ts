import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { PlanChange } from './plan-change.ts';

export const CARRY_OUT = 'billing.carry_out_plan_change';

/** Queues that a confirmed change of plan is carried out, not before `delay` ms; one that is queued already comes then. */
export function queuePlanChange(tx: Transaction, { orgId, id }: PlanChange, delay = 0): Promise<void> {
  return enqueue(tx, CARRY_OUT, { orgId, id }, { key: `plan change ${id}`, delay });
}
