import { expect, it } from 'vitest';
import { planImport } from './plan-import.ts';
import { afterImport, csv, importList } from './testing/unit-list-files.ts';

const header = ['Tower', 'Unit', 'Floor', 'Beds', 'Area m2', 'Price AED', 'Status'];
const file = csv([
  header,
  ['A', '101', '1', '2', '80', '900000', 'available'],
  ['A', '102', '1', '2', '81', '910000', 'available'],
  ['B', '101', '1', '2', '82', '920000', 'reserved'],
]);

it('INV-21 shows each change before and after, keeps what a file does not state, and INV-23 flips from the status it saw', async () => {
  const existing = afterImport((await importList(file)).plan);
  const { plan } = await importList(
    csv([
      ['Tower', 'Unit', 'Price AED', 'Status'],
      ['A', '101', '950000', 'sold'],
      ['a', '102', '', ''],
      ['B', '103', '990000', 'available'],
    ]),
    { existing },
  );
  expect(plan.updates).toMatchObject([
    {
      unit: { id: 'unit-0' },
      changes: [{ field: 'price', before: { minorUnits: 90_000_000 }, after: { minorUnits: 95_000_000 } }],
      status: { expected: 'available', next: 'sold' },
    },
  ]);
  expect(plan.unchanged.map(({ unit }) => unit.id)).toEqual(['unit-1']);
  expect(plan.creates.map(({ number }) => number)).toEqual(['103']);
  expect(plan.missing.map(({ id }) => id)).toEqual(['unit-2']);
});

it('INV-21 names both rows of a number used twice and reads exact duplicates once', async () => {
  const { plan } = await importList(
    csv([
      header,
      ['A', '101', '1', '2', '80', '900000', 'free'],
      ['A', '101', '1', '2', '80', '990000', 'free'],
      ['A', '102', '1', '2', '80', '900000', 'free'],
      ['A', '102', '1', '2', '80', '900000', 'free'],
    ]),
  );
  expect(plan.creates.map(({ row }) => row)).toEqual([4]);
  expect(plan.problems.map(({ row, severity, message }) => `${row} ${severity}: ${message}`)).toEqual([
    '2 error: First row for 101, another is row 3',
    '3 error: Second row for 101, the first is row 2',
    '5 warning: The same as row 4: read once',
  ]);
});

it('INV-21 asks for the building when several have the unit and the row names none', async () => {
  const existing = afterImport((await importList(file)).plan);
  const { plan } = await importList(
    csv([
      ['Unit', 'Floor', 'Price AED'],
      ['101', '1', '1000000'],
      ['102', '1', '1000000'],
    ]),
    { existing },
  );
  expect(plan.problems).toMatchObject([{ row: 2, code: 'building_missing' }]);
  expect(plan.updates.map(({ unit }) => unit.number)).toEqual(['102']);
});

it('INV-21 finds a misplaced decimal mark and a floor that the building does not have', async () => {
  const rows = Array.from({ length: 12 }, (_, index) => [
    'A',
    `${101 + index}`,
    '1',
    '2',
    `${100 + index}`,
    '900000',
    'free',
  ]);
  const read = await importList(
    csv([
      header,
      ...rows,
      ['A', '301', '3', '2', '10.84', '900000', 'free'],
      ['A', '4101', '41', '2', '104', '900000', 'free'],
    ]),
  );
  const plan = planImport(read, [], { topFloors: new Map([['A', 40]]) });
  expect(plan.problems).toMatchObject([
    { row: 14, column: 'Area m2', code: 'area_outlier', suggestion: { label: 'Use 108.4 m²', value: '108.4 m²' } },
    { row: 15, code: 'floor_beyond_building', message: 'A has 40 floors' },
  ]);
  expect(plan.creates).toHaveLength(12);
});

it('INV-8 refuses whole what would pass the limit of units', async () => {
  const read = await importList(file);
  expect(planImport(read, [], { unitLimit: 2 }).overLimit).toEqual({ limit: 2, existing: 0, creates: 3 });
  expect(planImport(read, [], { unitLimit: 3 }).overLimit).toBeNull();
});

it('INV-11 reads and plans 10,000 rows, with no more work for a row than in a list of 1,000', async () => {
  /** What a list of so many rows takes of a processor, in µs: how busy the machine is otherwise does not count. */
  const workOf = async (count: number): Promise<number> => {
    const rows = Array.from({ length: count }, (_, index) => [
      `T${index % 4}`,
      `${Math.floor(index / 4)}`,
      `${index % 40}`,
      '2',
      `${60 + (index % 30)},5`,
      `${900 + (index % 90)} 000,00`,
      index % 3 ? 'free' : 'sold',
    ]);
    const before = process.cpuUsage();
    const { plan } = await importList(csv([header, ...rows], ';'));
    const { user, system } = process.cpuUsage(before);
    expect(plan.creates).toHaveLength(count);
    return user + system;
  };
  // The first list also compiles what reads it.
  await workOf(1_000);
  const small = await workOf(1_000);
  expect((await workOf(10_000)) / small).toBeLessThan(20);
});
