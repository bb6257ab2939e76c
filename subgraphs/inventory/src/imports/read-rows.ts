import type { ColumnMapping, MappedColumn, UnitField } from './column-mapping.ts';
import { splitValue } from './guess-mapping.ts';
import { cellText, isBlank, type Sheet } from './sheet.ts';
import type { Floor, UnitRow, UnitStatus } from './unit-row.ts';
import { splitNumber } from './values/number-parts.ts';
import { findAreaUnit, readArea } from './values/read-area.ts';
import { readBedrooms } from './values/read-bedrooms.ts';
import { orderFloors, readFloor, readFloorHeading } from './values/read-floor.ts';
import { findKind, readKind } from './values/read-kind.ts';
import { findCurrency, readMoney } from './values/read-money.ts';
import { columnDecimalMark, type DecimalMark } from './values/read-number.ts';
import { knownStatus, readStatus } from './values/read-status.ts';
import type { Reading, ReadingCode, Suggestion } from './values/reading.ts';
import { foldWords } from './words/fold-words.ts';

export type RowProblemCode =
  | ReadingCode
  | 'number_missing'
  | 'duplicate_number'
  | 'duplicate_row'
  | 'building_missing'
  | 'floor_beyond_building'
  | 'area_outlier';

/** What is wrong with a row, for the person who sees the file (INV-21). */
export interface RowProblem {
  readonly sheet: string;
  /** 1-based row of the file. */
  readonly row: number;
  /** Heading of the column, `''` when the whole row is meant. */
  readonly column: string;
  readonly field: UnitField | null;
  /** As written; `''` when the cell is empty or holds a buyer's name. */
  readonly value: string;
  readonly code: RowProblemCode;
  readonly message: string;
  /** An error keeps its row out of the import; a warning only tells. */
  readonly severity: 'error' | 'warning';
  readonly suggestion?: Suggestion;
}

/** A row that is no unit and why, so that nothing of the file vanishes unseen. */
export interface SkippedRow {
  readonly sheet: string;
  readonly row: number;
  readonly reason: 'blank' | 'heading' | 'totals' | 'other_project' | 'repeated_header';
}

/** What the person says a cell should hold, by the row and heading that its problem named; a suggestion's `value` fits here. */
export interface Correction {
  readonly sheet: string;
  readonly row: number;
  readonly column: string;
  readonly value: string;
}

export interface ReadRows {
  readonly rows: readonly UnitRow[];
  readonly problems: readonly RowProblem[];
  readonly skipped: readonly SkippedRow[];
  /** By sheet, the heading that each field was read from. */
  readonly headings: Readonly<Record<string, Readonly<Partial<Record<UnitField, string>>>>>;
}

export interface ReadOptions {
  /** ISO 4217, for prices that name no currency. */
  readonly projectCurrency: string;
  readonly corrections?: readonly Correction[];
}

type Draft = { -readonly [Key in keyof UnitRow]: UnitRow[Key] };
type Report = (
  column: MappedColumn | null,
  value: string,
  problem: Extract<Reading<never>, { ok: false }> | { code: RowProblemCode; message: string },
) => void;

const totals =
  /^(?:grand |sub ?)?(?:total|totals|sum|итого|всего|razem|suma|łącznie|ukupno|zbir|toplam|genel toplam|gesamt|summe|somme|totale|celkem|المجموع|الإجمالي|الاجمالي)(?:$|[\s:.])/iu;

/** Units and problems of all sheets that the mappings include. A row with an error yields no unit. */
export function readUnits(
  sheets: readonly Sheet[],
  mappings: readonly ColumnMapping[],
  options: ReadOptions,
): ReadRows {
  const read = mappings
    .filter((mapping) => mapping.include)
    .flatMap((mapping) => {
      const sheet = sheets.find(({ name }) => name === mapping.sheet);
      return sheet ? [readRows(sheet, mapping, options)] : [];
    });
  return {
    headings: Object.assign({}, ...read.map(({ headings }) => headings)),
    rows: read.flatMap(({ rows }) => rows),
    problems: read.flatMap(({ problems }) => problems),
    skipped: read.flatMap(({ skipped }) => skipped),
  };
}

/** Reads one sheet by its mapping (INV-20, INV-21); see {@link readUnits}. */
export function readRows(sheet: Sheet, mapping: ColumnMapping, options: ReadOptions): ReadRows {
  const reader = new SheetReader(sheet, mapping, options);
  return reader.read();
}

class SheetReader {
  private readonly rows: Draft[] = [];
  private readonly problems: RowProblem[] = [];
  private readonly skipped: SkippedRow[] = [];
  private readonly columns: readonly MappedColumn[];
  private readonly start: number;
  private readonly decimals = new Map<number, DecimalMark>();
  private readonly statusWords: ReadonlyMap<string, UnitStatus>;
  private readonly numberFrom: ColumnMapping['numberFrom'];
  private readonly corrections: ReadonlyMap<number, readonly Correction[]>;
  private readonly ordinals = new Map<string, number>();
  private floorHeading: Floor | null = null;
  private buildingHeading: string | null = null;

  private readonly sheet: Sheet;
  private readonly mapping: ColumnMapping;
  private readonly options: ReadOptions;

  constructor(sheet: Sheet, mapping: ColumnMapping, options: ReadOptions) {
    this.sheet = sheet;
    this.mapping = mapping;
    this.options = options;
    this.columns = mapping.columns.filter(({ field }) => field !== null);
    this.start = mapping.headerRows ? mapping.headerRows.last - sheet.firstRow + 1 : 0;
    // The person may have mapped or unmapped the number since the guess.
    const fields = new Set(this.columns.map(({ field }) => field));
    const guessed = mapping.numberFrom === 'floorAndColumn' ? 'floorAndColumn' : 'column';
    this.numberFrom = fields.has('number') ? guessed : fields.has('externalId') ? 'externalId' : 'composed';
    this.corrections = Map.groupBy(
      (options.corrections ?? []).filter((correction) => correction.sheet === sheet.name),
      (correction) => correction.row,
    );
    this.statusWords = new Map(Object.entries(mapping.statusWords).map(([word, status]) => [foldWords(word), status]));
    for (const { index, field } of this.columns) {
      if (field === 'price' || field?.startsWith('area')) {
        this.decimals.set(index, columnDecimalMark(sheet.rows.slice(this.start).map((row) => cellText(row[index]))));
      }
    }
  }

  read(): ReadRows {
    for (let index = this.start; index < this.sheet.rows.length; index++) this.readRow(index);
    this.levelFloors();
    const headings = Object.fromEntries(this.columns.map(({ field, header }) => [field, header]));
    return {
      rows: this.rows,
      problems: this.problems,
      skipped: this.skipped,
      headings: { [this.sheet.name]: headings },
    };
  }

  private readRow(index: number): void {
    const row = index + this.sheet.firstRow;
    const texts = this.sheet.rows[index]!.map(cellText);
    for (const correction of this.corrections.get(row) ?? []) {
      const column = this.columns.find(({ header }) => header === correction.column);
      if (column) texts[column.index] = correction.value.trim();
    }
    const reason = this.whyNoUnit(texts);
    if (reason) {
      this.skipped.push({ sheet: this.sheet.name, row, reason });
      return;
    }
    let failed = false;
    const report: Report = (column, value, problem) => {
      failed = true;
      this.problems.push({
        sheet: this.sheet.name,
        row,
        column: column?.header ?? '',
        field: column?.field ?? null,
        value: column?.personal ? '' : value,
        code: problem.code,
        message: problem.message,
        severity: 'error',
        ...('suggestion' in problem && problem.suggestion && !column?.personal
          ? { suggestion: problem.suggestion }
          : {}),
      });
    };
    const draft = this.emptyDraft(row);
    const currencyColumn = this.columns.find(({ field }) => field === 'currency');
    const rowCurrency = currencyColumn
      ? findCurrency(texts[currencyColumn.index] ?? '', this.options.projectCurrency)
      : null;
    for (const column of this.columns) {
      const text = texts[column.index] ?? '';
      // Empty cells say nothing, and never blank what a unit already has.
      if (!isBlank(text)) this.readCell(draft, column, text, rowCurrency, report);
    }
    this.place(draft);
    if (draft.number === '') this.nameUnit(draft, report);
    if (!failed) this.rows.push(draft);
  }

  private emptyDraft(row: number): Draft {
    return {
      ...{
        sheet: this.sheet.name,
        row,
        number: '',
        building: null,
        section: null,
        phase: null,
        floor: null,
        externalId: null,
        kind: null,
      },
      ...{
        layout: null,
        bedrooms: null,
        bathrooms: null,
        areaTotal: null,
        areaInner: null,
        areaBalcony: null,
        view: null,
        orientation: null,
      },
      ...{ price: null, status: null, tags: null, parentNumber: null, allocatedTo: null },
    };
  }

  private whyNoUnit(texts: readonly string[]): SkippedRow['reason'] | null {
    const filled = texts.filter((text) => text !== '');
    if (filled.length === 0) return 'blank';
    // A merged separator may repeat its text in every cell.
    if (new Set(filled).size === 1 && texts.length > 2 && this.takeHeading(filled[0]!)) return 'heading';
    if (filled.slice(0, 2).some((text) => totals.test(text))) return 'totals';
    const { splitBy } = this.mapping;
    if (splitBy?.only != null && splitValue(texts[splitBy.index] ?? '', splitBy.part) !== splitBy.only)
      return 'other_project';
    const headings = this.columns.filter(
      ({ index, header }) =>
        texts[index] !== undefined && foldWords(texts[index]!) === foldWords(header) && header !== '',
    );
    if (headings.length >= 2 && headings.length >= this.columns.length / 2) return 'repeated_header';
    const names = this.columns.filter(
      ({ field }) => !['price', 'areaTotal', 'areaInner', 'areaBalcony', null].includes(field),
    );
    if (
      names.length > 0 &&
      names.every(({ index }) => isBlank(texts[index] ?? '')) &&
      filled.every((text) => /^[^\p{L}]*\d[^\p{L}]*$/u.test(text))
    )
      return 'totals';
    return null;
  }

  /** "PARTER", "ETAJ 1", "Tower B" between the units: said once, meant for the rows below. */
  private takeHeading(text: string): boolean {
    const floor = readFloorHeading(text);
    if (floor) {
      this.floorHeading = floor;
      return true;
    }
    if (
      /^(?:building|block|tower|bldg|корпус|дом|секция|литер|блок|башня|bloc|blok|bloco|torre|bloque|corp|scara|budynek|lamela|zgrada|kule|haus|bâtiment|bat|برج|مبنى)(?!\p{L}).{0,40}$/iu.test(
        text,
      )
    ) {
      this.buildingHeading = text;
      this.floorHeading = null;
      return true;
    }
    // Any other lone line of words ("Phase 1 launch offer") is a remark; a lone number could be a unit.
    return !/\d/.test(text) || text.length > 24;
  }

  private readCell(draft: Draft, column: MappedColumn, text: string, rowCurrency: string | null, report: Report): void {
    const decimal = this.decimals.get(column.index) ?? null;
    const take = <T>(reading: Reading<T>): T | null => {
      if (reading.ok) return reading.value;
      report(column, text, reading);
      return null;
    };
    switch (column.field) {
      case 'number':
      case 'building':
      case 'section':
      case 'phase':
      case 'layout':
      case 'view':
      case 'orientation':
      case 'externalId':
      case 'parentNumber':
      case 'allocatedTo':
        if (column.field === 'layout') draft.kind ??= findKind(text);
        draft[column.field] = text;
        break;
      case 'floor':
        draft.floor = take(readFloor(text));
        break;
      case 'kind':
        draft.kind = take(readKind(text));
        break;
      case 'bedrooms': {
        const kind = findKind(text);
        const reading = readBedrooms(text);
        // "Shop" in the column of bedrooms is a kind; "2 DORM C/ VG" says more than its number.
        if (kind && !reading.ok) draft.kind ??= kind;
        else draft.bedrooms = take(reading);
        if (/\p{L}|[+.,]/u.test(text)) draft.layout ??= text;
        break;
      }
      case 'bathrooms':
        draft.bathrooms = take(readBedrooms(text));
        break;
      case 'areaTotal':
      case 'areaInner':
      case 'areaBalcony':
        draft[column.field] = take(readArea(text, column.unit ?? findAreaUnit(column.header) ?? 'm2', decimal));
        break;
      case 'price': {
        const reading = readMoney(
          text,
          rowCurrency ??
            column.currency ??
            findCurrency(column.header, this.options.projectCurrency) ??
            this.options.projectCurrency,
          decimal,
        );
        // Some write "SOLD" over the price.
        const status = reading.ok ? null : knownStatus(text);
        if (status) draft.status ??= status;
        else draft.price = take(reading);
        break;
      }
      case 'status':
        draft.status = take(readStatus(text, this.statusWords)) ?? draft.status;
        break;
      case 'buyer':
        // A name means sold. The name is personal data and goes no further.
        draft.status ??= this.statusWords.get(foldWords(text)) ?? knownStatus(text) ?? 'sold';
        break;
      case 'tags':
        draft.tags = text
          .split(/[,;|]/)
          .map((tag) => tag.trim())
          .filter((tag) => tag !== '');
        break;
      case 'currency':
      case null:
        break;
    }
  }

  /** Building, floor and kind from headings, composed numbers and the sheet, where no cell says them. */
  private place(draft: Draft): void {
    const { numberParts, defaults } = this.mapping;
    const split = numberParts && splitNumber(draft.number);
    if (split && numberParts.building !== null) draft.building ??= split.parts[numberParts.building] ?? null;
    if (split && numberParts.floor !== null && !draft.floor) {
      const floor = readFloor(split.parts[numberParts.floor] ?? '');
      if (floor.ok) draft.floor = floor.value;
    }
    draft.building ??= this.buildingHeading ?? defaults.building;
    draft.floor ??= this.floorHeading;
    draft.kind ??= defaults.kind;
    if (this.numberFrom === 'floorAndColumn' && draft.floor && draft.number !== '') {
      draft.number = `${draft.floor.label}${/^\d/.test(draft.number) ? '-' : ''}${draft.number}`;
    }
  }

  private nameUnit(draft: Draft, report: Report): void {
    if (this.numberFrom === 'externalId' && draft.externalId) {
      draft.number =
        draft.externalId
          .replace(/[?#].*$/, '')
          .split('/')
          .filter((part) => part !== '')
          .at(-1) ?? draft.externalId;
      return;
    }
    if (this.numberFrom === 'composed') {
      const place = [draft.building, draft.section, draft.floor?.label].join('\n');
      const ordinal = (this.ordinals.get(place) ?? 0) + 1;
      this.ordinals.set(place, ordinal);
      draft.number = [draft.section?.match(/\d+/)?.[0], draft.floor?.label, String(ordinal).padStart(2, '0')]
        .filter((part) => part !== undefined)
        .join('-');
      return;
    }
    const column =
      this.columns.find(({ field }) => field === (this.numberFrom === 'externalId' ? 'externalId' : 'number')) ?? null;
    report(column, '', { code: 'number_missing', message: 'This row has no unit number' });
  }

  private levelFloors(): void {
    const buildings = Map.groupBy(this.rows, (row) => row.building);
    for (const rows of buildings.values()) {
      const levels = orderFloors(rows.flatMap(({ floor }) => (floor ? [floor] : [])));
      for (const row of rows) {
        const level = row.floor && levels.get(row.floor.label);
        if (row.floor && level != null) row.floor = { ...row.floor, level };
      }
    }
  }
}
