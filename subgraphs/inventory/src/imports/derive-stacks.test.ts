import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deriveStacks } from './derive-stacks.ts';

const on = (level: number, ...numbers: string[]) =>
  numbers.map((number) => ({ number, floor: { label: String(level), level } }));

it('INV-20 INV-18 finds the stack behind the floor in the ways that numbers are written', () => {
  expect(deriveStacks(on(12, '12-03', '12-04'))).toEqual(['03', '04']);
  expect(deriveStacks(on(9, 'T1-09-08', 'T1-09-12A'))).toEqual(['08', '12A']);
  expect(deriveStacks(on(3, '00301', '00302'))).toEqual(['01', '02']);
  expect(deriveStacks(on(12, '1203', 'B1204', '1205A'))).toEqual(['03', '04', '05A']);
  expect(deriveStacks([{ number: '13A-02', floor: { label: '13A', level: 14 } }])).toEqual(['02']);
});

it('INV-20 believes nothing where numbers only count', () => {
  expect(deriveStacks([...on(0, 'A002', 'A003'), ...on(1, 'A005', 'A006', 'A011')])).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(deriveStacks([{ number: '1', floor: null }])).toEqual([null]);
});

it('INV-20 every building of floors × stacks is found again, whatever its size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('-', '.', ''),
      (floors, stacks, separator) => {
        const units = Array.from({ length: floors * stacks }, (_, index) => {
          const level = Math.floor(index / stacks) + 1;
          const stack = String((index % stacks) + 1).padStart(2, '0');
          return { unit: { number: `${level}${separator}${stack}`, floor: { label: String(level), level } }, stack };
        });
        expect(deriveStacks(units.map(({ unit }) => unit))).toEqual(units.map(({ stack }) => stack));
      },
    ),
  );
});
