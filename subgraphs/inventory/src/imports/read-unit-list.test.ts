import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readUnitList } from './read-unit-list.ts';
import { csv, xlsx } from './testing/unit-list-files.ts';

const rows = [
  ['№ квартиры', 'Этаж', 'Цена', 'Статус'],
  ['12-03', '12', '13 806 240,50', 'свободно'],
  ['12-04', '12', '14 386 360,00', 'продано'],
];

/** Bytes of a single-byte Cyrillic text: А to я stand together in Windows-1251, and № and spaces have places of their own. */
function windows1251(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const code = letter.codePointAt(0)!;
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
    return letter === '№' ? 0xb9 : code;
  });
}

describe('formats', () => {
  it.each([',', ';', '\t', '|'])('INV-20 finds the delimiter "%s" although prices hold commas', async (delimiter) => {
    const list = await readUnitList(new TextEncoder().encode(csv(rows, delimiter)), 'stock.csv');
    expect(list).toMatchObject({ ok: true, format: 'csv', delimiter, sheets: [{ name: 'stock', rows }] });
  });

  it.each([
    ['utf-8', () => Buffer.from(`\ufeff${csv(rows, ';')}`)],
    ['utf-16le', () => Buffer.from(`\ufeff${csv(rows, ';')}`, 'utf16le')],
    ['utf-16be', () => Buffer.from(`\ufeff${csv(rows, ';')}`, 'utf16le').swap16()],
    ['windows-1251', () => windows1251(csv(rows, ';'))],
  ] as const)('INV-20 reads %s by its content', async (encoding, bytes) => {
    expect(await readUnitList(bytes(), 'stock.csv')).toMatchObject({ ok: true, encoding, sheets: [{ rows }] });
  });

  it('INV-20 reads Windows-1252, whose accented letters stand alone', async () => {
    const french = [
      ['Étage', 'Prix', 'État'],
      ['1', '250 000', 'Réservé'],
    ];
    const bytes = Buffer.from(csv(french, ';'), 'latin1');
    expect(await readUnitList(bytes, 'lots.csv')).toMatchObject({
      ok: true,
      encoding: 'windows-1252',
      sheets: [{ rows: french }],
    });
  });

  it('INV-20 reads XLSX with formulas, several sheets and a used range of 1,000 empty rows', async () => {
    const file = xlsx(
      {
        'Tower A ': [
          ['Unit', 'Price'],
          [' 101 ', { formula: 'A1*2', result: 35.099999999999994 }],
        ],
        Legend: [['free']],
      },
      1000,
    );
    expect(await readUnitList(file, 'x.xlsx')).toMatchObject({
      format: 'xlsx',
      sheets: [
        {
          name: 'Tower A',
          rows: [
            ['Unit', 'Price'],
            ['101', 35.099999999999994],
          ],
        },
        { name: 'Legend', rows: [['free']] },
      ],
    });
  });

  it('INV-20 reads a JSON feed: units of every building, with the building on each', async () => {
    const feed = {
      buildings: [
        { name: 'A', units: [{ no: '1', price: { amount: 5 } }] },
        { name: 'B', units: [{ no: '1', price: { amount: 6 } }] },
      ],
    };
    const list = await readUnitList(new TextEncoder().encode(JSON.stringify(feed)), 'feed.json');
    expect(list.ok && list.sheets.find(({ name }) => name === 'buildings.units')).toMatchObject({
      firstRow: 0,
      rows: [
        ['buildings.name', 'no', 'price.amount'],
        ['A', '1', 5],
        ['B', '1', 6],
      ],
    });
  });
});

describe('refusals', () => {
  const oldExcel = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
  it.each([
    ['empty', new Uint8Array()],
    ['empty', Buffer.from('\r\n;;;\r\n')],
    ['old_excel', oldExcel],
    ['encrypted', Buffer.concat([oldExcel, Buffer.from('EncryptedPackage', 'utf16le')])],
    ['not_a_list', Buffer.from('%PDF-1.7 …')],
    ['not_a_list', Buffer.from('<html><table>')],
    ['broken', Buffer.from('[{"unit": 1')],
    ['broken', Buffer.from('504b0304aaaaaaaaaaaaaaaaaaaaaaaa', 'hex')],
  ])('INV-62 refuses a file as %s and says what to do', async (code, bytes) => {
    const list = await readUnitList(bytes, 'list.xlsx');
    expect(list).toMatchObject({ ok: false, code });
    expect(!list.ok && list.message.length).toBeGreaterThan(15);
  });

  it('INV-62 stops inflating a zip bomb, whatever size its directory declares', async () => {
    const bomb = deflateRawSync(Buffer.alloc(130_000_000));
    const name = Buffer.from('xl/worksheets/sheet1.xml');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(bomb.length, 20);
    entry.writeUInt32LE(100, 24);
    entry.writeUInt16LE(name.length, 28);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(30 + name.length + bomb.length, 16);
    const file = Buffer.concat([local, name, bomb, entry, name, end]);
    expect(await readUnitList(file, 'bomb.xlsx')).toMatchObject({ ok: false, code: 'too_large' });
  });

  it('INV-62 refuses a sheet whose one far cell would make billions of empty ones', async () => {
    // The same length, so that the archive stays whole.
    const bytes = Buffer.from(xlsx({ A: [['x']] })).toString('latin1');
    const far = bytes.replace('<c r="A1" t="s">', '<c r="ZZ999999">');
    expect(far).not.toBe(bytes);
    expect(await readUnitList(Buffer.from(far, 'latin1'), 'a.xlsx')).toMatchObject({ ok: false, code: 'too_large' });
  });
});
