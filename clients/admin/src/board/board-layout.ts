/** What the layout needs of a floor. */
export interface LayoutFloor {
  readonly id: string;
  readonly label: string;
  readonly level: number;
}

/** What the layout needs of a unit. */
export interface LayoutUnit {
  readonly id: string;
  readonly number: string;
  readonly stack: string | null;
  readonly kind: string;
  readonly areaTotal: { readonly squareMetres: number } | null;
  readonly floor: { readonly id: string };
}

export interface PlacedUnit {
  readonly id: string;
  /** From 0. */
  readonly column: number;
  /** Columns that the unit covers. */
  readonly span: number;
}

export interface BoardRow {
  readonly floor: LayoutFloor;
  /** A floor of many units without stacks takes several lines; only the first shows the floor's label. */
  readonly line: number;
  /** In order of columns. Empty: a floor without units (plant, lobby). */
  readonly units: readonly PlacedUnit[];
}

export interface BoardLayout {
  /** Axis names over the columns; empty where units have no stacks and columns mean nothing. */
  readonly stacks: readonly string[];
  readonly columnCount: number;
  /** From the top floor down. */
  readonly rows: readonly BoardRow[];
}

/** A villa community has no stacks: its units are laid out in lines of this many. */
const UNITS_A_LINE = 14;
/** A unit this many times its stack's usual area covers the free places beside it: penthouses, large shops. */
const WIDE_FROM = 1.5;

const byNumber = new Intl.Collator('en', { numeric: true });

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function groupByFloor<U extends LayoutUnit>(units: readonly U[]): Map<string, U[]> {
  const groups = new Map<string, U[]>();
  for (const unit of units) {
    const group = groups.get(unit.floor.id);
    if (group) group.push(unit);
    else groups.set(unit.floor.id, [unit]);
  }
  return groups;
}

/** What a unit's area is compared with: apartments with their stack, shops and the like with their own kind. */
const peersOf = (unit: LayoutUnit): string => (unit.kind === 'APARTMENT' ? `stack ${unit.stack}` : unit.kind);

function usualAreas(units: readonly LayoutUnit[]): Map<string, number> {
  const areas = new Map<string, number[]>();
  for (const unit of units) {
    if (unit.stack === null || !unit.areaTotal) continue;
    const peers = peersOf(unit);
    const list = areas.get(peers) ?? [];
    list.push(unit.areaTotal.squareMetres);
    areas.set(peers, list);
  }
  return new Map([...areas].map(([peers, list]) => [peers, median(list) ?? 0]));
}

/** Places one floor's units under their stacks; a second unit in a taken place goes to the next free one. */
function placeByStack(
  units: readonly LayoutUnit[],
  columnOf: ReadonlyMap<string, number>,
  usual: ReadonlyMap<string, number>,
): PlacedUnit[] {
  const taken = new Map<number, LayoutUnit>();
  for (const unit of [...units].sort((a, b) => byNumber.compare(a.number, b.number))) {
    let column = unit.stack === null ? 0 : (columnOf.get(unit.stack) ?? 0);
    while (taken.has(column)) column += 1;
    taken.set(column, unit);
  }
  const columns = [...taken.keys()].sort((a, b) => a - b);
  return columns.map((column, index) => {
    const unit = taken.get(column)!;
    const free = (columns[index + 1] ?? Math.max(columnOf.size, column + 1)) - column;
    const area = unit.areaTotal?.squareMetres ?? 0;
    const typical = usual.get(peersOf(unit)) || area;
    const ratio = typical > 0 ? area / typical : 1;
    return { id: unit.id, column, span: ratio >= WIDE_FROM ? Math.min(free, Math.max(2, Math.round(ratio))) : 1 };
  });
}

/** The row of a villa community that a number names: "A" of "A-07"; '' of a bare number. */
const clusterOf = (unit: LayoutUnit): string => /^(.*?)[\s-]*\d+\D*$/u.exec(unit.number)?.[1] ?? '';

/** Breaks units into lines: a new cluster starts a new line, a long one wraps. At least one line. */
function linesOf<U extends LayoutUnit>(units: readonly U[], longest: number): U[][] {
  const lines: U[][] = [[]];
  let cluster: string | undefined;
  for (const unit of units) {
    const line = lines.at(-1)!;
    const isNewCluster = cluster !== undefined && clusterOf(unit) !== cluster;
    if (isNewCluster || line.length === longest) lines.push([unit]);
    else line.push(unit);
    cluster = clusterOf(unit);
  }
  return lines;
}

/** Arranges a building's units as floors × stacks, top floor first (UI-1). */
export function layoutBoard(floors: readonly LayoutFloor[], units: readonly LayoutUnit[]): BoardLayout {
  const stacked = units.filter((unit) => unit.stack !== null);
  const onFloor = groupByFloor(units);
  const fromTop = [...floors].sort((a, b) => b.level - a.level || byNumber.compare(b.label, a.label));

  if (stacked.length * 2 < units.length) {
    const widest = Math.max(1, ...[...onFloor.values()].map((group) => group.length));
    const columnCount = Math.min(UNITS_A_LINE, widest);
    const rows = fromTop.flatMap((floor): BoardRow[] => {
      const here = [...(onFloor.get(floor.id) ?? [])].sort((a, b) => byNumber.compare(a.number, b.number));
      return linesOf(here, columnCount).map((line, index) => ({
        floor,
        line: index,
        units: line.map((unit, column) => ({ id: unit.id, column, span: 1 })),
      }));
    });
    return { stacks: [], columnCount, rows };
  }

  const stacks = [...new Set(stacked.map((unit) => unit.stack!))].sort(byNumber.compare);
  const columnOf = new Map(stacks.map((stack, column) => [stack, column]));
  const usual = usualAreas(units);
  const rows = fromTop.map((floor) => ({
    floor,
    line: 0,
    units: placeByStack(onFloor.get(floor.id) ?? [], columnOf, usual),
  }));
  const columnCount = Math.max(
    stacks.length,
    ...rows.flatMap((row) => row.units.map((unit) => unit.column + unit.span)),
  );
  return { stacks, columnCount, rows };
}

export type Direction = 'up' | 'down' | 'left' | 'right' | 'row-start' | 'row-end' | 'top' | 'bottom';

/** The unit that the keyboard goes to from `id`; the same one at an edge. Left and right are columns, not reading order. */
export function neighbourOf(layout: BoardLayout, id: string, direction: Direction): string {
  const rows = layout.rows.filter((row) => row.units.length > 0);
  const rowIndex = rows.findIndex((row) => row.units.some((unit) => unit.id === id));
  const row = rows[rowIndex];
  const at = row?.units.findIndex((unit) => unit.id === id) ?? -1;
  const unit = row?.units[at];
  if (!row || !unit) return rows[0]?.units[0]?.id ?? id;
  const beside = (index: number) => row.units[index]?.id ?? id;
  const nearestIn = (index: number) => {
    const target = rows[Math.min(rows.length - 1, Math.max(0, index))];
    const distance = (other: PlacedUnit) =>
      other.column <= unit.column && unit.column < other.column + other.span
        ? -1
        : Math.abs(other.column - unit.column);
    return target?.units.reduce((best, other) => (distance(other) < distance(best) ? other : best)).id ?? id;
  };
  switch (direction) {
    case 'left':
      return beside(at - 1);
    case 'right':
      return beside(at + 1);
    case 'row-start':
      return beside(0);
    case 'row-end':
      return beside(row.units.length - 1);
    case 'up':
      return nearestIn(rowIndex - 1);
    case 'down':
      return nearestIn(rowIndex + 1);
    case 'top':
      return nearestIn(0);
    case 'bottom':
      return nearestIn(rows.length - 1);
  }
}
