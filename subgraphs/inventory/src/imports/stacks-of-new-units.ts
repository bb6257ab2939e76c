import { deriveStacks } from './derive-stacks.ts';
import type { NewUnit } from './insert-units.ts';

/** The stacks of new units, found over each building as a whole; places for cars and things are numbered by other rules. */
export function stacksOfNewUnits(units: readonly Omit<NewUnit, 'stack'>[]): Map<string, string | null> {
  const groups = Map.groupBy(
    units,
    ({ buildingId, row }) => `${buildingId} ${row.kind === 'parking' || row.kind === 'storage'}`,
  );
  const stacks = new Map<string, string | null>();
  for (const group of groups.values()) {
    const found = deriveStacks(group.map(({ row }) => ({ number: row.number, floor: row.floor })));
    for (const [index, { id }] of group.entries()) stacks.set(id, found[index]!);
  }
  return stacks;
}
