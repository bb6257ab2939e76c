import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';

/** Assigns units to a guest Organisation, or to the internal pool with `toOrgId` null; one event a unit. Whoever looked after a unit
 * before does so no more (INV-57). Units that are there already stay untouched. Returns the ids of those that moved. */
export async function moveUnits(
  tx: Transaction,
  move: {
    orgId: string;
    unitIds: readonly string[];
    toOrgId: string | null;
    actor: Actor;
    onBehalfOf: string | null;
    personal: Record<string, string>;
    reason?: string;
  },
): Promise<string[]> {
  if (move.unitIds.length === 0) return [];
  const moved = await tx.query<{
    id: string;
    number: string;
    project_id: string;
    building_id: string;
    version: number;
    before: string | null;
  }>(
    `with target as (select id, assigned_org_id from inventory.unit where org_id = ? and id = any (?::uuid[]) order by id for update)
     update inventory.unit u set assigned_org_id = ?::uuid, assigned_user_id = null, version = u.version + 1 from target
     where u.org_id = ? and u.id = target.id and target.assigned_org_id is distinct from ?::uuid
     returning u.id, u.number, u.project_id, u.building_id, u.version, target.assigned_org_id as before`,
    [move.orgId, `{${move.unitIds.join(',')}}`, move.toOrgId, move.orgId, move.toOrgId],
  );
  await tx.emit(
    ...moved.map((unit) => ({
      orgId: move.orgId,
      subjectType: 'unit',
      subjectId: unit.id,
      seq: unit.version,
      type: 'unit.assigned',
      actor: move.actor,
      onBehalfOf: move.onBehalfOf,
      data: {
        label: unit.number,
        projectId: unit.project_id,
        buildingId: unit.building_id,
        assignedOrgId: move.toOrgId,
        before: { assignedOrgId: unit.before },
        after: { assignedOrgId: move.toOrgId },
        ...(move.reason ? { reason: move.reason } : {}),
      },
      personal: move.personal,
      piiClass: 'personal_meta' as const,
    })),
  );
  return moved.map((unit) => unit.id);
}
