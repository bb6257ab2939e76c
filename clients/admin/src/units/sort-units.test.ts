import { describe, expect, it } from 'vitest';
import { formatSort, parseSort } from './sort-units.ts';

describe('the order of the table in the address', () => {
  it.each([
    ['price', false, 'price'],
    ['price', true, '-price'],
    ['number', true, '-number'],
    ['number', false, null],
  ] as const)('DES-9 %s, descending %s, is written %s and read back', (column, isDescending, text) => {
    expect(formatSort(column, isDescending)).toBe(text);
    expect(parseSort(text)).toEqual({ column, isDescending });
  });

  it('DES-9 a column that there is not counts as none', () => {
    expect(parseSort('-colour')).toEqual({ column: 'number', isDescending: false });
  });
});
