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

/**
 * Keeps what decides on a guest's right to sell a unit as it is until the transaction ends: the project's mode, then the unit's release
 * and assignment. What is read afterwards holds when the flip is written; a withdrawal under way is waited for (INV-55, INV-56).
 */
export async function holdAllocation(tx: Transaction, unitId: string): Promise<void> {
  await tx.query(
    'select from inventory.project p where p.id = (select project_id from inventory.unit where id = ?) for share',
    [unitId],
  );
  await tx.query('select from inventory.unit where id = ? for no key update', [unitId]);
}
