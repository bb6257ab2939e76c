import { BOARD_STATUSES, type BoardUnit, boardStatusOf } from '../board/board-unit.ts';

const SORT_COLUMNS = ['number', 'status', 'floor', 'layout', 'area', 'view', 'price', 'assignee', 'changed'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface Sort {
  readonly column: SortColumn;
  readonly isDescending: boolean;
}

/** The order as the address has it: a column, `-` before it for descending; by number where it names none. */
export function parseSort(text: string | null): Sort {
  const isDescending = text?.startsWith('-') ?? false;
  const column = SORT_COLUMNS.find((name) => name === text?.slice(isDescending ? 1 : 0));
  return column ? { column, isDescending } : { column: 'number', isDescending: false };
}

/** The order for the address; null for the one that goes without saying. */
export function formatSort(column: SortColumn, isDescending: boolean): string | null {
  return column === 'number' && !isDescending ? null : `${isDescending ? '-' : ''}${column}`;
}

const byText = new Intl.Collator(undefined, { numeric: true });

type Value = number | string | null;

function sortValueOf(unit: BoardUnit, column: SortColumn, level: number): Value {
  switch (column) {
    case 'number':
      return unit.number;
    case 'status':
      return BOARD_STATUSES.indexOf(boardStatusOf(unit));
    case 'floor':
      return level;
    case 'layout':
      return unit.bedrooms;
    case 'area':
      return unit.areaTotal?.squareMetres ?? null;
    case 'view':
      return unit.view;
    case 'price':
      return unit.price?.amountMinor ?? null;
    case 'assignee':
      return unit.assignee?.name ?? null;
    case 'changed':
      return Date.parse(unit.availability.changedAt);
  }
}

function compare(a: Value, b: Value): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : byText.compare(String(a), String(b));
}

/** Units in order of a column; what is empty comes last both ways, equals stay in order of their numbers. */
export function sortUnits(units: readonly BoardUnit[], sort: Sort, levelOf: (unit: BoardUnit) => number): BoardUnit[] {
  const keyed = units.map((unit) => ({ unit, value: sortValueOf(unit, sort.column, levelOf(unit)) }));
  const sign = sort.isDescending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) {
      if (a.value !== b.value) return a.value === null ? 1 : -1;
    } else {
      const order = sign * compare(a.value, b.value);
      if (order !== 0) return order;
    }
    return byText.compare(a.unit.number, b.unit.number);
  });
  return keyed.map(({ unit }) => unit);
}
