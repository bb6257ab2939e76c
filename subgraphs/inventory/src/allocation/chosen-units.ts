import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import { UnitNotFound } from '../units/flip-results.ts';
import { Unit } from '../units/unit.ts';
import { MOST_UNITS_AT_ONCE } from './allocation-inputs.ts';

/** The UUIDs of chosen units; a malformed id is an unknown unit, too many or none is a fault of the input. */
export function readUnitIds(unitIds: readonly string[]): string[] | UnitNotFound | ValidationFailed {
  if (unitIds.length < 1 || unitIds.length > MOST_UNITS_AT_ONCE)
    return new ValidationFailed([
      { path: ['unitIds'], code: 'BAD_LENGTH', message: `Choose 1 to ${MOST_UNITS_AT_ONCE} units.` },
    ]);
  const ids = new Set<string>();
  for (const unitId of unitIds) {
    const id = decodeId('unit', unitId);
    if (!id) return UnitNotFound.make();
    ids.add(id);
  }
  return [...ids];
}

/** Whether all of them are units of the project. */
export async function areUnitsOf(
  tx: Transaction,
  orgId: string,
  projectId: string,
  ids: readonly string[],
): Promise<boolean> {
  const [row] = await tx.query<{ found: number }>(
    'select count(*)::int as found from inventory.unit where org_id = ? and project_id = ? and id = any (?::uuid[])',
    [orgId, projectId, `{${ids.join(',')}}`],
  );
  return row!.found === ids.length;
}

/** The units as they are now, in the order of their ids. */
export async function readUnits(tx: Transaction, orgId: string, ids: readonly string[]): Promise<Unit[]> {
  tx.em.clear();
  const rows = await tx.query<Record<string, unknown>>(
    'select u.* from inventory.unit u where u.org_id = ? and u.id = any (?::uuid[]) order by u.id',
    [orgId, `{${ids.join(',')}}`],
  );
  return rows.map((row) => tx.em.map(Unit, row as never));
}
