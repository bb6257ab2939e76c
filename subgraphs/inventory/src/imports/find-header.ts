import { headerMeanings } from './header-meaning.ts';
import { cellText, isBlank, type Sheet } from './sheet.ts';
import { foldWords } from './words/fold-words.ts';

/** Where the heading of a sheet is: indexes into `sheet.rows`, and one heading per column (`''` = none). */
export interface FoundHeader {
  readonly first: number;
  readonly last: number;
  readonly headers: readonly string[];
}

const SEARCHED_ROWS = 30;

/**
 * Finds the heading among the first rows: the row with the most known headings, joined with a row of group names above it or of
 * second parts below it, and followed by rows that explain it. `null` = the table begins with data.
 */
export function findHeader(sheet: Sheet): FoundHeader | null {
  const rows = sheet.rows.slice(0, SEARCHED_ROWS).map((row) => row.map(cellText));
  let best = -1;
  let bestHits = 0;
  rows.forEach((row, index) => {
    const hits = knownHeadings(row);
    // A tie keeps the earlier row; numbers make a heading unlikely.
    if (hits > bestHits) [best, bestHits] = [index, hits];
  });
  const filled = best < 0 ? 0 : rows[best]!.filter((text) => text !== '').length;
  if (best < 0 || (bestHits < 2 && !(bestHits >= 1 && filled <= 3))) best = unknownHeading(rows);
  if (best < 0) return sheet.firstRow === 0 ? build(rows, 0, 0, 0) : null;
  const first = best > 0 && isGroupRow(rows[best - 1]!, rows[best]!) ? best - 1 : best;
  let last = best;
  while (last + 1 < rows.length && last - best < 3 && belongsToHeading(rows, best, last + 1)) last++;
  return build(rows, first, best, last);
}

function knownHeadings(row: readonly string[]): number {
  let hits = 0;
  const seen = new Set<string>();
  for (const text of row) {
    if (text === '' || text.length > 60 || isNumeric(text) || seen.has(text)) continue;
    seen.add(text);
    const strength = Math.max(0, ...headerMeanings(text).values());
    if (strength >= 0.7) hits += strength;
  }
  // Values can look like headings ("Apartment", "Studio", "Villa"): a row with several numbers is data.
  const numbers = row.filter(isNumeric).length;
  return numbers > hits / 2 ? 0 : hits;
}

/** A heading in words we do not know: all text, above a column of numbers. */
function unknownHeading(rows: readonly (readonly string[])[]): number {
  const index = rows.findIndex((row) => row.filter((text) => text !== '').length >= 2);
  if (index < 0) return -1;
  const row = rows[index]!;
  const below = rows.slice(index + 1, index + 12);
  if (below.length === 0 || row.some((text) => isNumeric(text))) return -1;
  const numericBelow = row.filter((text, column) => {
    const values = below.map((other) => other[column] ?? '').filter((value) => !isBlank(value));
    return text !== '' && !/\d/.test(text) && values.length > 0 && values.every((value) => /\d/.test(value));
  });
  return numericBelow.length > 0 ? index : -1;
}

/** Group names over merged cells ("Area" over "Inner", "Balcony"): fewer cells, all words, the row below fills the rest. */
function isGroupRow(above: readonly string[], header: readonly string[]): boolean {
  const cells = above.filter((text) => text !== '');
  if (cells.length < 1 || cells.some((text) => isNumeric(text) || text.length > 40)) return false;
  const belowIsEmpty = above.some((text, column) => text !== '' && !header[column]);
  // One cell alone is the list's title, unless it stands over several headings beyond the first column.
  return belowIsEmpty || (cells.length > 1 && above.some((text, column) => text !== '' && !!header[column]));
}

function belongsToHeading(rows: readonly (readonly string[])[], header: number, index: number): boolean {
  const row = rows[index]!;
  const cells = row
    .map((text, column) => ({ text, head: rows[header]![column] ?? '', column }))
    .filter(({ text }) => text !== '');
  if (cells.length < 2 || cells.some(({ text }) => isNumeric(text))) return false;
  const below = rows.slice(index + 1, index + 12);
  const overNumbers = cells.filter(({ column, text }) => {
    const values = below.map((other) => other[column] ?? '').filter((value) => !isBlank(value));
    return values.length > 0 && !/\d{2}/.test(text) && values.every((value) => /\d/.test(value));
  });
  const fillsGaps = cells.filter(
    ({ head, text }) => head === '' && Math.max(0, ...headerMeanings(text).values()) >= 0.6,
  );
  const known = cells.filter(({ text }) => Math.max(0, ...headerMeanings(text).values()) >= 0.7);
  if (fillsGaps.length > 0 && known.length >= cells.length / 2) return true;
  const explains = cells.filter(({ text, head }) => text.length > head.length && sharesWord(text, head));
  if (explains.length >= 2 && explains.length >= cells.length / 3) return true;
  return overNumbers.length >= 2 && overNumbers.length >= cells.length / 2;
}

function sharesWord(text: string, header: string): boolean {
  const words = new Set(foldWords(text).split(' '));
  return foldWords(header)
    .split(' ')
    .some((word) => word.length > 2 && words.has(word));
}

function build(rows: readonly (readonly string[])[], first: number, header: number, last: number): FoundHeader {
  const width = Math.max(...rows.map((row) => row.length));
  const headers: string[] = [];
  let group = '';
  for (let column = 0; column < width; column++) {
    const name = rows[header]![column] ?? '';
    const above = first < header ? (rows[first]![column] ?? '') : '';
    if (above !== '') group = above;
    else if (first === header && name !== '') group = name;
    else if (first < header && name === '') group = '';
    // A merged cell leaves empty ones beside it, and the row below says what each is.
    const below = last > header ? (rows[header + 1]![column] ?? '') : '';
    const merged = below !== '' && (name === '' || (!rows[header]![column + 1] && !!rows[header + 1]![column + 1]));
    const parts = [first < header || merged ? group : '', name, merged ? below : ''].filter((part) => part !== '');
    headers.push([...new Set(parts)].join(' / '));
  }
  return { first, last, headers };
}

function isNumeric(text: string): boolean {
  return /^[^\p{L}]*\d[^\p{L}]*$/u.test(text);
}
