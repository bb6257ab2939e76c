import { minorPerMajor } from '@offplan/kit/i18n/formats.ts';
import { BOARD_STATUSES, type BoardStatus, type BoardUnit, boardStatusOf, concernsMe } from './board-unit.ts';

export const ZOOMS = ['s', 'm', 'l'] as const;
export type Zoom = (typeof ZOOMS)[number];

export const COLOURS = ['status', 'price', 'area', 'age', 'agency', 'agent'] as const;
export type Colour = (typeof COLOURS)[number];

/** A range with open ends. */
export interface Range {
  readonly min: number | null;
  readonly max: number | null;
}

/** The assignee filter's value for units that are assigned to no guest. */
export const INTERNAL_POOL = 'pool';

/** What of the units is shown in full; the rest is dimmed on the board and left out of the table. */
export interface UnitFilter {
  /** Empty: all. */
  readonly statuses: readonly BoardStatus[];
  readonly isMineOnly: boolean;
  /** Floor levels, both included. */
  readonly floors: Range | null;
  readonly bedrooms: readonly number[];
  /** Major units of the project's currency. */
  readonly price: Range | null;
  readonly views: readonly string[];
  /** A guest Organisation's id, INTERNAL_POOL, or the id of an agent. */
  readonly assignee: string | null;
  readonly text: string;
}

/** Everything of the board that a link carries (DES-9). */
export interface BoardView {
  readonly building: string | null;
  /** Number of the open unit. */
  readonly unit: string | null;
  /** The status that the open form asks for. */
  readonly flip: 'AVAILABLE' | 'RESERVED' | 'SOLD' | null;
  readonly zoom: Zoom;
  readonly colour: Colour;
  readonly filter: UnitFilter;
  /** ISO date: the board at the end of that day. Null: now, live. */
  readonly asOf: string | null;
  /** The column that the table is sorted by, `-` before it: descending. Null: by number. */
  readonly sort: string | null;
  /** Among whom units are distributed; null: whom one may give to first. */
  readonly among: 'agencies' | 'team' | null;
}

export const NO_FILTER: UnitFilter = {
  statuses: [],
  isMineOnly: false,
  floors: null,
  bedrooms: [],
  price: null,
  views: [],
  assignee: null,
  text: '',
};

const oneOf = <Value extends string>(values: readonly Value[], text: string | null): Value | undefined =>
  values.find((value) => value === text);

function parseRange(text: string | null): Range | null {
  const match = /^(-?\d*)\.\.(-?\d*)$/u.exec(text ?? '');
  if (!match) return null;
  const min = match[1] ? Number(match[1]) : null;
  const max = match[2] ? Number(match[2]) : null;
  return min === null && max === null ? null : { min, max };
}

const formatRange = (range: Range | null): string => (range ? `${range.min ?? ''}..${range.max ?? ''}` : '');

/** Reads the address; whatever is unknown or malformed counts as not set. */
export function parseView(params: URLSearchParams): BoardView {
  const list = (name: string) => params.getAll(name).flatMap((value) => value.split(',').filter(Boolean));
  return {
    building: params.get('building'),
    unit: params.get('unit'),
    flip: oneOf(['AVAILABLE', 'RESERVED', 'SOLD'] as const, params.get('flip')?.toUpperCase() ?? null) ?? null,
    zoom: oneOf(ZOOMS, params.get('zoom')) ?? 'm',
    colour: oneOf(COLOURS, params.get('colour')) ?? 'status',
    asOf: /^\d{4}-\d{2}-\d{2}$/u.test(params.get('asof') ?? '') ? params.get('asof') : null,
    sort: params.get('sort'),
    among: oneOf(['agencies', 'team'] as const, params.get('among')) ?? null,
    filter: {
      statuses: list('status')
        .map((value) => oneOf(BOARD_STATUSES, value.toUpperCase()))
        .filter((status) => status !== undefined),
      isMineOnly: params.get('mine') === '1',
      floors: parseRange(params.get('floors')),
      bedrooms: list('beds')
        .map(Number)
        .filter((count) => Number.isFinite(count)),
      price: parseRange(params.get('price')),
      // A view's name may hold a comma, so each has a parameter of its own.
      views: params.getAll('view').filter(Boolean),
      assignee: params.get('assignee'),
      text: params.get('q') ?? '',
    },
  };
}

/** Writes the address; defaults are left out, so that links stay short. */
export function formatView(view: BoardView): URLSearchParams {
  const params = new URLSearchParams();
  const set = (name: string, value: string | null | false) => value && params.set(name, value);
  set('building', view.building);
  set('unit', view.unit);
  set('flip', view.flip?.toLowerCase() ?? null);
  set('zoom', view.zoom !== 'm' && view.zoom);
  set('colour', view.colour !== 'status' && view.colour);
  set('asof', view.asOf);
  set('sort', view.sort);
  set('among', view.among);
  const { filter } = view;
  set('status', filter.statuses.map((status) => status.toLowerCase()).join(','));
  set('mine', filter.isMineOnly && '1');
  set('floors', formatRange(filter.floors));
  set('beds', filter.bedrooms.join(','));
  set('price', formatRange(filter.price));
  for (const name of filter.views) params.append('view', name);
  set('assignee', filter.assignee);
  set('q', filter.text);
  return params;
}

/** Whether anything but the legend's choices narrows the units. */
export function isFiltered(filter: UnitFilter): boolean {
  return JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
}

const isWithin = (value: number, range: Range): boolean =>
  (range.min === null || value >= range.min) && (range.max === null || value <= range.max);

/** A predicate for the filter. `levelOf` gives a floor's level by its id. */
export function matcher(filter: UnitFilter, viewerId: string, levelOf: (floorId: string) => number) {
  const text = filter.text.trim().toLowerCase();
  return (unit: BoardUnit): boolean => {
    if (filter.statuses.length > 0 && !filter.statuses.includes(boardStatusOf(unit))) return false;
    if (filter.isMineOnly && !concernsMe(unit, viewerId)) return false;
    if (filter.floors && !isWithin(levelOf(unit.floor.id), filter.floors)) return false;
    if (filter.bedrooms.length > 0 && !filter.bedrooms.includes(unit.bedrooms ?? -1)) return false;
    if (filter.views.length > 0 && !filter.views.includes(unit.view ?? '')) return false;
    if (filter.price) {
      // A unit without a price is not shown to match any price (INV-12).
      if (!unit.price) return false;
      if (!isWithin(unit.price.amountMinor / minorPerMajor(unit.price.currency), filter.price)) return false;
    }
    if (filter.assignee !== null && ![unit.assignee?.id ?? INTERNAL_POOL, unit.agent?.id].includes(filter.assignee))
      return false;
    return !text || unit.number.toLowerCase().includes(text) || (unit.view ?? '').toLowerCase().includes(text);
  };
}
