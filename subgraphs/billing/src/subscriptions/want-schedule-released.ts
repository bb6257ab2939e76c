import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';

export const RELEASE_SCHEDULE = 'billing.release_schedule';

/** Queues that a schedule which has brought its plan lets go of the subscription: while it holds it, nobody can cancel in the portal (stripe.md 2.2). */
export function wantScheduleReleased(tx: Transaction, scheduleId: string): Promise<void> {
  return enqueue(tx, RELEASE_SCHEDULE, { scheduleId }, { key: `release ${scheduleId}` });
}
