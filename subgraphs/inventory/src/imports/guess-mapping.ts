import { type ColumnContent, measureColumn, recogniseContent } from './column-content.ts';
import {
  type ColumnMapping,
  type MappedColumn,
  type MappingNote,
  type NumberParts,
  type ProjectSplit,
  type UnitField,
  unitFields,
} from './column-mapping.ts';
import { findHeader } from './find-header.ts';
import { headerMeanings } from './header-meaning.ts';
import { type Cell, cellText, isBlank, type Sheet } from './sheet.ts';
import type { UnitKind, UnitStatus } from './unit-row.ts';
import { splitNumber } from './values/number-parts.ts';
import { findAreaUnit } from './values/read-area.ts';
import { findKind } from './values/read-kind.ts';
import { findCurrency } from './values/read-money.ts';
import { knownStatus } from './values/read-status.ts';
import { foldWords } from './words/fold-words.ts';
import type { HeaderMeaning } from './words/header-words.ts';

export interface GuessOptions {
  /** ISO 4217; a plain "$" in the file means this one if it is a dollar. */
  readonly projectCurrency: string;
  /** Mappings that the person confirmed at the last import: what has the same headings is read the same way. */
  readonly remembered?: readonly ColumnMapping[];
}

interface Column {
  readonly index: number;
  readonly header: string;
  readonly content: ColumnContent;
}

type Claims = Map<number, { meaning: HeaderMeaning; score: number }>;

/** Below this a guess is left to the person. */
const ENOUGH = 0.4;

/** Guesses what every column of every sheet becomes (INV-20): by its heading, checked against its values. */
export function guessMappings(sheets: readonly Sheet[], options: GuessOptions): ColumnMapping[] {
  const guesses = sheets.map((sheet) => guessMapping(sheet, options));
  const lists = guesses.filter((mapping) => mapping.include).length;
  if (lists < 2) return guesses;
  // One sheet a building: the sheet's name says what no column does.
  return guesses.map((mapping) => {
    const saysBuilding =
      mapping.columns.some(({ field }) => field === 'building') || mapping.numberParts?.building != null;
    const named = findKind(mapping.sheet) === null;
    return !mapping.include || saysBuilding || !named
      ? mapping
      : { ...mapping, defaults: { ...mapping.defaults, building: mapping.sheet } };
  });
}

/** The guess for one sheet; see {@link guessMappings}, which also knows the sheets beside it. */
export function guessMapping(sheet: Sheet, options: GuessOptions): ColumnMapping {
  const found = findHeader(sheet);
  const data = sheet.rows.slice(found ? found.last + 1 : 0);
  const width = Math.max(0, found?.headers.length ?? 0, ...data.map((row) => row.length));
  const columns: Column[] = Array.from({ length: width }, (_, index) => ({
    index,
    header: found?.headers[index] ?? '',
    content: measureColumn(withoutHeadings(data, index), options.projectCurrency),
  })).filter(({ header, content }) => header !== '' || content.values.length > 0);
  const remembered = options.remembered?.find((mapping) => sameHeadings(mapping, columns, sheet.name));
  const claims = remembered ? recall(remembered, columns) : claim(columns, found !== null, data);
  const fieldOf = (field: UnitField) => columns.find(({ index }) => claims.get(index)?.meaning === field);
  const number = fieldOf('number');
  const numberFrom = number
    ? repeatsOnFloors(number, fieldOf('floor'), fieldOf('building'), data)
      ? 'floorAndColumn'
      : 'column'
    : fieldOf('externalId')
      ? 'externalId'
      : 'composed';
  const numberParts = number
    ? findNumberParts(number, fieldOf('building') === undefined, fieldOf('floor') === undefined)
    : null;
  const mapped = columns.map((column) => describe(column, claims.get(column.index), found !== null, remembered));
  const fields = new Set(mapped.map(({ field }) => field));
  const include =
    remembered?.include ??
    (data.length > 0 &&
      fields.size > 2 &&
      (number !== undefined || fields.has('floor') || fields.has('price') || fields.has('areaTotal')));
  return {
    sheet: sheet.name,
    include,
    headerRows: found && { first: found.first + sheet.firstRow, last: found.last + sheet.firstRow },
    columns: mapped,
    statusWords: { ...findStatusWords(fieldOf('status') ?? fieldOf('buyer'), data), ...remembered?.statusWords },
    splitBy: findSplit(columns, claims, data, remembered),
    numberFrom,
    numberParts,
    defaults: remembered?.defaults ?? {
      building: null,
      kind: defaultKind(sheet.name, number?.header ?? '', fields.has('kind')),
    },
    notes: notesFor({ found: found !== null, data, mapped, numberFrom, columns, claims, include }),
  };
}

/** The values of a column, without those of rows that only head a floor or a building. */
function withoutHeadings(data: Sheet['rows'], index: number): string[] {
  return data.flatMap((row) =>
    row.filter((cell) => cell !== null).length > 1 || row.length < 3 ? [cellText(row[index])] : [],
  );
}

function claim(columns: readonly Column[], hasHeader: boolean, data: Sheet['rows']): Claims {
  const candidates: { index: number; meaning: HeaderMeaning; score: number }[] = [];
  for (const column of columns) {
    for (const [meaning, score] of scores(column, hasHeader)) candidates.push({ index: column.index, meaning, score });
  }
  agreeWithNumbers(candidates, columns, data);
  // Beside ids or addresses, 1, 2, 3 … counts rows; alone, it may be how the developer numbers units.
  const hasIds = candidates.some(({ meaning, score }) => meaning === 'externalId' && score > 0.8);
  const sequences = new Set(columns.filter(({ content }) => content.sequence).map(({ index }) => index));
  const claims: Claims = new Map();
  const taken = new Set<HeaderMeaning>();
  for (const { index, meaning, score } of candidates.toSorted((a, b) => b.score - a.score || a.index - b.index)) {
    const many = meaning === 'ignored' || meaning === 'personal';
    if (score < ENOUGH || claims.has(index) || (taken.has(meaning) && !many)) continue;
    if (meaning === 'number' && hasIds && sequences.has(index)) continue;
    claims.set(index, { meaning, score });
    if (!many) taken.add(meaning);
  }
  return claims;
}

function scores(column: Column, hasHeader: boolean): Map<HeaderMeaning, number> {
  const { content, header } = column;
  const result = new Map<HeaderMeaning, number>();
  const meanings = new Map(headerMeanings(header));
  // A column headed "Type" may hold bedrooms ("2BR") or kinds ("Villa").
  const typed = Math.max(meanings.get('layout') ?? 0, meanings.get('kind') ?? 0);
  const better = (meaning: 'bedrooms' | 'kind') => {
    meanings.set(meaning, Math.max(meanings.get(meaning) ?? 0, typed));
    for (const vague of ['layout', 'kind', 'bathrooms'] as const) {
      if (vague !== meaning) meanings.set(vague, (meanings.get(vague) ?? 0) * 0.85);
    }
  };
  if ((typed > 0 || meanings.has('bedrooms')) && content.namesBedrooms > 0.8) better('bedrooms');
  else if (typed > 0 && content.values.length > 0 && content.fits('kind') > 0.9) better('kind');
  for (const [meaning, strength] of meanings) {
    if (meaning === 'ignored' || meaning === 'personal') result.set(meaning, strength * 0.97);
    else if (meaning === 'project')
      result.set(meaning, strength * (content.distinct < 0.5 || content.values.length < 5 ? 1 : 0.4));
    else result.set(meaning, Math.min(0.99, strength * (0.25 + 0.75 * content.fits(meaning))));
  }
  if (content.sequence && (header === '' || Math.max(0, ...meanings.values()) < 0.9)) result.set('ignored', 0.9);
  for (const field of unitFields) {
    // Under a heading that says something else, only unmistakable values count.
    const factor = !hasHeader || header === '' ? 1 : meanings.size === 0 ? 0.75 : 0;
    const score = recogniseContent(field, content) * factor;
    if (score > (result.get(field) ?? 0)) result.set(field, score);
  }
  return result;
}

/** Of two columns that could be the building, the one that the unit numbers begin with is right ("A03 01" stands in "A"). */
function agreeWithNumbers(
  candidates: { index: number; meaning: HeaderMeaning; score: number }[],
  columns: readonly Column[],
  data: Sheet['rows'],
): void {
  const buildings = candidates.filter(({ meaning, score }) => meaning === 'building' && score >= ENOUGH);
  const number = candidates
    .filter(({ meaning }) => meaning === 'number' || meaning === 'parentNumber')
    .toSorted((a, b) => b.score - a.score)[0];
  if (buildings.length < 2 || !number) return;
  for (const candidate of buildings) {
    if (!columns.some(({ index }) => index === candidate.index)) continue;
    const agree = data.filter((row) => {
      const building = foldWords(cellText(row[candidate.index]));
      return building !== '' && foldWords(cellText(row[number.index])).startsWith(building);
    });
    candidate.score *= 0.85 + (0.15 * agree.length) / Math.max(1, data.length);
  }
}

function describe(
  column: Column,
  claimed: Claims extends Map<number, infer C> ? C | undefined : never,
  hasHeader: boolean,
  remembered: ColumnMapping | undefined,
): MappedColumn {
  const field =
    claimed && (unitFields as readonly string[]).includes(claimed.meaning) ? (claimed.meaning as UnitField) : null;
  const before = remembered?.columns.find(({ header }) => foldWords(header) === foldWords(column.header));
  const personal =
    field === 'buyer' ||
    claimed?.meaning === 'personal' ||
    (headerMeanings(column.header).get('buyer') ?? 0) > 0.7 ||
    column.content.values.some((text) => /\S@\S+\.\S/.test(text));
  const area = field === 'areaTotal' || field === 'areaInner' || field === 'areaBalcony';
  const named =
    findAreaUnit(column.header) ?? column.content.values.map(findAreaUnit).find((unit) => unit !== null) ?? null;
  const currency = field === 'price' ? (before?.currency ?? findCurrency(column.header, 'USD')) : null;
  const sure = claimed?.score ?? 0;
  return {
    index: column.index,
    header: column.header || (hasHeader ? `(${letter(column.index)})` : `Column ${letter(column.index)}`),
    samples: personal ? [] : [...new Set(column.content.values)].slice(0, 3).map((text) => text.slice(0, 60)),
    field,
    ...(area ? { unit: before?.unit ?? named ?? (assumesFeet(column.content) ? 'ft2' : 'm2') } : {}),
    ...(currency ? { currency } : {}),
    confidence: Math.round(sure * 100) / 100,
    personal,
  };
}

/** Flats of 350 m² and more in the middle of a list are rarer than a list in square feet whose heading does not say so. */
function assumesFeet(content: ColumnContent): boolean {
  return content.median !== null && content.median >= 350;
}

function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : letter(Math.floor(index / 26) - 1) + letter(index % 26);
}

function sameHeadings(mapping: ColumnMapping, columns: readonly Column[], sheet: string): boolean {
  const headers = new Set(columns.map(({ header }) => foldWords(header)).filter((header) => header !== ''));
  if (headers.size === 0) return mapping.headerRows === null && mapping.columns.length === columns.length;
  const mapped = mapping.columns.filter(({ field }) => field !== null);
  const found = mapped.filter(({ header }) => headers.has(foldWords(header)));
  return (
    mapped.length > 0 &&
    found.length === mapped.length &&
    (mapping.sheet === sheet || mapping.columns.length === columns.length)
  );
}

function recall(mapping: ColumnMapping, columns: readonly Column[]): Claims {
  const claims: Claims = new Map();
  for (const column of columns) {
    const before =
      column.header === '' || mapping.headerRows === null
        ? mapping.columns.find(({ index }) => index === column.index)
        : mapping.columns.find(({ header }) => foldWords(header) === foldWords(column.header));
    if (before)
      claims.set(column.index, { meaning: before.field ?? (before.personal ? 'personal' : 'ignored'), score: 1 });
  }
  return claims;
}

function findStatusWords(column: Column | undefined, data: Sheet['rows']): Record<string, UnitStatus> {
  const words: Record<string, UnitStatus> = {};
  if (!column) return words;
  for (const text of new Set(data.map((row) => cellText(row[column.index])))) {
    const status = isBlank(text) ? null : knownStatus(text);
    if (status) words[text] = status;
  }
  return words;
}

/** A project column with several values, or addresses of several folders ("/perovo2/flats/708857"). */
function findSplit(
  columns: readonly Column[],
  claims: Claims,
  data: Sheet['rows'],
  remembered: ColumnMapping | undefined,
): ProjectSplit | null {
  for (const { index, header } of columns) {
    const meaning = claims.get(index)?.meaning;
    const wanted = remembered?.splitBy && remembered.splitBy.index === index;
    const part = meaning === 'externalId' ? 'firstFolder' : 'value';
    if (
      !wanted &&
      meaning !== 'project' &&
      !(meaning === 'externalId' && (headerMeanings(header).has('externalId') || header === ''))
    )
      continue;
    const counts = new Map<string, number>();
    for (const row of data) {
      const value = splitValue(cellText(row[index]), part);
      if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    // Every row its own value: that is a name of the unit, not of a project.
    if (counts.size < 2 || counts.size > data.length / 4) continue;
    const values = [...counts].map(([value, rows]) => ({ value, rows })).toSorted((a, b) => b.rows - a.rows);
    const only = remembered?.splitBy?.only ?? null;
    return { index, part, values, only: only !== null && counts.has(only) ? only : null };
  }
  return null;
}

/** What a cell of the splitting column says about the project; `''` = nothing. */
export function splitValue(text: string, part: ProjectSplit['part']): string {
  if (part === 'value') return text;
  const folders = /^(?:https?:\/\/[^/]+)?\/([^/?#]+)\/[^?#]*/.exec(text);
  return folders?.[1] ?? '';
}

/** "A", "B" or 1, 2, 3 again on every floor: a position, which makes a unit's number only together with the floor. */
function repeatsOnFloors(
  number: Column,
  floor: Column | undefined,
  building: Column | undefined,
  data: Sheet['rows'],
): boolean {
  if (!floor) return false;
  const rows = data.filter((row) => !isBlank(cellText(row[number.index])));
  const place = (row: readonly Cell[], ...columns: (Column | undefined)[]) =>
    columns.map((column) => (column ? foldWords(cellText(row[column.index])) : '')).join('\n');
  const alone = new Set(rows.map((row) => place(row, building, number))).size;
  const onFloors = new Set(rows.map((row) => place(row, building, floor, number))).size;
  return (
    (alone < rows.length * 0.7 && onFloors > rows.length * 0.95) ||
    rows.every((row) => /^\p{L}{1,2}$/u.test(cellText(row[number.index])))
  );
}

function findNumberParts(number: Column, building: boolean, floor: boolean): NumberParts | null {
  if (!building && !floor) return null;
  const parts = number.content.values.map(splitNumber).filter((split) => split !== null);
  if (parts.length === 0 || parts.length < number.content.values.length * 0.9) return null;
  const first = parts[0]!;
  if (!parts.every((split) => split.building === first.building && split.floor === first.floor)) return null;
  const found = { building: building ? first.building : null, floor: floor ? first.floor : null };
  return found.building === null && found.floor === null ? null : found;
}

function defaultKind(sheetName: string, numberHeader: string, hasKindColumn: boolean): UnitKind | null {
  return hasKindColumn ? null : (findKind(sheetName) ?? findKind(numberHeader));
}

function notesFor(input: {
  found: boolean;
  data: Sheet['rows'];
  mapped: readonly MappedColumn[];
  numberFrom: ColumnMapping['numberFrom'];
  columns: readonly Column[];
  claims: Claims;
  include: boolean;
}): MappingNote[] {
  const notes: MappingNote[] = [];
  const { columns, claims, mapped } = input;
  if (!input.found)
    notes.push({ code: 'no_header', message: 'No heading was found: columns are guessed from their values.' });
  if (input.data.length === 0) notes.push({ code: 'no_rows', message: 'There are no rows below the heading.' });
  else if (input.include && input.numberFrom === 'externalId') {
    notes.push({
      code: 'number_from_id',
      message: 'No column holds a unit number: the end of the id or address is used.',
    });
  } else if (input.include && input.numberFrom === 'composed') {
    notes.push({
      code: 'number_composed',
      message:
        'No column holds a unit number: floor and order on the floor are used. Keep the order of rows in later files.',
    });
  }
  for (const { index, header, unit } of mapped) {
    const column = columns.find((other) => other.index === index)!;
    if (unit === 'ft2' && !findAreaUnit(header) && !column.content.values.some((text) => findAreaUnit(text))) {
      notes.push({
        code: 'area_unit_assumed',
        message: `${header}: no unit is named; the numbers look like square feet.`,
      });
    }
  }
  if (input.include && input.numberFrom === 'floorAndColumn') {
    notes.push({
      code: 'number_composed',
      message: 'Numbers repeat on every floor: floor and number together are used.',
    });
  }
  const building = columns.find(({ index }) => claims.get(index)?.meaning === 'building');
  for (const other of columns) {
    if (
      !building ||
      other === building ||
      claims.has(other.index) ||
      (headerMeanings(other.header).get('building') ?? 0) < 0.5
    )
      continue;
    const rows = input.data.filter(
      (row) => cellText(row[other.index]) !== '' && cellText(row[other.index]) !== cellText(row[building.index]),
    );
    if (rows.length > 0) {
      notes.push({
        code: 'other_column_disagrees',
        message: `${other.header} says another building than ${building.header} in ${rows.length} rows; ${building.header} is used.`,
      });
    }
  }
  return notes;
}
