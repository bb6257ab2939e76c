import { describe, expect, it } from 'vitest';
import type { BoardUnit } from './board-unit.ts';
import { type BoardView, formatView, INTERNAL_POOL, matcher, NO_FILTER, parseView } from './board-view.ts';

const EVERYTHING: BoardView = {
  building: 'Tower A',
  unit: '12-03',
  flip: 'RESERVED',
  zoom: 's',
  colour: 'price',
  asOf: '2026-03-12',
  sort: '-price',
  among: 'team',
  filter: {
    statuses: ['AVAILABLE', 'UNRELEASED'],
    isMineOnly: true,
    floors: { min: -2, max: 40 },
    bedrooms: [0, 2],
    price: { min: null, max: 2_500_000 },
    views: ['Creek, south', 'Park'],
    assignee: INTERNAL_POOL,
    text: '12 & more',
  },
};

describe('the board in the address', () => {
  it('DES-9 comes back from the address as it went in', () => {
    expect(parseView(new URLSearchParams(formatView(EVERYTHING).toString()))).toEqual(EVERYTHING);
  });

  it('DES-9 leaves the address empty for the plain board', () => {
    const plain = parseView(new URLSearchParams());
    expect(plain.filter).toEqual(NO_FILTER);
    expect(formatView(plain).toString()).toBe('');
  });

  it('takes nonsense in the address as not set', () => {
    const view = parseView(
      new URLSearchParams('status=gone,sold&zoom=xxl&floors=a..b&beds=two,3&price=..&flip=delete&asof=yesterday'),
    );
    expect(view.filter).toEqual({ ...NO_FILTER, statuses: ['SOLD'], bedrooms: [3] });
    expect([view.zoom, view.flip, view.asOf]).toEqual(['m', null, null]);
  });
});

const unit = (change: Partial<BoardUnit>): BoardUnit => ({
  __typename: 'Unit',
  id: 'u',
  number: '12-03',
  stack: '03',
  kind: 'APARTMENT',
  bedrooms: 2,
  view: 'Creek',
  isReleased: true,
  version: 1,
  areaTotal: null,
  price: { __typename: 'Money', amountMinor: 214_000_000, currency: 'AED' },
  floor: { __typename: 'Floor', id: 'f12' },
  building: { __typename: 'Building', id: 'b' },
  isBeyondPlan: false,
  assignee: null,
  agent: null,
  availability: {
    __typename: 'UnitAvailability',
    version: 1,
    status: 'AVAILABLE',
    changedAt: '2026-01-01T00:00:00Z',
    changedBy: null,
  },
  ...change,
});

const matches = (filter: Partial<typeof NO_FILTER>, change: Partial<BoardUnit> = {}) =>
  matcher({ ...NO_FILTER, ...filter }, 'me', () => 12)(unit(change));

describe('matcher', () => {
  it('INV-12 compares prices in major units of their own currency, and never matches a hidden price', () => {
    expect(matches({ price: { min: 2_140_000, max: 2_140_000 } })).toBe(true);
    expect(matches({ price: { min: null, max: 2_139_999 } })).toBe(false);
    expect(matches({ price: { min: null, max: 9e9 } }, { price: null })).toBe(false);
    const yen = { __typename: 'Money', amountMinor: 500, currency: 'JPY' } as const;
    expect(matches({ price: { min: 500, max: 500 } }, { price: yen })).toBe(true);
  });

  it('INV-14 counts an unreleased unit as unreleased, whatever its status', () => {
    expect(matches({ statuses: ['AVAILABLE'] }, { isReleased: false })).toBe(false);
    expect(matches({ statuses: ['UNRELEASED'] }, { isReleased: false })).toBe(true);
  });

  it('tells the internal pool from a guest', () => {
    const assignee = { __typename: 'OrganisationCard', id: 'guest', name: 'Blue Heron' } as const;
    expect(matches({ assignee: INTERNAL_POOL })).toBe(true);
    expect(matches({ assignee: INTERNAL_POOL }, { assignee })).toBe(false);
    expect(matches({ assignee: 'guest' }, { assignee })).toBe(true);
  });

  it('INV-57 finds units by their agent, and those of the viewer among its own', () => {
    const agent = { __typename: 'Person', id: 'me', name: 'Omar' } as const;
    for (const filter of [{ assignee: 'me' }, { isMineOnly: true }]) {
      expect(matches(filter, { agent })).toBe(true);
      expect(matches(filter, { agent: { ...agent, id: 'somebody else' } })).toBe(false);
      expect(matches(filter)).toBe(false);
    }
  });

  it('finds by floor, bedrooms, view and part of the number together', () => {
    expect(matches({ floors: { min: 10, max: 12 }, bedrooms: [2], views: ['Creek'], text: '2-0' })).toBe(true);
    expect(matches({ floors: { min: 13, max: null } })).toBe(false);
    expect(matches({ bedrooms: [0] })).toBe(false);
  });
});
