import type { ImportField, UnitImportPartsFragment, UnitKind, UnitStatus } from '../generated/graphql.ts';
import type { MessageKey } from '../i18n/catalogue.tsx';

export type UnitImport = UnitImportPartsFragment;
export type Sheet = UnitImport['sheets'][number];
export type Column = Sheet['columns'][number];

/** The fields that a column may become, in the order that people look for them. */
export const IMPORT_FIELDS: readonly ImportField[] = [
  'NUMBER',
  'BUILDING',
  'SECTION',
  'PHASE',
  'FLOOR',
  'KIND',
  'LAYOUT',
  'BEDROOMS',
  'BATHROOMS',
  'AREA_TOTAL',
  'AREA_INNER',
  'AREA_BALCONY',
  'VIEW',
  'ORIENTATION',
  'PRICE',
  'CURRENCY',
  'STATUS',
  'ALLOCATED_TO',
  'BUYER',
  'TAGS',
  'EXTERNAL_ID',
  'PARENT_NUMBER',
];

export const FIELD_KEYS: Record<ImportField, MessageKey> = {
  NUMBER: 'field.number',
  BUILDING: 'field.building',
  SECTION: 'field.section',
  PHASE: 'field.phase',
  FLOOR: 'field.floor',
  KIND: 'field.kind',
  LAYOUT: 'field.layout',
  BEDROOMS: 'field.bedrooms',
  BATHROOMS: 'field.bathrooms',
  AREA_TOTAL: 'field.areaTotal',
  AREA_INNER: 'field.areaInner',
  AREA_BALCONY: 'field.areaBalcony',
  VIEW: 'field.view',
  ORIENTATION: 'field.orientation',
  PRICE: 'field.price',
  CURRENCY: 'field.currency',
  STATUS: 'field.status',
  ALLOCATED_TO: 'field.allocatedTo',
  BUYER: 'field.buyer',
  TAGS: 'field.tags',
  EXTERNAL_ID: 'field.externalId',
  PARENT_NUMBER: 'field.parentNumber',
};

/** Fields measured in an area, which need to know in what. */
export const isArea = (field: ImportField | null): boolean =>
  field === 'AREA_TOTAL' || field === 'AREA_INNER' || field === 'AREA_BALCONY';

/** A guess below this is shown for checking. */
export const SURE_FROM = 0.8;

/** Whether a person should look at a guessed column. */
export function needsCheck(column: Column): boolean {
  return column.field !== null && column.confidence < SURE_FROM;
}

interface PlannedColumn {
  readonly index: number;
  readonly field: ImportField | null;
  readonly measure: string | null;
  readonly currency: string | null;
}

interface PlannedWord {
  readonly word: string;
  readonly status: UnitStatus | null;
  readonly isUnreleased: boolean;
}

/** One cell of the file, read otherwise. */
export interface Correction {
  readonly sheet: string;
  readonly row: number;
  readonly column: string;
  readonly value: string;
}

/** The server's reading of the file as the input of the dry run; the person's corrections change this value. */
export interface ImportPlan {
  readonly sheets: readonly {
    readonly name: string;
    readonly isChosen: boolean;
    readonly columns: readonly PlannedColumn[];
  }[];
  readonly statusWords: readonly PlannedWord[];
  readonly corrections: readonly Correction[];
  readonly splitValue: string | null;
  readonly kind: UnitKind | null;
}

export function planOf(unitImport: UnitImport): ImportPlan {
  return {
    sheets: unitImport.sheets.map((sheet) => ({
      name: sheet.name,
      isChosen: sheet.isChosen,
      columns: sheet.columns.map(({ index, field, measure, currency }) => ({ index, field, measure, currency })),
    })),
    statusWords: unitImport.mapping.statusWords.map(({ word, status, isUnreleased }) => ({
      word,
      status,
      isUnreleased,
    })),
    corrections: [],
    splitValue: unitImport.mapping.splitValue,
    kind: unitImport.mapping.kind,
  };
}

/** A column of a sheet becomes another field; a field that only one column can be leaves the column that was it. */
export function withField(plan: ImportPlan, sheetName: string, index: number, field: ImportField | null): ImportPlan {
  return {
    ...plan,
    sheets: plan.sheets.map((sheet) =>
      sheet.name !== sheetName
        ? sheet
        : {
            ...sheet,
            columns: sheet.columns.map((column) => {
              if (column.index === index) {
                return { ...column, field, measure: isArea(field) ? (column.measure ?? 'm2') : null };
              }
              return field !== null && column.field === field ? { ...column, field: null } : column;
            }),
          },
    ),
  };
}

export function withMeasure(plan: ImportPlan, sheetName: string, index: number, measure: string): ImportPlan {
  return {
    ...plan,
    sheets: plan.sheets.map((sheet) =>
      sheet.name !== sheetName
        ? sheet
        : {
            ...sheet,
            columns: sheet.columns.map((column) => (column.index === index ? { ...column, measure } : column)),
          },
    ),
  };
}

export function withSheet(plan: ImportPlan, sheetName: string, isChosen: boolean): ImportPlan {
  return { ...plan, sheets: plan.sheets.map((sheet) => (sheet.name === sheetName ? { ...sheet, isChosen } : sheet)) };
}

/** What a status word of the file means. */
export type WordMeaning = UnitStatus | 'UNRELEASED' | null;

export function withWord(plan: ImportPlan, word: string, meaning: WordMeaning): ImportPlan {
  const status = meaning === 'UNRELEASED' ? ('AVAILABLE' as const) : meaning;
  const entry = { word, status, isUnreleased: meaning === 'UNRELEASED' };
  const isKnown = plan.statusWords.some((known) => known.word === word);
  return {
    ...plan,
    statusWords: isKnown
      ? plan.statusWords.map((known) => (known.word === word ? entry : known))
      : [...plan.statusWords, entry],
  };
}

/** A cell reads otherwise; a second correction of the same cell replaces the first. */
export function withCorrection(plan: ImportPlan, correction: Correction): ImportPlan {
  const isSameCell = (other: Correction) =>
    other.sheet === correction.sheet && other.row === correction.row && other.column === correction.column;
  return { ...plan, corrections: [...plan.corrections.filter((other) => !isSameCell(other)), correction] };
}

export const withKind = (plan: ImportPlan, kind: UnitKind | null): ImportPlan => ({ ...plan, kind });
export const withSplit = (plan: ImportPlan, splitValue: string | null): ImportPlan => ({ ...plan, splitValue });
