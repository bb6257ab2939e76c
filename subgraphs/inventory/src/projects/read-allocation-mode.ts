import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { AllocationMode } from './project.ts';

/** The allocation mode of a project of the tenant; Closed, the stricter one, when there is none. */
export async function readAllocationMode(tx: Transaction, projectId: string): Promise<AllocationMode> {
  const [row] = await tx.query<{ allocation_mode: AllocationMode }>(
    'select allocation_mode from inventory.project where id = ?',
    [projectId],
  );
  return row?.allocation_mode ?? AllocationMode.CLOSED;
}
