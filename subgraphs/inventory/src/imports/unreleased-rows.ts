import type { ColumnMapping } from './column-mapping.ts';
import type { ImportOptions } from './import-options.ts';
import { cellText, type Sheet } from './sheet.ts';
import type { UnitRow } from './unit-row.ts';
import { foldWords } from './words/fold-words.ts';

/** Tells by a row's own cell whether its status word is one of those that hold a unit back (INV-14). */
export function unreleasedRows(
  sheets: readonly Sheet[],
  mappings: readonly ColumnMapping[],
  options: ImportOptions,
): (row: UnitRow) => boolean {
  const words = new Set(options.unreleasedWords.map(foldWords));
  if (words.size === 0) return () => false;
  const tables = new Map(sheets.map((sheet) => [sheet.name, sheet]));
  const columns = new Map(
    mappings.map((mapping) => [mapping.sheet, mapping.columns.find(({ field }) => field === 'status') ?? null]),
  );
  return ({ sheet: name, row }) => {
    const sheet = tables.get(name);
    const column = columns.get(name);
    if (!sheet || !column) return false;
    const corrected = options.corrections.findLast(
      (one) => one.sheet === name && one.row === row && one.column === column.header,
    );
    return words.has(foldWords(corrected?.value ?? cellText(sheet.rows[row - sheet.firstRow]?.[column.index])));
  };
}
