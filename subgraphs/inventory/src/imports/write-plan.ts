import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { uuidv7 } from '@offplan/kernel/ids';
import { moveUnits } from '../allocation/move-units.ts';
import type { PlannedFlips } from './dry-run.ts';
import { editUnits } from './edit-units.ts';
import { type ImportStarter, starterFacts } from './import-events.ts';
import type { StoredResult } from './import-result.ts';
import { importedUnitEvent } from './imported-unit-event.ts';
import { insertUnits } from './insert-units.ts';
import type { StockPlan } from './plan-for-stock.ts';
import { stacksOfNewUnits } from './stacks-of-new-units.ts';
import type { Stock } from './stock.ts';
import { UnitIds } from './unit-ids.ts';
import { writeFlips } from './write-flips.ts';
import { openPlaces } from './write-places.ts';

/** Units in one statement; progress is told after each. */
const PER_STATEMENT = 1_000;

/** What writing a plan needs to know. */
interface Writing {
  stock: Stock;
  plan: StockPlan;
  planned: PlannedFlips;
  starter: ImportStarter;
  /** Told how many units of the plan are written. */
  report(done: number): Promise<void>;
}

/**
 * Writes a plan in the caller's transaction by few statements: places, new units, edits, holding back, allocation, statuses; an event for
 * each change of each unit. The caller has locked the units that change.
 */
export async function writePlan(tx: Transaction, writing: Writing): Promise<Omit<StoredResult, 'skipped'>> {
  const { stock, plan, planned, starter } = writing;
  const places = await openPlaces(tx, stock, plan, starter);
  const ids = new UnitIds(stock);
  const placed = plan.creates.map((unit) => ({ ...unit, id: uuidv7(), buildingId: places.building(unit.building) }));
  const stacks = stacksOfNewUnits(placed);
  const created = placed.map((unit) => ({ ...unit, stack: stacks.get(unit.id) ?? null }));
  for (const { id, buildingId, row } of created) ids.add(row.number, buildingId, id);

  let done = 0;
  for (const chunk of chunksOf(created)) {
    await insertUnits(tx, writing, chunk, places);
    done += chunk.length;
    await writing.report(done);
  }
  await setParents(
    tx,
    stock.orgId,
    created.flatMap(({ id, buildingId, row }) =>
      row.parentNumber === null ? [] : [{ id, parent: ids.find(row.parentNumber, buildingId) }],
    ),
  );
  for (const chunk of chunksOf(plan.updates)) {
    await editUnits(tx, writing, chunk, places, ids);
    done += chunk.length;
    await writing.report(done);
  }
  await holdBack(tx, writing);
  await assign(tx, writing);
  const known = new Set([...plan.updates.map(({ unit }) => unit.id), ...plan.unchanged.map(({ id }) => id)]);
  const { won, conflicts } = await writeFlips(
    tx,
    stock.orgId,
    planned.flips.filter(({ unitId }) => known.has(unitId)),
    starter,
  );
  const edited = plan.updates.filter(({ changes, assignTo, holdBack }) => changes.length > 0 || assignTo || holdBack);
  const updated = new Set([...edited.map(({ unit }) => unit.id), ...won]).size;
  return { created: created.length, updated, unchanged: known.size - updated, conflicts };
}

function* chunksOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += PER_STATEMENT) yield items.slice(start, start + PER_STATEMENT);
}

async function setParents(
  tx: Transaction,
  orgId: string,
  links: readonly { id: string; parent: string }[],
): Promise<void> {
  if (links.length === 0) return;
  await tx.query(
    `update inventory.unit u set parent_unit_id = r.parent from jsonb_to_recordset(?::jsonb) as r(id uuid, parent uuid)
     where u.org_id = ? and u.id = r.id`,
    [JSON.stringify(links), orgId],
  );
}

/** Units whose status word says that they are not on sale yet (INV-14). */
async function holdBack(tx: Transaction, { plan, stock, starter }: Writing): Promise<void> {
  const ids = plan.updates.flatMap(({ unit, holdBack }) => (holdBack ? [unit.id] : []));
  if (ids.length === 0) return;
  const changed = await tx.query<{
    id: string;
    number: string;
    version: number;
    building_id: string;
    assigned_org_id: string | null;
  }>(
    `update inventory.unit set is_released = false, version = version + 1 where org_id = ? and id = any (?::uuid[])
     returning id, number, version, building_id, assigned_org_id`,
    [stock.orgId, `{${ids.join(',')}}`],
  );
  await tx.emit(
    ...changed.map((unit) =>
      importedUnitEvent(stock, starter, {
        id: unit.id,
        seq: unit.version,
        type: 'unit.released',
        label: unit.number,
        buildingId: unit.building_id,
        assignedOrgId: unit.assigned_org_id,
        data: { before: { isReleased: true }, after: { isReleased: false } },
      }),
    ),
  );
}

async function assign(tx: Transaction, { plan, stock, starter }: Writing): Promise<void> {
  const byGuest = Map.groupBy(
    plan.updates.filter(({ assignTo }) => assignTo !== null),
    ({ assignTo }) => assignTo!,
  );
  const { actor, personal } = starterFacts(starter);
  for (const [toOrgId, updates] of byGuest)
    await moveUnits(tx, {
      orgId: stock.orgId,
      unitIds: updates.map(({ unit }) => unit.id),
      toOrgId,
      actor,
      onBehalfOf: null,
      personal: personal!,
      reason: 'imported',
    });
}
