import readExcelFile from 'read-excel-file/universal';
import { type Cell, cellText, type Sheet } from './sheet.ts';
import { unzip, zipStored } from './zip.ts';

/** All worksheets of a workbook together, inflated. 10,000 units take about 5 MB. */
const MAX_INFLATED_BYTES = 120_000_000;
const MAX_CELLS = 3_000_000;

export class WorkbookError extends Error {
  readonly code: 'not_a_workbook' | 'broken' | 'too_large';
  constructor(code: WorkbookError['code'], detail = '') {
    super(detail);
    this.code = code;
  }
}

/**
 * Worksheets of an XLSX workbook, with the stored results of formulas. The archive is unpacked here within bounds and handed on
 * without compression, since the reader inflates and widens without a limit. Throws `ZipError` or {@link WorkbookError}.
 */
export async function readXlsx(bytes: Uint8Array): Promise<Sheet[]> {
  const files = unzip(
    bytes,
    (path) => /^xl\/.*\.(xml|rels)$/.test(path) && !/\/(theme|drawings|media|charts)\//.test(path),
    MAX_INFLATED_BYTES,
  );
  if (!files.has('xl/workbook.xml')) throw new WorkbookError('not_a_workbook');
  for (const [path, data] of files) {
    if (!path.startsWith('xl/worksheets/') || !path.endsWith('.xml')) continue;
    files.set(path, tidyWorksheet(data));
  }
  let sheets: Awaited<ReturnType<typeof readExcelFile>>;
  try {
    sheets = await readExcelFile(zipStored(files).buffer);
  } catch (error) {
    throw new WorkbookError('broken', error instanceof Error ? error.message : '');
  }
  return sheets
    .filter(({ data }) => data !== undefined) // a chart sheet has no cells
    .map(({ sheet, data }) => ({
      name: sheet.trim(),
      firstRow: 1,
      rows: data.map((row) =>
        row.map((cell): Cell => (typeof cell === 'string' ? cellText(cell) || null : (cell as Cell))),
      ),
    }));
}

/**
 * Refuses a sheet whose outermost cell would make a table too large to hold, and drops formatted cells that hold nothing (the "used
 * range" of 1,000 empty rows, and `<c t="s"/>`, which the reader takes for damage).
 */
function tidyWorksheet(data: Uint8Array): Uint8Array {
  const xml = new TextDecoder().decode(data).replace(/<((?:\w+:)?c)\b[^>]*(?:\/>|>\s*<\/\1>)/g, '');
  let columns = 0;
  let rows = 0;
  for (const [, letters = '', row] of xml.matchAll(/<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]*)(\d+)"/g)) {
    let column = 0;
    for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
    columns = Math.max(columns, column);
    if (letters) rows = Math.max(rows, Number(row));
  }
  if (rows * columns > MAX_CELLS) throw new WorkbookError('too_large');
  // Empty rows below the last cell are no rows; a hostile one could claim number 1048576 or more.
  const trimmed = xml.replace(/<((?:\w+:)?row)\b[^>]*?\br="(\d+)"[^>]*(?:\/>|>\s*<\/\1>)/g, (row, _tag, number) =>
    Number(number) > rows ? '' : row,
  );
  return new TextEncoder().encode(trimmed);
}
