import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArea } from './read-area.ts';
import { readBedrooms } from './read-bedrooms.ts';
import { readFloor } from './read-floor.ts';
import { findKind } from './read-kind.ts';
import { readMoney } from './read-money.ts';
import { columnDecimalMark } from './read-number.ts';
import { readStatus } from './read-status.ts';
import type { Reading } from './reading.ts';

const said = <T>(reading: Reading<T>) => (reading.ok ? reading.value : reading.code);

describe('prices', () => {
  it.each([
    ['1 250 000,50', 125_000_050, 'AED'],
    ['1,250,000.50', 125_000_050, 'AED'],
    ['R$ 231.600,00', 23_160_000, 'BRL'],
    ['703\u00a0346 zł', 70_334_600, 'PLN'],
    ['13 806 240 ₽', 1_380_624_000, 'RUB'],
    ['450 тыс. руб.', 45_000_000, 'RUB'],
    ['AED 1.2M', 120_000_000, 'AED'],
    ['$1,210,000', 121_000_000, 'USD'],
    ['١٬٢٥٠٬٠٠٠٫٥٠ د.إ', 125_000_050, 'AED'],
    ['Rs. 1,25,00,000', 1_250_000_000, 'INR'],
    ["CHF 1'250'000.00", 125_000_000, 'CHF'],
    ['JPY 98,000,000', 98_000_000, 'JPY'],
    ['KWD 85 000.125', 85_000_125, 'KWD'],
  ])('INV-20 reads "%s" as a price', (text, minorUnits, currency) => {
    expect(said(readMoney(text, 'AED', null))).toEqual({ minorUnits, currency });
  });

  it('INV-20 reads any amount back from every way of writing it', () => {
    const grouped = (whole: number, mark: string) => String(whole).replace(/\B(?=(\d{3})+$)/g, mark);
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 900_000_000_000 }),
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom(
          [' ', ','],
          ['\u00a0', '.'],
          ['\u202f', ','],
          [',', '.'],
          ['.', ','],
          ["'", '.'],
          ['', '.'],
          ['', ','],
        ),
        fc.constantFrom('', 'AED ', 'Dhs. '),
        (whole, cents, [group, mark], prefix) => {
          const text = `${prefix}${grouped(whole, group!)}${mark}${String(cents).padStart(2, '0')}`;
          expect(said(readMoney(text, 'AED', null))).toEqual({ minorUnits: whole * 100 + cents, currency: 'AED' });
        },
      ),
    );
  });

  it.each([
    ['from 120 000', 'price_range'],
    ['от 5 млн', 'price_range'],
    ['120 000 - 150 000', 'price_range'],
    ['-5', 'negative'],
    ['12 03', 'not_a_number'],
    ['1.25.000', 'not_a_number'],
  ])('INV-20 refuses "%s" as %s', (text, code) => {
    expect(said(readMoney(text, 'AED', null))).toBe(code);
  });

  it('INV-21 names the letter that stands in a number', () => {
    expect(readMoney('2 3l0 000', 'AED', null)).toMatchObject({ message: 'Not a number: there is a letter l in it' });
  });

  it('INV-20 takes "$" for the project\'s own dollar and "on request" for no price', () => {
    expect(said(readMoney('$900,000', 'SGD', null))).toEqual({ minorUnits: 90_000_000, currency: 'SGD' });
    expect(said(readMoney('по запросу', 'AED', null))).toBeNull();
  });
});

describe('areas', () => {
  it.each([
    ['38.41 m²', 38.41],
    ['78,4', 78.4],
    ['847 sq.ft', 78.69],
    ['1,416 sqft', 131.55],
    ['١٢٠ م²', 120],
    ['78,4 кв.м', 78.4],
    ['-12', 'negative'],
  ])('INV-20 reads "%s" in square metres', (text, area) => {
    expect(said(readArea(text, 'm2', null))).toBe(area);
  });

  it('INV-20 lets the rest of the column say what "1.250" means', () => {
    const mark = columnDecimalMark(['1.250', '845,50', '910,75']);
    expect(said(readArea('1.250', 'm2', mark))).toBe(1250);
    expect(said(readArea('1.250', 'm2', columnDecimalMark(['84.50', '1.250'])))).toBe(1.25);
  });
});

it.each([
  ['003', 3, '3'],
  ['3 этаж', 3, '3'],
  ['parter', 0, '0'],
  ['Ground Floor', 0, '0'],
  ['الطابق الأرضي', 0, '0'],
  ['1 piętro', 1, '1'],
  ['2º andar', 2, '2'],
  ['-1', -1, '-1'],
  ['B2', -2, '-2'],
  ['13A', 13, '13A'],
  ['3/16', 3, '3'],
  ['R+1', 1, '1'],
  ['P', 0, '0'],
])('INV-20 reads "%s" as a floor', (text, level, label) => {
  expect(said(readFloor(text))).toEqual({ level, label });
});

it.each([
  ['2BR', 2],
  ['Studio', 0],
  ['Студия', 0],
  ['0', 0],
  ['Трехкомнатная', 3],
  ['2.5 Bed', 2],
  ['1*', 1],
  ['3+1', 3],
  ['2 DORM S/ VG', 2],
  ['غرفتين', 2],
  ['2-к квартира', 2],
  ['Premium Suite', 'unknown_bedrooms'],
])('INV-20 reads "%s" as bedrooms', (text, bedrooms) => {
  expect(said(readBedrooms(text))).toBe(bedrooms);
});

describe('statuses', () => {
  it.each([
    ['sold', 'sold'],
    ['резерв', 'reserved'],
    ['محجوز', 'reserved'],
    ['Slobodan', 'available'],
    ['Nedostupan', 'sold'],
    ['Dostępne', 'available'],
    ['VENDA EM PROCESSO', 'reserved'],
    ['rezervată', 'reserved'],
    ['Disponible', 'available'],
    ['Satıldı', 'sold'],
    ['verkauft', 'sold'],
    ['Réservé', 'reserved'],
  ] as const)('INV-20 reads "%s" as a status', (text, status) => {
    expect(said(readStatus(text, new Map()))).toBe(status);
  });

  it("INV-21 suggests a reading of an unknown word, and the person's own words win", () => {
    expect(readStatus('бронь?', new Map())).toMatchObject({
      ok: false,
      suggestion: { label: 'Read “бронь?” as Reserved', value: 'reserved' },
    });
    expect(said(readStatus('бронь?', new Map([['бронь?', 'sold']])))).toBe('sold');
    expect(readStatus('zebra', new Map())).not.toHaveProperty('suggestion');
  });
});

it('INV-18 tells kinds apart by words in many languages', () => {
  expect(['Townhouse', 'Машиноместо', 'Ostave', 'Retail unit 3', 'مكتب', 'Mieszkania', 'Sheet1'].map(findKind)).toEqual(
    ['villa', 'parking', 'storage', 'shop', 'office', 'apartment', null],
  );
});
