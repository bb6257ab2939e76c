import { ValidationFailed, type ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import type { ColumnMapping, MappedColumn } from './column-mapping.ts';
import type { ImportColumnInput, ImportSheetInput, PreviewUnitImportInput, StatusWordInput } from './import-inputs.ts';
import type { ImportOptions } from './import-options.ts';
import type { AreaUnit } from './values/read-area.ts';
import { foldWords } from './words/fold-words.ts';

const MOST_CORRECTIONS = 10_000;
const LONGEST_VALUE = 500;
const AREAS: readonly unknown[] = ['areaTotal', 'areaInner', 'areaBalcony'];

export interface Reading {
  readonly mappings: ColumnMapping[];
  readonly options: ImportOptions;
}

/** Applies the person's choices to how a file is read; what they leave out stays. Every fault is named with its place in the input. */
export function readPreviewInput(
  before: { mappings: readonly ColumnMapping[]; options: ImportOptions },
  input: PreviewUnitImportInput,
): Reading | ValidationFailed {
  const issues: ValidationIssue[] = [];
  const fault = (path: (string | number)[], code: string, message: string) =>
    issues.push({ path: path.map(String), code, message });
  let mappings = before.mappings.map((mapping) => {
    const at = (input.sheets ?? []).findIndex(({ name }) => name === mapping.sheet);
    return at < 0
      ? mapping
      : readSheet(mapping, input.sheets![at]!, (path, code, message) => fault(['sheets', at, ...path], code, message));
  });
  (input.sheets ?? []).forEach(({ name }, at) => {
    if (!mappings.some(({ sheet }) => sheet === name))
      fault(['sheets', at, 'name'], 'UNKNOWN', `There is no sheet “${name}”.`);
  });
  if (input.sheets && !mappings.some(({ include }) => include))
    fault(['sheets'], 'NONE_CHOSEN', 'Choose at least one sheet.');

  const words = input.statusWords ?? [];
  mappings = mappings.map((mapping) => ({ ...mapping, statusWords: readWords(mapping.statusWords, words) }));
  if (input.splitValue !== undefined) {
    const only = input.splitValue;
    const isKnown = mappings.some(({ splitBy }) => splitBy?.values.some(({ value }) => value === only));
    if (only !== null && !isKnown) fault(['splitValue'], 'UNKNOWN', 'No row has this value.');
    mappings = mappings.map((mapping) => ({
      ...mapping,
      splitBy: mapping.splitBy && { ...mapping.splitBy, only },
    }));
  }
  if (input.kind)
    mappings = mappings.map((mapping) => ({ ...mapping, defaults: { ...mapping.defaults, kind: input.kind! } }));
  if ((input.corrections?.length ?? 0) > MOST_CORRECTIONS)
    fault(['corrections'], 'TOO_MANY', `At most ${MOST_CORRECTIONS} corrections; correct the file itself.`);
  (input.corrections ?? []).forEach(({ value }, at) => {
    if (value.length > LONGEST_VALUE)
      fault(['corrections', at, 'value'], 'TOO_LONG', `At most ${LONGEST_VALUE} characters.`);
  });
  if (issues.length > 0) return new ValidationFailed(issues);
  return {
    mappings,
    options: {
      ...before.options,
      unreleasedWords: readUnreleased(before.options.unreleasedWords, words),
      corrections: input.corrections ?? before.options.corrections,
    },
  };
}

type Fault = (path: (string | number)[], code: string, message: string) => void;

function readSheet(mapping: ColumnMapping, input: ImportSheetInput, fault: Fault): ColumnMapping {
  const inputs = new Map((input.columns ?? []).map((column, at) => [column.index, { column, at }]));
  for (const [index, { at }] of inputs)
    if (!mapping.columns.some((column) => column.index === index))
      fault(['columns', at, 'index'], 'UNKNOWN', 'There is no such column.');
  const columns = mapping.columns.map((column) => {
    const choice = inputs.get(column.index);
    return choice
      ? readColumn(column, choice.column, (path, code, message) =>
          fault(['columns', choice.at, ...path], code, message),
        )
      : column;
  });
  const used = new Map<string, MappedColumn>();
  for (const column of input.isChosen ? columns : []) {
    const other = column.field && used.get(column.field);
    if (other) fault(['columns'], 'TWICE', `“${other.header}” and “${column.header}” cannot both be ${column.field}.`);
    if (column.field) used.set(column.field, column);
  }
  return { ...mapping, include: input.isChosen, columns };
}

function readColumn(column: MappedColumn, input: ImportColumnInput, fault: Fault): MappedColumn {
  if (input.measure && input.measure !== 'm2' && input.measure !== 'ft2')
    fault(['measure'], 'UNKNOWN', 'An area is in m2 or ft2.');
  if (input.currency && !/^[A-Z]{3}$/.test(input.currency))
    fault(['currency'], 'UNKNOWN', 'Name a currency by its three letters, such as AED.');
  const field = input.field ?? null;
  const { unit, currency, ...rest } = column;
  const measure = (input.measure as AreaUnit | null | undefined) ?? unit;
  const priced = input.currency ?? currency;
  return {
    ...rest,
    field,
    ...(AREAS.includes(field) && measure ? { unit: measure } : {}),
    ...(field === 'price' && priced ? { currency: priced } : {}),
    confidence: field === column.field ? column.confidence : 1,
    personal: column.personal || field === 'buyer',
    samples: field === 'buyer' ? [] : column.samples,
  };
}

function readWords(
  known: ColumnMapping['statusWords'],
  words: readonly StatusWordInput[],
): ColumnMapping['statusWords'] {
  const named = new Set(words.map(({ word }) => foldWords(word)));
  return Object.fromEntries([
    // "Sold" and "SOLD" are one word: what the person says of it counts for every spelling.
    ...Object.entries(known).filter(([word]) => !named.has(foldWords(word))),
    ...words.flatMap(({ word, status, isUnreleased }) => {
      const meaning = status ?? (isUnreleased ? 'available' : null);
      return meaning ? [[word, meaning] as const] : [];
    }),
  ]);
}

function readUnreleased(known: readonly string[], words: readonly StatusWordInput[]): string[] {
  const named = new Set(words.map(({ word }) => foldWords(word)));
  return [
    ...known.filter((word) => !named.has(foldWords(word))),
    ...words.filter(({ isUnreleased }) => isUnreleased).map(({ word }) => word),
  ];
}
