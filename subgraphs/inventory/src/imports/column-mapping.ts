import type { UnitKind, UnitStatus } from './unit-row.ts';
import type { AreaUnit } from './values/read-area.ts';

/** What a column can become. `buyer` gives a status only: the name itself never leaves this folder. */
export const unitFields = [
  'number',
  'building',
  'section',
  'phase',
  'floor',
  'kind',
  'layout',
  'bedrooms',
  'bathrooms',
  'areaTotal',
  'areaInner',
  'areaBalcony',
  'view',
  'orientation',
  'price',
  'currency',
  'status',
  'buyer',
  'externalId',
  'parentNumber',
  'allocatedTo',
  'tags',
] as const;
export type UnitField = (typeof unitFields)[number];

/** One column of the file and what it becomes; `field: null` = not imported. */
export interface MappedColumn {
  readonly index: number;
  /** The heading as the person sees it, rows of a merged heading joined by " / "; "Column C" when there is none. */
  readonly header: string;
  /** The first two or three different values; hidden (`[]`) when `personal`. */
  readonly samples: readonly string[];
  readonly field: UnitField | null;
  /** Areas only: what a bare number means. */
  readonly unit?: AreaUnit;
  /** Prices only: ISO 4217 code where the heading names one. */
  readonly currency?: string;
  /** 0 to 1; of the field, or of leaving the column out. */
  readonly confidence: number;
  /** Names, telephones, e-mail addresses of buyers. */
  readonly personal: boolean;
}

/** A column whose values say to which project a row belongs, when one file holds several. */
export interface ProjectSplit {
  readonly index: number;
  /** The whole value, or the first folder of an address ("/perovo2/flats/1" → "perovo2"). */
  readonly part: 'value' | 'firstFolder';
  readonly values: readonly { readonly value: string; readonly rows: number }[];
  /** Import only rows with this value; `null` = all of them. */
  readonly only: string | null;
}

/** How a number such as "T1-09-12A" tells building and floor where no column does: positions of its parts. */
export interface NumberParts {
  readonly building: number | null;
  readonly floor: number | null;
}

export type MappingNoteCode =
  | 'no_header'
  | 'number_from_id'
  | 'number_composed'
  | 'other_column_disagrees'
  | 'area_unit_assumed'
  | 'no_rows';
export interface MappingNote {
  readonly code: MappingNoteCode;
  readonly message: string;
}

/** Plain data (JSON): shown in the wizard, corrected by the person, kept for the next import. */
export interface ColumnMapping {
  readonly sheet: string;
  /** False for sheets that hold no units (a summary, a legend). */
  readonly include: boolean;
  /** Rows of the heading as the person sees them, explanations included; `null` = the table begins with data. */
  readonly headerRows: { readonly first: number; readonly last: number } | null;
  readonly columns: readonly MappedColumn[];
  /** Words found in the status column and what they are read as; the person may add to it. Keys are as written. */
  readonly statusWords: Readonly<Record<string, UnitStatus>>;
  readonly splitBy: ProjectSplit | null;
  /** Where a unit's number comes from; a column that counts on each floor anew needs the floor ("2" and "B" → "2B"). */
  readonly numberFrom: 'column' | 'floorAndColumn' | 'externalId' | 'composed';
  readonly numberParts: NumberParts | null;
  /** For rows of this sheet that do not say it themselves. */
  readonly defaults: { readonly building: string | null; readonly kind: UnitKind | null };
  readonly notes: readonly MappingNote[];
}
