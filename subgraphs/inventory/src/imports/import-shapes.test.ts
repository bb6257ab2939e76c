import { describe, expect, it } from 'vitest';
import type { UnitField } from './column-mapping.ts';
import { afterImport, csv, importList, xlsx } from './testing/unit-list-files.ts';

const units = (plan: {
  creates: readonly { building: string | null; floor: { label: string } | null; number: string }[];
}) => plan.creates.map(({ building, floor, number }) => `${building ?? ''}/${floor?.label ?? ''}/${number}`);

describe('headings', () => {
  it('INV-20 finds a heading below a title, over merged cells in two rows', async () => {
    const { fields, mappings, plan } = await importList(
      csv([
        ['Stock list of tower A', '', '', '', '', '', ''],
        ['Unit', '', 'Area', '', 'Price', '', 'Status'],
        ['No', 'Floor', 'Inner sqft', 'Balcony sqft', 'List price AED', 'Per sqft', ''],
        ['1203', '12', '1,416', '131', 'AED 1.2M', '847', 'Available'],
        ['1305', '13A', '644', '86', '1,210,000', '900', 'on hold'],
      ]),
    );
    expect(mappings[0]!.headerRows).toEqual({ first: 2, last: 3 });
    expect(fields).toMatchObject({
      number: 'Unit / No',
      floor: 'Unit / Floor',
      areaInner: 'Area / Inner sqft',
      areaBalcony: 'Area / Balcony sqft',
      price: 'Price / List price AED',
    });
    expect(plan.creates[0]).toMatchObject({
      row: 4,
      number: '1203',
      areaInner: 131.55,
      areaBalcony: 12.17,
      price: { minorUnits: 120_000_000, currency: 'AED' },
    });
    expect(plan.creates[1]).toMatchObject({ floor: { level: 14, label: '13A' }, status: 'reserved' });
  });

  it('INV-20 takes a second row that explains the first for heading', async () => {
    const { mappings, plan } = await importList(
      csv([
        ['unit', 'floor', 'price', 'Net Area'],
        ['number of the unit', 'the floor of the unit', 'price of the unit', 'net area of the unit'],
        ['7', '2', '900000', '84'],
      ]),
    );
    expect(mappings[0]!.headerRows).toEqual({ first: 1, last: 2 });
    expect(units(plan)).toEqual(['/2/7']);
  });

  it('INV-20 guesses columns from their values when there is no heading', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => [
      `A-${10 + Math.floor(index / 4)}-0${(index % 4) + 1}`,
      10 + Math.floor(index / 4),
      '2BR',
      900 + index,
      1_500_000 + index * 1000,
      index % 2 ? 'sold' : 'free',
    ]);
    const { mappings, plan } = await importList(csv(rows));
    expect(mappings[0]!.columns.map(({ field }) => field)).toEqual([
      'number',
      'floor',
      'bedrooms',
      'areaTotal',
      'price',
      'status',
    ]);
    expect(mappings[0]!.notes.map(({ code }) => code)).toEqual(['no_header', 'area_unit_assumed']);
    expect(plan.creates).toHaveLength(40);
    expect(plan.creates[39]).toMatchObject({ building: 'A', floor: { level: 19 }, bedrooms: 2, areaTotal: 87.24 });
  });

  it('INV-20 reads Arabic headings and digits', async () => {
    const { plan } = await importList(
      csv(
        [
          ['رقم الوحدة', 'الطابق', 'عدد الغرف', 'المساحة', 'السعر', 'الحالة'],
          ['أ-101', 'الأرضي', 'غرفتين', '١٢٠', '١٬٢٥٠٬٠٠٠', 'محجوز'],
        ],
        ';',
      ),
    );
    expect(plan.creates[0]).toMatchObject({
      number: 'أ-101',
      floor: { level: 0 },
      bedrooms: 2,
      areaTotal: 120,
      price: { minorUnits: 125_000_000 },
      status: 'reserved',
    });
  });

  it('INV-20 chooses the selling price among old, per-area and net prices', async () => {
    const { fields } = await importList(
      csv([
        ['Unit', 'Old price', 'Price per sqm', 'Price', 'Status'],
        ['1', '500000', '5000', '450000', 'Free'],
        ['2', '510000', '5000', '460000', 'Free'],
      ]),
    );
    expect(fields.price).toBe('Price');
  });
});

describe('rows', () => {
  it('INV-20 takes floors from separator rows, and INV-21 tells which rows are no units', async () => {
    const { plan, skipped } = await importList(
      csv([
        ['Nr. ap', 'Tip', 'Suprafata utila (mp)', 'Pret (EUR)', 'Client'],
        ['PARTER', '', '', '', ''],
        ['1', '2 camere', '54,20', '89.500', 'rezervat'],
        ['2', 'studio', '31,10', '52.000', 'Ionescu Maria'],
        ['ETAJ 1', '', '', '', ''],
        ['3', '3 camere', '78,00', '125.000', ''],
        ['4', '3 camere', '78,00', 'de la 120.000', ''],
        ['Total', '', '241,3', '386.500', ''],
      ]),
    );
    expect(units(plan)).toEqual(['/0/1', '/0/2', '/1/3']);
    expect(plan.creates.map(({ status }) => status)).toEqual(['reserved', 'sold', null]);
    expect(plan.problems).toMatchObject([
      { row: 7, column: 'Pret (EUR)', value: 'de la 120.000', code: 'price_range' },
    ]);
    expect(skipped.map(({ row, reason }) => `${row} ${reason}`)).toEqual(['2 heading', '5 heading', '8 totals']);
  });

  it('INV-20 reads a status from the buyer column, and the name leaves the engine nowhere', async () => {
    const result = await importList(
      csv([
        ['Unit', 'Floor', 'Price', 'Buyer name', 'Phone'],
        ['1', '1', '900000', 'Zelda Quimby', '+1 555 0100'],
        ['2', 'oops', '900000', 'Zelda Quimby', '+1 555 0100'],
        ['3', '1', '900000', '', ''],
      ]),
    );
    expect(result.plan.creates.map(({ number, status }) => [number, status])).toEqual([
      ['1', 'sold'],
      ['3', null],
    ]);
    expect(result.plan.problems).toMatchObject([{ row: 3, code: 'unknown_floor' }]);
    expect(JSON.stringify(result)).not.toMatch(/Zelda|555/);
  });

  it('INV-18 takes each sheet for its building, and storerooms linked to their flat', async () => {
    const flats = [
      ['Unit', 'Floor', 'Area m2', 'Price', 'Status'],
      ['101', 1, 50, 100000, 'free'],
      ['102', 1, 60, 120000, 'sold'],
    ];
    const { plan, mappings } = await importList(
      xlsx({
        'Block A': flats,
        'Block B': flats,
        Storage: [
          ['No', 'Parent unit', 'Area m2', 'Price'],
          ['S1', '101', 3, 4000],
          ['S2', '102', { formula: 'C2', result: 3.0000000001 }, 4000],
          [null, null, 6, 8000],
        ],
        Legend: [['free = available']],
      }),
    );
    expect(units(plan)).toEqual(['Block A/1/101', 'Block A/1/102', 'Block B/1/101', 'Block B/1/102', '//S1', '//S2']);
    expect(plan.creates.at(-1)).toMatchObject({ kind: 'storage', parentNumber: '102', areaTotal: 3 });
    expect(mappings.map(({ include }) => include)).toEqual([true, true, true, false]);
    expect(plan.problems).toEqual([]);
  });

  it('INV-10 reads tower, floor and stack from a composed number', async () => {
    const { plan } = await importList(
      csv([
        ['Unit', 'Type', 'Size', 'Price'],
        ['T1-09-12A', '2BR', 1200, 1_500_000],
        ['T2-13A-02', '1BR', 800, 900_000],
      ]),
    );
    expect(units(plan)).toEqual(['T1/9/T1-09-12A', 'T2/13A/T2-13A-02']);
  });

  it('INV-10 joins floor and position where positions repeat on every floor', async () => {
    const { plan, mappings } = await importList(
      csv(
        [
          ['Torre', 'Piso', 'Departamento', 'Precio USD'],
          ['1', 'PB', 'A', '95.000'],
          ['1', '2', 'A', '96.000'],
          ['1', '2', 'B', '97.000'],
        ],
        '\t',
      ),
    );
    expect(mappings[0]!.numberFrom).toBe('floorAndColumn');
    expect(units(plan)).toEqual(['1/0/0A', '1/2/2A', '1/2/2B']);
  });

  it('INV-10 puts a penthouse floor above the highest one', async () => {
    const { plan } = await importList(
      csv([
        ['Unit', 'Floor', 'Type', 'Price'],
        ['1', 'G', '1 BR', '900000'],
        ['2', '13A', '2ккв', '900000'],
        ['3', 'PH', '4BR', '9000000'],
      ]),
    );
    expect(plan.creates.map(({ floor, bedrooms }) => [floor, bedrooms])).toEqual([
      [{ level: 0, label: '0' }, 1],
      [{ level: 14, label: '13A' }, 2],
      [{ level: 15, label: 'PH' }, 4],
    ]);
  });

  it('INV-20 names units by the end of their address, and reads one project of several', async () => {
    const rows = [
      ['', 'url', 'floor', 'price'],
      ...Array.from({ length: 24 }, (_, index) => [
        index,
        `/${index % 3 ? 'lake' : 'hill'}/flats/${7000 + index}`,
        `${(index % 9) + 1} этаж`,
        '9 000 000 ₽',
      ]),
    ];
    const all = await importList(csv(rows));
    expect(all.plan.creates).toHaveLength(24);
    expect(all.plan.creates[0]).toMatchObject({ number: '7000', externalId: '/hill/flats/7000' });
    const split = all.mappings[0]!.splitBy!;
    expect(split.values).toEqual([
      { value: 'lake', rows: 16 },
      { value: 'hill', rows: 8 },
    ]);
    const one = await importList(csv(rows), {
      remembered: [{ ...all.mappings[0]!, splitBy: { ...split, only: 'hill' } }],
    });
    expect(one.plan.creates).toHaveLength(8);
  });

  it('INV-20 composes a number from floor and order, and says so, when nothing names a unit', async () => {
    const { plan, mappings } = await importList(
      csv([
        ['Floor', 'Bedrooms', 'Area', 'Price'],
        ['3', '2', '80', '900000'],
        ['3', '1', '50', '600000'],
        ['4', '2', '80', '910000'],
      ]),
    );
    expect(units(plan)).toEqual(['/3/3-01', '/3/3-02', '/4/4-01']);
    expect(mappings[0]!.notes.map(({ code }) => code)).toContain('number_composed');
  });
});

describe('mapping', () => {
  it('INV-20 keeps a correction for the next file with the same headings', async () => {
    const file = csv([
      ['Unit', 'Floor', 'Zone', 'Price', 'Status'],
      ['1', '1', 'North wing', '900000', 'frozen'],
      ['2', '1', 'South wing', '900000', 'free'],
    ]);
    const first = await importList(file);
    expect(first.plan.problems).toMatchObject([{ row: 2, column: 'Status', value: 'frozen', code: 'unknown_status' }]);
    const corrected = first.mappings.map((mapping) => ({
      ...mapping,
      statusWords: { ...mapping.statusWords, frozen: 'reserved' as const },
      columns: mapping.columns.map((column) =>
        column.header === 'Zone' ? { ...column, field: 'building' as const } : column,
      ),
    }));
    const next = await importList(file, { remembered: JSON.parse(JSON.stringify(corrected)) });
    expect(next.plan.problems).toEqual([]);
    expect(next.plan.creates[0]).toMatchObject({ building: 'North wing', status: 'reserved' });
  });

  it('INV-20 follows the person who maps another column, with the unit that its heading names', async () => {
    const file = csv([
      ['Unit', 'Ref', 'Floor', 'Size', 'Other sqft'],
      ['1', 'R1', '1', '80', '1000'],
      ['2', 'R2', '1', '81', '1010'],
    ]);
    const { mappings } = await importList(file);
    const wanted: Record<string, UnitField | null> = {
      Unit: null,
      Ref: 'number',
      Size: null,
      'Other sqft': 'areaTotal',
    };
    const corrected = mappings.map((mapping) => ({
      ...mapping,
      columns: mapping.columns.map((column) => ({
        ...column,
        field: wanted[column.header] === undefined ? column.field : wanted[column.header]!,
      })),
    }));
    const { plan } = await importList(file, { remembered: corrected });
    expect(plan.creates).toMatchObject([
      { number: 'R1', areaTotal: 92.9 },
      { number: 'R2', areaTotal: 93.83 },
    ]);
  });

  it('INV-21 takes a correction of one cell, such as the suggested one', async () => {
    const file = csv([
      ['Unit', 'Floor', 'Price', 'Status'],
      ['1', '1', '900000', 'solld'],
      ['2', '1', '900000', 'free'],
    ]);
    const { plan } = await importList(file);
    const { sheet, row, column, suggestion } = plan.problems[0]!;
    const fixed = await importList(file, { corrections: [{ sheet, row, column, value: suggestion!.value }] });
    expect(fixed.plan.problems).toEqual([]);
    expect(fixed.plan.creates[0]).toMatchObject({ number: '1', status: 'sold' });
  });

  it('INV-21 changes nothing when the same file comes again', async () => {
    const file = csv([
      ['Unit', 'Floor', 'Type', 'Area sqft', 'Price', 'Status', 'Tags'],
      ['1', '13A', '2.5 Bed', '1,201', '$1,210,000', 'sold', 'sea, corner'],
      ['2', 'G', 'Studio', '', '', '', ''],
    ]);
    const { plan } = await importList(file);
    const again = await importList(file, { existing: afterImport(plan) });
    expect(again.plan).toMatchObject({ creates: [], updates: [], missing: [], problems: [] });
    expect(again.plan.unchanged).toHaveLength(2);
  });
});
