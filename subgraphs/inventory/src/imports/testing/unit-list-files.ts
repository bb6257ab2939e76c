import type { ColumnMapping, UnitField } from '../column-mapping.ts';
import { type GuessOptions, guessMappings } from '../guess-mapping.ts';
import { type ExistingUnit, type ImportPlan, planImport } from '../plan-import.ts';
import { type ReadOptions, type ReadRows, readUnits } from '../read-rows.ts';
import { readUnitList } from '../read-unit-list.ts';
import { zipStored } from '../zip.ts';

/** Delimited text of a list; values that hold the delimiter are quoted. */
export function csv(rows: readonly (readonly (string | number)[])[], delimiter = ','): string {
  const quote = (value: string) =>
    value.includes(delimiter) || value.includes('"') ? `"${value.replaceAll('"', '""')}"` : value;
  return rows.map((row) => row.map((value) => quote(String(value))).join(delimiter)).join('\r\n');
}

type XlsxCell = string | number | null | { readonly formula: string; readonly result: number };

/** A real workbook: text as shared strings, numbers, and formulas with their stored results. */
export function xlsx(
  sheets: Readonly<Record<string, readonly (readonly XlsxCell[])[]>>,
  extraRows = 0,
): Uint8Array<ArrayBuffer> {
  const strings: string[] = [];
  const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const cell = (value: XlsxCell, row: number, column: number) => {
    const ref = `${String.fromCharCode(65 + column)}${row}`;
    if (value === null) return `<c r="${ref}" s="0"/>`;
    if (typeof value === 'number') return `<c r="${ref}"><v>${value}</v></c>`;
    if (typeof value === 'object') return `<c r="${ref}"><f>${value.formula}</f><v>${value.result}</v></c>`;
    return `<c r="${ref}" t="s"><v>${strings.push(value) - 1}</v></c>`;
  };
  const names = Object.keys(sheets);
  const files = new Map<string, string>();
  names.forEach((name, index) => {
    const rows = sheets[name]!.map(
      (row, at) => `<row r="${at + 1}">${row.map((value, column) => cell(value, at + 1, column)).join('')}</row>`,
    );
    for (let at = rows.length + 1; rows.length < sheets[name]!.length + extraRows; at++)
      rows.push(`<row r="${at}"><c r="A${at}" s="0"/><c r="B${at}" s="0" t="s"/></row>`);
    files.set(`xl/worksheets/sheet${index + 1}.xml`, `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`);
  });
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  files.set('[Content_Types].xml', '<Types/>');
  files.set(
    'xl/workbook.xml',
    `<workbook xmlns:r="${type}"><sheets>${names.map((name, index) => `<sheet name="${xml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
  );
  files.set(
    'xl/_rels/workbook.xml.rels',
    `<Relationships>${names.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${type}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}<Relationship Id="rIdS" Type="${type}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rIdT" Type="${type}/styles" Target="styles.xml"/></Relationships>`,
  );
  files.set(
    'xl/sharedStrings.xml',
    `<sst>${strings.map((text) => `<si><t xml:space="preserve">${xml(text)}</t></si>`).join('')}</sst>`,
  );
  files.set('xl/styles.xml', '<styleSheet><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>');
  return zipStored(new Map([...files].map(([path, text]) => [path, new TextEncoder().encode(text)])));
}

export interface ImportedList extends ReadRows {
  readonly mappings: readonly ColumnMapping[];
  readonly plan: ImportPlan;
  /** Headings by the field they were guessed to be. */
  readonly fields: Readonly<Partial<Record<UnitField, string>>>;
}

/** Reads, guesses and plans a file against an empty project, as the wizard does before anyone corrects a column. */
export async function importList(
  file: string | Uint8Array,
  options: Partial<GuessOptions & ReadOptions> & { existing?: readonly ExistingUnit[] } = {},
): Promise<ImportedList> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const list = await readUnitList(bytes, 'list');
  if (!list.ok) throw new Error(`${list.code}: ${list.message}`);
  const settings = { projectCurrency: 'AED', ...options };
  const mappings = guessMappings(list.sheets, settings);
  const read = readUnits(list.sheets, mappings, settings);
  const fields = Object.fromEntries(
    mappings.flatMap(({ columns }) => columns.flatMap(({ field, header }) => (field ? [[field, header]] : []))),
  );
  return { ...read, mappings, fields, plan: planImport(read, options.existing ?? []) };
}

/** The units that a project would have after its creates were written. */
export function afterImport(plan: ImportPlan): ExistingUnit[] {
  return plan.creates.map(({ sheet: _sheet, row: _row, status, ...unit }, index) => ({
    ...unit,
    id: `unit-${index}`,
    status: status ?? 'available',
  }));
}
