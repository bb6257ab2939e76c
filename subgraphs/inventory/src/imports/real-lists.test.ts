import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { afterImport, importList } from './testing/unit-list-files.ts';

const folder = resolve(process.env.PRICELISTS_DIR ?? '../shared/data/pricelists');
const present = existsSync(folder);
if (!present) console.warn(`Published unit lists are NOT tested: there is no folder ${folder} (set PRICELISTS_DIR).`);

/** Units by file, and one unit that shows columns, currency, areas and floors were understood. */
const lists: Record<string, { units: number; first: object }> = {
  'br-tabela.csv': {
    units: 214,
    first: {
      number: '00301',
      building: 'BLOCO A',
      bedrooms: 2,
      floor: { level: 3, label: '3' },
      price: { minorUnits: 23_160_000, currency: 'BRL' },
      status: 'available',
    },
  },
  'my-tower-noheader.csv': {
    units: 1265,
    first: {
      number: 'T1-09-08',
      building: 'A',
      areaTotal: 71.63,
      orientation: 'South West',
      price: { minorUnits: 55_770_000, currency: 'MYR' },
    },
  },
  'pl-mieszkania.csv': {
    units: 211,
    first: { number: 'A002', areaTotal: 38.41, floor: { level: 0, label: '0' }, status: 'sold', price: null },
  },
  // Its one row below the heading explains the heading.
  'ps-template.xlsx': { units: 0, first: {} },
  'rs-stanovi.xlsx': {
    units: 652,
    first: { number: 'A03 01', building: 'A', bedrooms: 0, areaTotal: 35.1, status: 'sold' },
  },
  'ru-flats-cp1251.csv': {
    units: 300,
    first: { number: '708857', bedrooms: 3, areaTotal: 78.4, price: { minorUnits: 1_380_624_000, currency: 'RUB' } },
  },
  'ru-flats.csv': {
    units: 10_809,
    first: {
      number: '708857',
      building: 'Корпус 1.1',
      section: 'секция 1',
      bedrooms: 3,
      areaTotal: 78.4,
      price: { minorUnits: 1_380_624_000, currency: 'RUB' },
    },
  },
};

describe.skipIf(!present)('lists as their owners published them', () => {
  it.each(Object.entries(lists))(
    'INV-20 imports %s without a correction, INV-21 and again without a change',
    async (name, { units, first }) => {
      const bytes = readFileSync(resolve(folder, name));
      const { plan, rows, skipped } = await importList(bytes, { projectCurrency: 'MYR' });
      expect(plan.problems).toEqual([]);
      expect(plan.creates).toHaveLength(units);
      expect(plan.creates[0] ?? {}).toMatchObject(first);
      expect(rows.length + skipped.filter(({ reason }) => reason !== 'blank').length).toBe(
        units + (name.startsWith('rs-') ? 1 : 0),
      );
      const again = await importList(bytes, { projectCurrency: 'MYR', existing: afterImport(plan) });
      expect(again.plan).toMatchObject({ creates: [], updates: [], missing: [] });
    },
  );

  it('INV-21 reports damaged cells of a real list row by row', async () => {
    const text = readFileSync(resolve(folder, 'br-tabela.csv'), 'utf8')
      .replace('R$ 246.658,00', 'R$ 24b.658,00')
      .replace('Venda em Processo', 'Em transe');
    const { plan } = await importList(text);
    expect(plan.creates).toHaveLength(212);
    expect(plan.problems).toMatchObject([
      { row: 3, column: 'Valor Unidade/Lote', value: 'R$ 24b.658,00', code: 'not_a_number' },
      { column: 'Status da Unidade', value: 'Em transe', code: 'unknown_status' },
    ]);
  });
});
