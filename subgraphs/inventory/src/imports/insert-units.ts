import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { ImportStarter } from './import-events.ts';
import { factOf, importedUnitEvent } from './imported-unit-event.ts';
import type { PlannedUnit } from './plan-for-stock.ts';
import type { Stock } from './stock.ts';
import type { Places } from './write-places.ts';

/** A unit of the plan with its UUID and place. */
export type NewUnit = PlannedUnit & { id: string; buildingId: string; stack: string | null };

/** Makes new units in one statement, each with an event `unit.imported`. A new unit may have any status (INV-23). */
export async function insertUnits(
  tx: Transaction,
  { stock, starter }: { stock: Stock; starter: ImportStarter },
  units: readonly NewUnit[],
  places: Places,
): Promise<void> {
  const guests = new Map(stock.guests.map(({ name, orgId }) => [name, orgId]));
  const rows = units.map(({ id, buildingId, stack, isReleased, row }, index) => ({
    ...{ line: index + 1, id, building_id: buildingId, floor_id: places.floor(buildingId, row.floor!.label) },
    ...{
      number: row.number,
      stack,
      section: row.section,
      phase: row.phase,
      kind: row.kind ?? 'apartment',
      layout: row.layout,
    },
    ...{ bedrooms: row.bedrooms, bathrooms: row.bathrooms, view: row.view, orientation: row.orientation },
    ...{ area_total: row.areaTotal, area_inner: row.areaInner, area_balcony: row.areaBalcony },
    ...{ price_minor: row.price?.minorUnits ?? null, currency: row.price?.currency ?? stock.currency },
    ...{
      tags: row.tags ?? [],
      external_id: row.externalId,
      is_released: isReleased,
      status: row.status ?? 'available',
    },
    ...{ assigned_org_id: row.allocatedTo === null ? null : guests.get(row.allocatedTo)! },
  }));
  // Nobody here reserved or sold what came so in the list: the importer is not named as the one who did.
  await tx.query(
    `insert into inventory.unit (org_id, project_id, id, building_id, floor_id, number, stack, section, phase, kind, layout, bedrooms, bathrooms,
       area_total, area_inner, area_balcony, view, orientation, price_minor, currency, tags, external_id, is_released, assigned_org_id,
       status, status_changed_at, channel, created_at, ordinal)
     select ?, ?, id, building_id, floor_id, number, stack, section, phase, kind, layout, bedrooms, bathrooms,
       area_total, area_inner, area_balcony, view, orientation, price_minor, currency, tags, external_id, is_released, assigned_org_id,
       status, ?::timestamptz, case when status <> 'available' then 'import' end, ?::timestamptz, last.ordinal + line
     from (select coalesce(max(ordinal), 0) as ordinal from inventory.unit where org_id = ? and project_id = ?) last,
       jsonb_to_recordset(?::jsonb) as r(line integer, id uuid, building_id uuid, floor_id uuid, number text, stack text, section text, phase text, kind text, layout text,
       bedrooms double precision, bathrooms double precision, area_total double precision, area_inner double precision, area_balcony double precision,
       view text, orientation text, price_minor bigint, currency text, tags text[], external_id text, is_released boolean, assigned_org_id uuid, status text)`,
    [...[stock.orgId, stock.projectId, tx.now, tx.now, stock.orgId, stock.projectId], JSON.stringify(rows)],
  );
  await tx.emit(
    ...units.map(({ id, buildingId, row, isReleased }, index) =>
      importedUnitEvent(stock, starter, {
        id,
        seq: 1,
        type: 'unit.imported',
        label: row.number,
        buildingId,
        assignedOrgId: rows[index]!.assigned_org_id,
        data: { after: factsOf(row, isReleased) },
      }),
    ),
  );
}

/** What a new unit's event says of it: what the file said. */
function factsOf(row: PlannedUnit['row'], isReleased: boolean): Record<string, unknown> {
  const { sheet: _, row: __, allocatedTo: ___, floor, status, kind, ...fields } = row;
  const said = Object.entries(fields).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(said.map(([field, value]) => [field, factOf(value)])),
    ...{ floor: floor!.label, kind: kind ?? 'apartment', status: status ?? 'available' },
    ...(isReleased ? {} : { isReleased }),
  };
}
