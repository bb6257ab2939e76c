import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { NewEvent } from '@offplan/kernel/events/event';
import { uuidv7 } from '@offplan/kernel/ids';
import { moveUnits } from '../allocation/move-units.ts';
import { deriveStacks } from './derive-stacks.ts';
import type { PlannedFlips } from './dry-run.ts';
import { type ImportStarter, starterFacts } from './import-events.ts';
import type { StoredResult } from './import-result.ts';
import type { PlannedUnit, PlannedUpdate, StockPlan } from './plan-for-stock.ts';
import type { FieldChange } from './plan-import.ts';
import type { Stock } from './stock.ts';
import { foldWords } from './words/fold-words.ts';
import { writeFlips } from './write-flips.ts';
import { openPlaces, type Places } from './write-places.ts';

/** Units in one statement; progress is told after each. */
const PER_STATEMENT = 1_000;

/** What writing a plan needs to know. */
export interface Writing {
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
  const created = plan.creates.map((unit) => ({ ...unit, id: uuidv7(), buildingId: places.building(unit.building) }));
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

/** Finds a unit by its number, in the same building first. */
class UnitIds {
  readonly #byPlace = new Map<string, string>();
  readonly #byNumber = new Map<string, string>();

  constructor(stock: Stock) {
    for (const unit of stock.units) this.add(unit.number, unit.buildingId, unit.id);
  }

  add(number: string, buildingId: string, id: string): void {
    this.#byPlace.set(`${buildingId}/${foldWords(number)}`, id);
    this.#byNumber.set(foldWords(number), id);
  }

  find(number: string, buildingId: string): string {
    return this.#byPlace.get(`${buildingId}/${foldWords(number)}`) ?? this.#byNumber.get(foldWords(number))!;
  }
}

type NewUnit = PlannedUnit & { id: string; buildingId: string };

/** The stacks of new units, found in each building by itself; places for cars and things are numbered by other rules. */
function stacksOf(units: readonly NewUnit[]): Map<string, string | null> {
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

async function insertUnits(
  tx: Transaction,
  { stock, starter }: Writing,
  units: readonly NewUnit[],
  places: Places,
): Promise<void> {
  const guests = new Map(stock.guests.map(({ name, orgId }) => [name, orgId]));
  const stacks = stacksOf(units);
  const rows = units.map(({ id, buildingId, isReleased, row }) => ({
    ...{ id, building_id: buildingId, floor_id: places.floor(buildingId, row.floor!.label) },
    ...{
      number: row.number,
      stack: stacks.get(id) ?? null,
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
  await tx.query(
    `insert into inventory.unit (org_id, project_id, id, building_id, floor_id, number, stack, section, phase, kind, layout, bedrooms, bathrooms,
       area_total, area_inner, area_balcony, view, orientation, price_minor, currency, tags, external_id, is_released, assigned_org_id,
       status, status_changed_at, status_changed_by, status_changed_by_name, status_changed_by_org_id, status_changed_by_org_name, channel, created_at)
     select ?, ?, id, building_id, floor_id, number, stack, section, phase, kind, layout, bedrooms, bathrooms,
       area_total, area_inner, area_balcony, view, orientation, price_minor, currency, tags, external_id, is_released, assigned_org_id,
       status, ?::timestamptz, ?::uuid, ?, ?::uuid, ?, case when status <> 'available' then 'import' end, ?::timestamptz
     from jsonb_to_recordset(?::jsonb) as r(id uuid, building_id uuid, floor_id uuid, number text, stack text, section text, phase text, kind text, layout text,
       bedrooms double precision, bathrooms double precision, area_total double precision, area_inner double precision, area_balcony double precision,
       view text, orientation text, price_minor bigint, currency text, tags text[], external_id text, is_released boolean, assigned_org_id uuid, status text)`,
    [
      ...[stock.orgId, stock.projectId, tx.now, starter.userId, starter.name, starter.orgId, starter.orgName, tx.now],
      JSON.stringify(rows),
    ],
  );
  await tx.emit(
    ...units.map(({ id, buildingId, row, isReleased }, index) =>
      unitEvent(writingFacts(stock, starter), {
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

/** A value as events keep it: floors by their label, money in the API's words. */
function factOf(value: FieldChange['after']): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('label' in value) return value.label;
  return 'minorUnits' in value ? { amountMinor: value.minorUnits, currency: value.currency } : value;
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

async function editUnits(
  tx: Transaction,
  { stock, starter }: Writing,
  updates: readonly PlannedUpdate[],
  places: Places,
  ids: UnitIds,
): Promise<void> {
  const edits = updates.filter(({ changes }) => changes.length > 0);
  if (edits.length === 0) return;
  const rows = edits.map(({ unit, changes }) => {
    const after = Object.fromEntries(changes.map((change) => [change.field, change.after])) as Partial<
      PlannedUnit['row']
    >;
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
      return unitEvent(writingFacts(stock, starter), {
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
      unitEvent(writingFacts(stock, starter), {
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

function writingFacts(stock: Stock, starter: ImportStarter) {
  return { orgId: stock.orgId, projectId: stock.projectId, starter };
}

function unitEvent(
  { orgId, projectId, starter }: ReturnType<typeof writingFacts>,
  event: {
    id: string;
    seq: number;
    type: string;
    label: string;
    buildingId: string;
    assignedOrgId: string | null;
    data: NewEvent['data'];
  },
): NewEvent {
  const { label, buildingId, assignedOrgId, data } = event;
  return {
    ...starterFacts(starter),
    orgId,
    subjectType: 'unit',
    subjectId: event.id,
    seq: event.seq,
    type: event.type,
    data: { label, projectId, buildingId, assignedOrgId, actorOrgId: starter.orgId, ...data },
  };
}
