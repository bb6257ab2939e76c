import { decodeText, type TextEncoding } from './decode-text.ts';
import { type Delimiter, readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readXlsx, WorkbookError } from './read-xlsx.ts';
import type { Sheet } from './sheet.ts';
import { ZipError } from './zip.ts';

export type UnitListRefusal = 'empty' | 'too_large' | 'encrypted' | 'old_excel' | 'not_a_list' | 'broken';

export type UnitList =
  | {
      readonly ok: true;
      readonly format: 'csv' | 'xlsx' | 'json';
      readonly encoding?: TextEncoding;
      readonly delimiter?: Delimiter;
      readonly sheets: readonly Sheet[];
    }
  | { readonly ok: false; readonly code: UnitListRefusal; readonly message: string };

const MAX_FILE_BYTES = 50_000_000;

const refusals: Record<UnitListRefusal, string> = {
  empty: 'The file holds no rows.',
  too_large: 'The file is too large for a unit list: at most 50 MB, and 3 million cells a sheet.',
  encrypted: 'The file is protected by a password. Save it without one and try again.',
  old_excel:
    'This is an old Excel file (.xls) or a password-protected one. Save it as .xlsx without a password, or as CSV.',
  not_a_list: 'This is not a unit list. Send CSV, XLSX or JSON.',
  broken: 'The file is damaged and cannot be read. Open it, save it again and try once more.',
};

/**
 * Reads a developer's unit list into plain tables (INV-20). The format is found from the content; the name only labels a table. Empty
 * sheets are left out. Never throws on a bad file: the refusal says what to do.
 */
export async function readUnitList(bytes: Uint8Array, fileName: string): Promise<UnitList> {
  if (bytes.length === 0) return refuse('empty');
  if (bytes.length > MAX_FILE_BYTES) return refuse('too_large');
  const name = fileName.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
  try {
    const read = await readByContent(bytes, name);
    if (!read.ok) return read;
    const sheets = read.sheets.filter((sheet) => sheet.rows.some((row) => row.some((cell) => cell !== null)));
    return sheets.length > 0 ? { ...read, sheets } : refuse('empty');
  } catch (error) {
    if (error instanceof ZipError) return refuse(error.code);
    if (error instanceof WorkbookError) return refuse(error.code === 'not_a_workbook' ? 'not_a_list' : error.code);
    throw error;
  }
}

async function readByContent(bytes: Uint8Array, name: string): Promise<UnitList> {
  const magic = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  if (magic.startsWith('504b0304')) return { ok: true, format: 'xlsx', sheets: await readXlsx(bytes) };
  // One container for both: an .xls workbook and an encrypted .xlsx.
  if (magic === 'd0cf11e0a1b11ae1') return refuse(holdsWideText(bytes, 'EncryptedPackage') ? 'encrypted' : 'old_excel');
  // PDF, PNG, JPEG, GIF, RAR, 7z, gzip
  if (/^(25504446|89504e47|ffd8ff|47494638|52617221|377abcaf|1f8b)/.test(magic)) return refuse('not_a_list');
  const { encoding, text } = decodeText(bytes);
  if (text.includes('\0')) return refuse('not_a_list');
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (/^<(!doctype|html|\?xml|table)/i.test(start)) return refuse('not_a_list');
  if (/^[[{]/.test(start)) {
    try {
      return { ok: true, format: 'json', encoding, sheets: readJson(start, name) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // "[" may also begin a CSV cell; only what looks like an object is a damaged feed.
      if (/^(\[\s*)?\{/.test(start)) return refuse('broken');
    }
  }
  const { sheet, delimiter } = readCsv(bytes, name);
  return { ok: true, format: 'csv', encoding, delimiter, sheets: [sheet] };
}

function holdsWideText(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(text, 'utf16le'));
}

function refuse(code: UnitListRefusal): UnitList {
  return { ok: false, code, message: refusals[code] };
}
