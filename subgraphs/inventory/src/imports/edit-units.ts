import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { ImportStarter } from './import-events.ts';
import { factOf, importedUnitEvent } from './imported-unit-event.ts';
import type { PlannedUpdate } from './plan-for-stock.ts';
import type { Stock } from './stock.ts';
import type { UnitIds } from './unit-ids.ts';
import type { UnitRow } from './unit-row.ts';
import type { Places } from './write-places.ts';

/** Writes the changed fields of existing units in one statement, each unit with an event `unit.edited` that holds before and after. */
export async function editUnits(
  tx: Transaction,
  { stock, starter }: { stock: Stock; starter: ImportStarter },
  updates: readonly PlannedUpdate[],
  places: Places,
  ids: UnitIds,
): Promise<void> {
  const edits = updates.filter(({ changes }) => changes.length > 0);
  if (edits.length === 0) return;
  const rows = edits.map(({ unit, changes }) => {
    const after = Object.fromEntries(changes.map((change) => [change.field, change.after])) as Partial<UnitRow>;
    return {
      id: unit.id,
      ...{ section: after.section, phase: after.phase, kind: after.kind, layout: after.layout },
      ...{ bedrooms: after.bedrooms, bathrooms: after.bathrooms, view: after.view, orientation: after.orientation },
      ...{ area_total: after.areaTotal, area_inner: after.areaInner, area_balcony: after.areaBalcony },
      ...{ price_minor: after.price?.minorUnits, currency: after.price?.currency },
      ...{ tags: after.tags, external_id: after.externalId },
      floor_id: after.floor ? places.floor(unit.buildingId, after.floor.label) : undefined,
      parent_unit_id: after.parentNumber ? ids.find(after.parentNumber, unit.buildingId) : undefined,
    };
  });
  // A file never blanks a field, so what is not named is null here and stays as it is.
  const changed = await tx.query<{ id: string; version: number; assigned_org_id: string | null }>(
    `update inventory.unit u set version = u.version + 1,
       section = coalesce(r.section, u.section), phase = coalesce(r.phase, u.phase), kind = coalesce(r.kind, u.kind),
       layout = coalesce(r.layout, u.layout), bedrooms = coalesce(r.bedrooms, u.bedrooms), bathrooms = coalesce(r.bathrooms, u.bathrooms),
       view = coalesce(r.view, u.view), orientation = coalesce(r.orientation, u.orientation), area_total = coalesce(r.area_total, u.area_total),
       area_inner = coalesce(r.area_inner, u.area_inner), area_balcony = coalesce(r.area_balcony, u.area_balcony),
       price_minor = coalesce(r.price_minor, u.price_minor), currency = coalesce(r.currency, u.currency), tags = coalesce(r.tags, u.tags),
       external_id = coalesce(r.external_id, u.external_id), floor_id = coalesce(r.floor_id, u.floor_id),
       parent_unit_id = coalesce(r.parent_unit_id, u.parent_unit_id)
     from jsonb_to_recordset(?::jsonb) as r(id uuid, section text, phase text, kind text, layout text, bedrooms double precision,
       bathrooms double precision, view text, orientation text, area_total double precision, area_inner double precision,
       area_balcony double precision, price_minor bigint, currency text, tags text[], external_id text, floor_id uuid, parent_unit_id uuid)
     where u.org_id = ? and u.id = r.id returning u.id, u.version, u.assigned_org_id`,
    [JSON.stringify(rows), stock.orgId],
  );
  const versions = new Map(changed.map((row) => [row.id, row]));
  await tx.emit(
    ...edits.map(({ unit, changes }) => {
      const side = (which: 'before' | 'after') =>
        Object.fromEntries(changes.map((change) => [change.field, factOf(change[which])]));
      const now = versions.get(unit.id)!;
      return importedUnitEvent(stock, starter, {
        id: unit.id,
        seq: now.version,
        type: 'unit.edited',
        label: unit.number,
        buildingId: unit.buildingId,
        assignedOrgId: now.assigned_org_id,
        data: { before: side('before'), after: side('after') },
      });
    }),
  );
}
