import { describe, expect, it } from 'vitest';
import { type ImportPlan, withCorrection, withField, withWord } from './import-plan.ts';

const plan: ImportPlan = {
  sheets: [
    {
      name: 'Stock',
      isChosen: true,
      columns: [
        { index: 0, field: 'NUMBER', measure: null, currency: null },
        { index: 1, field: 'AREA_TOTAL', measure: 'ft2', currency: null },
        { index: 2, field: null, measure: null, currency: null },
      ],
    },
    { name: 'Sold', isChosen: true, columns: [{ index: 0, field: 'NUMBER', measure: null, currency: null }] },
  ],
  statusWords: [{ word: 'бронь', status: null, isUnreleased: false }],
  corrections: [],
  splitValue: null,
  kind: null,
};

const fieldsOf = (changed: ImportPlan, sheet: number) => changed.sheets[sheet]?.columns.map((column) => column.field);

describe('correcting an import', () => {
  it('INV-20 moves a field to the corrected column, in that sheet alone', () => {
    const changed = withField(plan, 'Stock', 2, 'NUMBER');
    expect(fieldsOf(changed, 0)).toEqual([null, 'AREA_TOTAL', 'NUMBER']);
    expect(fieldsOf(changed, 1)).toEqual(['NUMBER']);
  });

  it('INV-20 keeps a measure with areas only', () => {
    expect(withField(plan, 'Stock', 1, 'AREA_INNER').sheets[0]?.columns[1]?.measure).toBe('ft2');
    expect(withField(plan, 'Stock', 2, 'AREA_BALCONY').sheets[0]?.columns[2]?.measure).toBe('m2');
    expect(withField(plan, 'Stock', 1, 'PRICE').sheets[0]?.columns[1]?.measure).toBeNull();
  });

  it('INV-20 learns a word for a status, also one that the file did not list', () => {
    expect(withWord(plan, 'бронь', 'RESERVED').statusWords).toEqual([
      { word: 'бронь', status: 'RESERVED', isUnreleased: false },
    ]);
    expect(withWord(plan, 'hold', 'UNRELEASED').statusWords.at(-1)).toEqual({
      word: 'hold',
      status: 'AVAILABLE',
      isUnreleased: true,
    });
  });

  it('INV-21 keeps one correction a cell, the last', () => {
    const cell = { sheet: 'Stock', row: 47, column: 'Price' };
    const once = withCorrection(plan, { ...cell, value: '2310000' });
    const other = withCorrection(once, { ...cell, row: 48, value: '1' });
    expect(withCorrection(other, { ...cell, value: '2340000' }).corrections).toEqual([
      { ...cell, row: 48, value: '1' },
      { ...cell, value: '2340000' },
    ]);
  });
});
