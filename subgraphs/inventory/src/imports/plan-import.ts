import type { ReadRows, RowProblem, RowProblemCode } from './read-rows.ts';
import type { UnitRow, UnitStatus } from './unit-row.ts';
import { foldWords } from './words/fold-words.ts';

/** A unit of the project as it is now, with the same fields as a row; `building` is the building's name. */
export type ExistingUnit = Omit<UnitRow, 'sheet' | 'row' | 'status'> & {
  readonly id: string;
  readonly status: UnitStatus;
};

/** Fields that an import may change; the status goes its own way, by compare-and-swap (INV-23). */
export type ImportedField = Exclude<keyof UnitRow, 'sheet' | 'row' | 'number' | 'building' | 'status'>;

export interface FieldChange {
  readonly field: ImportedField;
  readonly before: UnitRow[ImportedField];
  readonly after: UnitRow[ImportedField];
}

export interface UnitUpdate {
  readonly unit: ExistingUnit;
  readonly row: UnitRow;
  readonly changes: readonly FieldChange[];
  /** A flip to make; it loses if the status is not `expected` any more. */
  readonly status: { readonly expected: UnitStatus; readonly next: UnitStatus } | null;
}

export interface ImportPlan {
  readonly creates: readonly UnitRow[];
  readonly updates: readonly UnitUpdate[];
  readonly unchanged: readonly { readonly unit: ExistingUnit; readonly row: UnitRow }[];
  /** In the project, not in the file: kept as they are. */
  readonly missing: readonly ExistingUnit[];
  /** Of the rows as read, and of rows against each other and the project. Rows with an error are in no list above. */
  readonly problems: readonly RowProblem[];
  /** Set when the project would hold more units than its plan allows: the import is refused whole (INV-8). */
  readonly overLimit: { readonly limit: number; readonly existing: number; readonly creates: number } | null;
}

export interface PlanOptions {
  /** `units_per_project`; `null` = no limit. */
  readonly unitLimit?: number | null;
  /** Top floor of each building that the project already describes, by building name. */
  readonly topFloors?: ReadonlyMap<string, number>;
}

const importedFields: readonly ImportedField[] = [
  ...([
    'externalId',
    'section',
    'phase',
    'floor',
    'kind',
    'layout',
    'bedrooms',
    'bathrooms',
    'areaTotal',
    'areaInner',
    'areaBalcony',
  ] as const),
  ...(['view', 'orientation', 'price', 'tags', 'parentNumber', 'allocatedTo'] as const),
];

/**
 * What an import would do (INV-21): nothing is written. Units are matched by building and number, or by external id where that unit
 * has one; a field that the file does not state stays as it is, so that the same file again changes nothing.
 */
export function planImport(read: ReadRows, existing: readonly ExistingUnit[], options: PlanOptions = {}): ImportPlan {
  const problems: RowProblem[] = [...read.problems];
  const rows = withoutDuplicates(read.rows, problems).filter((row) => isPlausible(row, options, problems));
  const sound = withoutOutliers(rows, problems);
  const index = indexUnits(existing);
  const creates: UnitRow[] = [];
  const updates: UnitUpdate[] = [];
  const unchanged: ImportPlan['unchanged'][number][] = [];
  const seen = new Set<string>();
  for (const row of sound) {
    const unit = index.find(row);
    if (unit === 'ambiguous') {
      problems.push(
        problem(row, 'building_missing', row.number, 'Several buildings have this unit; the row names none', 'error'),
      );
      continue;
    }
    if (!unit) {
      creates.push(row);
      continue;
    }
    if (seen.has(unit.id)) {
      problems.push(problem(row, 'duplicate_number', row.number, 'Another row is this unit too', 'error'));
      continue;
    }
    seen.add(unit.id);
    const changes = compare(unit, row);
    const status =
      row.status !== null && row.status !== unit.status ? { expected: unit.status, next: row.status } : null;
    if (changes.length > 0 || status) updates.push({ unit, row, changes, status });
    else unchanged.push({ unit, row });
  }
  // A unit whose row has a problem is in the file, only not readable.
  const inFile = new Set(
    read.rows.map((row) => index.find(row)).flatMap((unit) => (unit && unit !== 'ambiguous' ? [unit.id] : [])),
  );
  const limit = options.unitLimit ?? null;
  const overLimit =
    limit !== null && creates.length > 0 && existing.length + creates.length > limit
      ? { limit, existing: existing.length, creates: creates.length }
      : null;
  const named = problems.map((found) =>
    found.column === '' && found.field ? { ...found, column: read.headings[found.sheet]?.[found.field] ?? '' } : found,
  );
  named.sort((a, b) => (a.sheet === b.sheet ? a.row - b.row : 0));
  return {
    creates,
    updates,
    unchanged,
    missing: existing.filter(({ id }) => !inFile.has(id)),
    problems: named,
    overLimit,
  };
}

/** Unit numbers and buildings differ in case, spaces and punctuation from list to list; "12-03" and "1203" stay different. */
function key(building: string | null, number: string): string {
  return `${foldWords(building ?? '')}\n${foldWords(number)}`;
}

function indexUnits(units: readonly ExistingUnit[]): { find: (row: UnitRow) => ExistingUnit | 'ambiguous' | null } {
  const byPlace = new Map(units.map((unit) => [key(unit.building, unit.number), unit]));
  const byId = new Map(units.flatMap((unit) => (unit.externalId ? [[unit.externalId, unit] as const] : [])));
  const byNumber = Map.groupBy(units, (unit) => foldWords(unit.number));
  return {
    find(row) {
      const byOwnId = row.externalId ? byId.get(row.externalId) : undefined;
      const placed = byOwnId ?? byPlace.get(key(row.building, row.number));
      if (placed || row.building !== null) return placed ?? null;
      const same = byNumber.get(foldWords(row.number)) ?? [];
      return same.length > 1 ? 'ambiguous' : (same[0] ?? null);
    },
  };
}

function withoutDuplicates(rows: readonly UnitRow[], problems: RowProblem[]): UnitRow[] {
  const first = new Map<string, UnitRow>();
  const kept: UnitRow[] = [];
  const disputed = new Set<UnitRow>();
  for (const row of rows) {
    const place = key(row.building, row.number);
    const earlier = first.get(place);
    if (!earlier) {
      first.set(place, row);
      kept.push(row);
    } else if (importedFields.every((field) => same(row[field], earlier[field])) && row.status === earlier.status) {
      problems.push(
        problem(
          row,
          'duplicate_row',
          row.number,
          `The same as row ${earlier.row}${where(row, earlier)}: read once`,
          'warning',
        ),
      );
    } else {
      problems.push(
        problem(
          row,
          'duplicate_number',
          row.number,
          `Second row for ${row.number}, the first is row ${earlier.row}${where(row, earlier)}`,
          'error',
        ),
      );
      if (!disputed.has(earlier)) {
        problems.push(
          problem(
            earlier,
            'duplicate_number',
            row.number,
            `First row for ${row.number}, another is row ${row.row}${where(earlier, row)}`,
            'error',
          ),
        );
      }
      // Which of the two is true, only the person knows: neither is imported.
      disputed.add(earlier);
    }
  }
  return kept.filter((row) => !disputed.has(row));
}

function where(row: UnitRow, other: UnitRow): string {
  return row.sheet === other.sheet ? '' : ` of sheet “${other.sheet}”`;
}

function isPlausible(row: UnitRow, { topFloors }: PlanOptions, problems: RowProblem[]): boolean {
  const top = row.building === null ? undefined : topFloors?.get(row.building);
  if (top === undefined || !row.floor || row.floor.level <= top) return true;
  problems.push(
    problem(row, 'floor_beyond_building', row.floor.label, `${row.building} has ${top} floors`, 'error', 'floor'),
  );
  return false;
}

/** A misplaced decimal mark: ten times less or more than the median of the same kind and bedrooms, and right when moved. */
function withoutOutliers(rows: readonly UnitRow[], problems: RowProblem[]): UnitRow[] {
  const medians = new Map<string, number>();
  const group = (row: UnitRow) => `${row.kind ?? 'apartment'} ${row.bedrooms}`;
  for (const [name, members] of Map.groupBy(rows, group)) {
    const areas = members.flatMap(({ areaTotal }) => (areaTotal === null ? [] : [areaTotal])).toSorted((a, b) => a - b);
    if (areas.length >= 8 && !name.endsWith('null')) medians.set(name, areas[Math.floor(areas.length / 2)]!);
  }
  return rows.filter((row) => {
    const median = medians.get(group(row));
    if (median === undefined || row.areaTotal === null) return true;
    const ratio = row.areaTotal / median;
    const small = ratio > 0.07 && ratio < 0.14;
    if (!small && !(ratio > 7 && ratio < 14)) return true;
    const likely = String(Math.round(row.areaTotal * (small ? 1000 : 10)) / 100);
    problems.push({
      ...problem(
        row,
        'area_outlier',
        String(row.areaTotal),
        `Ten times ${small ? 'smaller' : 'larger'} than other units with as many bedrooms`,
        'error',
        'areaTotal',
      ),
      suggestion: { label: `Use ${likely} m²`, value: `${likely} m²` },
    });
    return false;
  });
}

function problem(
  row: UnitRow,
  code: RowProblemCode,
  value: string,
  message: string,
  severity: RowProblem['severity'],
  field: RowProblem['field'] = 'number',
): RowProblem {
  return { sheet: row.sheet, row: row.row, column: '', field, value, code, message, severity };
}

function compare(unit: ExistingUnit, row: UnitRow): FieldChange[] {
  return importedFields
    .filter((field) => row[field] !== null && !same(unit[field], row[field]))
    .map((field) => ({ field, before: unit[field], after: row[field] }));
}

function same(a: UnitRow[ImportedField], b: UnitRow[ImportedField]): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return JSON.stringify(a) === JSON.stringify(b);
  // A floor is known by its label: the level of "13A" depends on the building's other floors, which a file may not list.
  if ('label' in a && 'label' in b) return a.label === b.label;
  return 'currency' in a && 'currency' in b && a.currency === b.currency && a.minorUnits === b.minorUnits;
}
