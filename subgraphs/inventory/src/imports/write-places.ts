import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { NewEvent } from '@offplan/kernel/events/event';
import { uuidv7 } from '@offplan/kernel/ids';
import { type ImportStarter, starterFacts } from './import-events.ts';
import type { StockPlan } from './plan-for-stock.ts';
import type { Stock } from './stock.ts';

/** Where units of a plan stand: UUIDs of buildings by name and of floors by label. */
export interface Places {
  building(name: string): string;
  floor(buildingId: string, label: string): string;
}

/** Makes the buildings and floors that a plan needs and the project does not have. Floors that it has keep their level. */
export async function openPlaces(
  tx: Transaction,
  stock: Stock,
  plan: StockPlan,
  starter: ImportStarter,
): Promise<Places> {
  const buildings = new Map(stock.buildings.map(({ name, id }) => [name, id]));
  const floors = new Map(stock.floors.map(({ buildingId, label, id }) => [`${buildingId}/${label}`, id]));
  const newBuildings: { id: string; name: string; ordinal: number }[] = [];
  const newFloors: { id: string; building_id: string; label: string; level: number }[] = [];
  let ordinal = Math.max(0, ...stock.buildings.map((building) => building.ordinal));
  for (const { building } of plan.creates) {
    if (buildings.has(building)) continue;
    ordinal += 1;
    newBuildings.push({ id: uuidv7(), name: building, ordinal });
    buildings.set(building, newBuildings.at(-1)!.id);
  }
  const stands = [
    ...plan.creates.map(({ building, row }) => ({ buildingId: buildings.get(building)!, floor: row.floor! })),
    ...plan.updates.flatMap(({ unit, row, changes }) =>
      changes.some(({ field }) => field === 'floor') ? [{ buildingId: unit.buildingId, floor: row.floor! }] : [],
    ),
  ];
  for (const { buildingId, floor } of stands) {
    const key = `${buildingId}/${floor.label}`;
    if (floors.has(key)) continue;
    newFloors.push({ id: uuidv7(), building_id: buildingId, ...floor });
    floors.set(key, newFloors.at(-1)!.id);
  }
  await tx.query(
    `insert into inventory.building (org_id, project_id, id, name, ordinal)
     select ?, ?, id, name, ordinal from jsonb_to_recordset(?::jsonb) as r(id uuid, name text, ordinal integer)`,
    [stock.orgId, stock.projectId, JSON.stringify(newBuildings)],
  );
  await tx.query(
    `insert into inventory.floor (org_id, project_id, id, building_id, label, level)
     select ?, ?, id, building_id, label, level from jsonb_to_recordset(?::jsonb) as r(id uuid, building_id uuid, label text, level integer)`,
    [stock.orgId, stock.projectId, JSON.stringify(newFloors)],
  );
  const created = (
    subjectType: 'building' | 'floor',
    id: string,
    label: string,
    facts: NewEvent['data'],
  ): NewEvent => ({
    ...starterFacts(starter),
    ...{ orgId: stock.orgId, subjectType, subjectId: id, seq: 1, type: `${subjectType}.created` },
    data: { label, projectId: stock.projectId, ...facts },
  });
  await tx.emit(
    ...newBuildings.map(({ id, name }) => created('building', id, name, { after: { name } })),
    ...newFloors.map(({ id, building_id, label, level }) =>
      created('floor', id, label, { buildingId: building_id, after: { label, level } }),
    ),
  );
  return {
    building: (name) => buildings.get(name)!,
    floor: (buildingId, label) => floors.get(`${buildingId}/${label}`)!,
  };
}
