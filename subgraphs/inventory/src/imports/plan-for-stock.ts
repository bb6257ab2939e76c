import type { UnitStatus } from '../units/unit-status.ts';
import { type FieldChange, planImport, type UnitUpdate } from './plan-import.ts';
import type { ReadRows, RowProblem } from './read-rows.ts';
import type { Stock, StockUnit } from './stock.ts';
import type { UnitRow } from './unit-row.ts';
import { foldWords } from './words/fold-words.ts';

/** What only the project can tell of a row. */
type StockProblemCode =
  | 'guest_unknown'
  | 'parent_unknown'
  | 'duplicate_external_id'
  | 'floor_missing'
  | 'status_not_permitted'
  | 'beyond_plan'
  | 'too_long';

export type PlannedProblem = Omit<RowProblem, 'code'> & { readonly code: RowProblem['code'] | StockProblemCode };

export interface PlannedUnit {
  readonly row: UnitRow;
  readonly building: string;
  readonly isReleased: boolean;
}

export interface PlannedUpdate {
  readonly unit: StockUnit;
  readonly row: UnitRow;
  /** Without the allocation, which is an assignment of its own. */
  readonly changes: readonly FieldChange[];
  /** UUID of the guest Organisation to assign it to; null: none. */
  readonly assignTo: string | null;
  /** A flip that the dry run showed, or would show (INV-23). */
  readonly status: UnitUpdate['status'];
  readonly holdBack: boolean;
}

export interface StockPlan {
  readonly creates: readonly PlannedUnit[];
  readonly updates: readonly PlannedUpdate[];
  readonly unchanged: readonly StockUnit[];
  readonly missingCount: number;
  readonly problems: readonly PlannedProblem[];
  /** Rows with an error, each once. */
  readonly wrongCount: number;
  readonly overLimit: { readonly limit: number; readonly existing: number; readonly creates: number } | null;
}

export interface StockPlanOptions {
  /** `units_per_project`; null: no limit. */
  readonly unitLimit: number | null;
  /** Whether the person may bring a unit into a status (ID-31). */
  readonly mayFlip: (unit: StockUnit, to: UnitStatus) => boolean;
  /** Whether the plan holds a unit of the project; one that it does not is read-only (BIL-23). */
  readonly isHeld: (unit: StockUnit) => boolean;
  /** Whether a row's status word says that the unit is not on sale yet. */
  readonly isUnreleased: (row: UnitRow) => boolean;
}

const LONGEST_TEXT = 200;
/** A unit of which the list names no floor stands on the ground: a villa, a shop. */
const GROUND = { level: 0, label: 'G' } as const;

/**
 * The plan of an import for a project as it is (INV-21): the importer's plan, and what only the project can tell — its buildings, its
 * guests, the flats that parking belongs to, and what the person may do. Nothing is written.
 */
export function planForStock(read: ReadRows, stock: Stock, options: StockPlanOptions): StockPlan {
  const rows = namePlaces(read.rows, stock);
  const plan = planImport({ ...read, rows }, stock.units, { unitLimit: options.unitLimit });
  const problems: PlannedProblem[] = [...plan.problems];
  const wrong = new Set<UnitRow>();
  const report = (row: UnitRow, field: RowProblem['field'], fault: Fault) => {
    if (fault.severity !== 'warning') wrong.add(row);
    problems.push({
      sheet: row.sheet,
      row: row.row,
      column: (field && read.headings[row.sheet]?.[field]) ?? '',
      field,
      value: fault.value,
      code: fault.code,
      message: fault.message,
      severity: fault.severity ?? 'error',
    });
  };
  const guests = new Map(stock.guests.map((guest) => [guest.name, guest.orgId]));
  const hasParent = parentsOf(stock, plan.creates);
  const seenIds = new Map<string, UnitRow>();
  const check = (row: UnitRow, unit: StockUnit | null) => {
    for (const field of [
      'number',
      'building',
      'section',
      'phase',
      'layout',
      'view',
      'orientation',
      'externalId',
    ] as const)
      if ((row[field]?.length ?? 0) > LONGEST_TEXT)
        report(row, field, {
          code: 'too_long',
          value: row[field]!.slice(0, 60),
          message: `Longer than ${LONGEST_TEXT} characters`,
        });
    if (row.allocatedTo !== null && row.allocatedTo !== unit?.allocatedTo && !guests.has(row.allocatedTo))
      report(row, 'allocatedTo', {
        code: 'guest_unknown',
        value: row.allocatedTo,
        message: 'No sales guest of this project has that name',
      });
    if (row.parentNumber !== null && !hasParent(row, unit?.building ?? row.building))
      report(row, 'parentNumber', {
        code: 'parent_unknown',
        value: row.parentNumber,
        message: 'Neither the project nor the file has a unit with that number',
      });
    if (row.externalId !== null) {
      const earlier = seenIds.get(row.externalId);
      if (earlier)
        report(row, 'externalId', {
          code: 'duplicate_external_id',
          value: row.externalId,
          message: `Row ${earlier.row} has the same id`,
        });
      else seenIds.set(row.externalId, row);
    }
  };
  const creates = plan.creates.flatMap((row): PlannedUnit[] => {
    const { building } = row;
    if (building === null)
      report(row, 'building', {
        code: 'building_missing',
        value: '',
        message: 'The row names no building, and there are several',
      });
    check(row, null);
    if (wrong.has(row)) return [];
    if (row.floor === null)
      report(row, 'floor', {
        code: 'floor_missing',
        value: '',
        message: 'No floor is named: put on the ground floor',
        severity: 'warning',
      });
    return [
      { row: { ...row, floor: row.floor ?? GROUND }, building: building!, isReleased: !options.isUnreleased(row) },
    ];
  });
  const unchanged: StockUnit[] = [];
  const updates: PlannedUpdate[] = [];
  const matched = [
    ...plan.updates.map(({ unit, row, changes, status }) => ({ unit, row, changes, status })),
    ...plan.unchanged.map(({ unit, row }) => ({ unit, row, changes: [], status: null })),
  ];
  for (const { row, changes, status, ...found } of matched) {
    const unit = found.unit as StockUnit;
    check(row, unit);
    if (status && !options.mayFlip(unit, status.next as UnitStatus))
      report(row, 'status', {
        code: 'status_not_permitted',
        value: status.next,
        message: `Your role may not change a unit from ${status.expected} to ${status.next}`,
      });
    const holdBack = unit.isReleased && options.isUnreleased(row);
    if ((changes.length > 0 || status || holdBack) && !options.isHeld(unit))
      report(row, 'number', {
        code: 'beyond_plan',
        value: unit.number,
        message: 'The plan does not hold this unit, which is read-only',
      });
    if (wrong.has(row)) continue;
    const assignment = changes.find(({ field }) => field === 'allocatedTo');
    const edits = changes.filter((change) => change !== assignment);
    if (edits.length === 0 && !assignment && !status && !holdBack) unchanged.push(unit);
    else
      updates.push({
        unit,
        row,
        changes: edits,
        assignTo: assignment ? guests.get(row.allocatedTo!)! : null,
        status,
        holdBack,
      });
  }
  problems.sort((a, b) => (a.sheet === b.sheet ? a.row - b.row : 0));
  return {
    creates,
    updates,
    unchanged,
    missingCount: plan.missing.length,
    problems,
    wrongCount: new Set(
      problems.filter(({ severity }) => severity === 'error').map(({ sheet, row }) => `${sheet}\n${row}`),
    ).size,
    overLimit: overLimit(options.unitLimit, stock.units.length, creates.length),
  };
}

interface Fault {
  code: PlannedProblem['code'];
  value: string;
  message: string;
  severity?: 'warning';
}

/**
 * Names as the project writes them: "tower a" is its "Tower A", and "blue heron" its guest Blue Heron. Rows without a building stand in
 * the project's only one; in a project without any, in one that is called like the project.
 */
function namePlaces(rows: readonly UnitRow[], stock: Stock): UnitRow[] {
  const buildings = new Map(stock.buildings.map(({ name }) => [foldWords(name), name]));
  const guests = new Map(stock.guests.map(({ name }) => [foldWords(name), name]));
  const numbers = new Map([...rows, ...stock.units].map(({ number }) => [foldWords(number), number]));
  // The first spelling in the file names a building that the project does not have yet.
  for (const { building } of rows)
    if (building !== null && !buildings.has(foldWords(building))) buildings.set(foldWords(building), building);
  const names = [...buildings.values()];
  const fallback = names.length === 0 ? stock.projectName : names.length === 1 ? names[0]! : null;
  return rows.map((row) => ({
    ...row,
    building: row.building === null ? fallback : buildings.get(foldWords(row.building))!,
    allocatedTo: row.allocatedTo && (guests.get(foldWords(row.allocatedTo)) ?? row.allocatedTo),
    parentNumber: row.parentNumber && (numbers.get(foldWords(row.parentNumber)) ?? row.parentNumber),
  }));
}

/** Whether a number is a unit of the project or of the file, in the same building if it is in several. */
function parentsOf(stock: Stock, creates: readonly UnitRow[]): (row: UnitRow, building: string | null) => boolean {
  const counts = new Map<string, Set<string>>();
  const add = (number: string, building: string | null) => {
    const key = foldWords(number);
    counts.set(key, (counts.get(key) ?? new Set()).add(building ?? ''));
  };
  for (const unit of stock.units) add(unit.number, unit.building);
  for (const row of creates) add(row.number, row.building);
  return (row, building) => {
    const places = counts.get(foldWords(row.parentNumber!));
    return places !== undefined && (places.size === 1 || places.has(building ?? ''));
  };
}

function overLimit(limit: number | null, existing: number, creates: number): StockPlan['overLimit'] {
  return limit !== null && creates > 0 && existing + creates > limit ? { limit, existing, creates } : null;
}
