import type { UnitField } from './column-mapping.ts';
import { isBlank } from './sheet.ts';
import { findAreaUnit, readArea } from './values/read-area.ts';
import { namesBedrooms, readBedrooms } from './values/read-bedrooms.ts';
import { readFloor } from './values/read-floor.ts';
import { findKind } from './values/read-kind.ts';
import { findCurrency, readMoney } from './values/read-money.ts';
import { columnDecimalMark, readDecimal } from './values/read-number.ts';
import { knownStatus } from './values/read-status.ts';

/** What the values of one column look like, measured once. Shares are of the values that are not empty, 0 to 1. */
export interface ColumnContent {
  readonly values: readonly string[];
  readonly distinct: number;
  readonly sequence: boolean;
  readonly namesBedrooms: number;
  readonly median: number | null;
  readonly fits: (field: UnitField) => number;
}

const compass =
  /^[^\p{L}]*(?:(?:n|s|e|w|ne|nw|se|sw|en|es|wn|ws|с|ю|з|в|сз|св|юз|юв|o|no|so|z|north|south|east|west|север|юг|запад|восток|شمال|جنوب|شرق|غرب|nord|sud|süd|ost|est|ouest|norte|sur|sul|este|oeste|leste|kuzey|güney|doğu|batı|sever|jug|istok|zapad|północ|południe|wschód|zachód)(?:ern|ный|ный)?(?:[\s\-–/,+]+|(?=north|south|east|west)|$))+$/iu;
const link = /^(?:https?:\/\/|\/)\S+$/;
const identifier = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24}|\d{5,12}|[A-Z]{0,5}[-_]?\d{4,12})$/i;

/** Measures up to 150 values, spread over the whole column so that one odd block does not decide. */
export function measureColumn(all: readonly string[], projectCurrency: string): ColumnContent {
  const filled = all.filter((text) => !isBlank(text));
  const step = Math.max(1, Math.floor(filled.length / 150));
  const values = filled.filter((_, index) => index % step === 0);
  const share = (test: (text: string) => boolean) =>
    values.length === 0 ? 0 : values.filter(test).length / values.length;
  const distinct = new Set(filled).size / Math.max(1, filled.length);
  const decimal = columnDecimalMark(values);
  const numbers = values.flatMap((text) => {
    const reading = readDecimal(text.replace(/[^\d.,\s-]+/g, ''), decimal, 'thousands');
    return /\d/.test(text) && reading.ok ? [Number(reading.value)] : [];
  });
  const median = numbers.length > 0 ? numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]! : null;
  const sequence = isSequence(filled);
  const lettered = share((text) => /\p{L}/u.test(text));
  const measures: Partial<Record<UnitField, () => number>> = {
    number: () => {
      const short = share(
        (text) =>
          text.length <= 24 &&
          (/\d/.test(text) || /^\p{L}{1,2}$/u.test(text)) &&
          !link.test(text) &&
          !/[.,]\d{1,2}$|[²₽€$%]/.test(text) &&
          !findAreaUnit(text),
      );
      return (
        short *
        (sequence ? 0.3 : 0.55 + 0.45 * distinct) *
        (median !== null && lettered === 0 && median > 200_000 ? 0.4 : 1)
      );
    },
    building: () => share((text) => text.length <= 60) * (distinct > 0.5 && filled.length > 10 ? 0.3 : 1),
    section: () => share((text) => text.length <= 40) * (distinct > 0.5 && filled.length > 10 ? 0.3 : 1),
    phase: () => share((text) => text.length <= 60) * (distinct > 0.5 && filled.length > 10 ? 0.3 : 1),
    floor: () => share((text) => readFloor(text).ok) * (distinct > 0.9 && filled.length > 40 ? 0.2 : 1),
    kind: () => share((text) => findKind(text) !== null) * (distinct > 0.5 && filled.length > 10 ? 0.3 : 1),
    layout: () => share((text) => text.length <= 120) * (distinct > 0.9 && filled.length > 20 ? 0.5 : 1),
    bedrooms: () => share((text) => readBedrooms(text).ok || findKind(text) !== null),
    bathrooms: () => share((text) => readBedrooms(text).ok),
    areaTotal: () => areaShare(),
    areaInner: () => areaShare(),
    areaBalcony: () => share((text) => readArea(text, 'm2', decimal).ok),
    view: () => share((text) => /\p{L}/u.test(text)) * (distinct > 0.9 && filled.length > 20 ? 0.5 : 1),
    orientation: () => share((text) => compass.test(text)),
    price: () =>
      share((text) => {
        const reading = readMoney(text, projectCurrency, decimal);
        return (
          (reading.ok && (reading.value === null || reading.value.minorUnits >= 50_000)) ||
          knownStatus(text) !== null ||
          (!reading.ok && reading.code === 'price_range')
        );
      }),
    currency: () => share((text) => text.length <= 12 && findCurrency(text, projectCurrency) !== null),
    status: () => share((text) => knownStatus(text) !== null) * 0.7 + (distinct < 0.3 || filled.length < 12 ? 0.3 : 0),
    buyer: () => share((text) => /\p{L}/u.test(text)),
    externalId: () =>
      share((text) => link.test(text) || identifier.test(text) || /^\S{1,60}$/.test(text)) *
      (distinct > 0.95 ? 1 : 0.2) *
      (sequence ? 0.4 : 1),
    parentNumber: () => share((text) => text.length <= 24 && /\d/.test(text)),
  };
  const areaShare = () =>
    share((text) => readArea(text, 'm2', decimal).ok) *
    (median !== null && (median > 60_000 || median < 1) ? 0.3 : 1) *
    (sequence ? 0.2 : 1);
  const measured = new Map<UnitField, number>();
  return {
    values,
    distinct,
    sequence,
    median,
    namesBedrooms: share(namesBedrooms),
    // A column without a value can be what its heading says.
    fits: (field) => {
      const fit = measured.get(field) ?? (values.length === 0 ? 0.6 : (measures[field]?.() ?? 1));
      measured.set(field, fit);
      return fit;
    },
  };
}

/** 0, 1, 2 … or 1, 2, 3 …: a count of rows, rather than what anyone calls a unit. It may start again (lists glued together). */
function isSequence(values: readonly string[]): boolean {
  if (values.length < 3 || !values.every((text) => /^\d+$/.test(text))) return false;
  const steps = values
    .slice(1)
    .filter((text, index) => Number(text) - Number(values[index]) === 1 || Number(text) <= 1).length;
  return Number(values[0]) <= 1 && steps / (values.length - 1) > 0.95;
}

/** How surely a column without a known heading is this field, by its values alone. */
export function recogniseContent(field: UnitField, content: ColumnContent): number {
  const { values, distinct, median } = content;
  if (values.length === 0 || content.sequence) return 0;
  const share = (test: (text: string) => boolean) => values.filter(test).length / values.length;
  const fits = content.fits(field);
  const integers = share((text) => /^\d+$/.test(text));
  switch (field) {
    case 'status':
      return share((text) => knownStatus(text) !== null);
    case 'orientation':
      return fits > 0.9 ? 0.9 : 0;
    case 'externalId':
      return share((text) => link.test(text)) > 0.9 && distinct > 0.98 ? 0.9 : 0;
    case 'price':
      if (
        share((text) => findCurrency(text, 'USD') !== null && /\d{4}|\d[ .,]\d{3}/.test(text) && !findAreaUnit(text)) >
        0.7
      )
        return 0.95;
      return fits > 0.9 && median !== null && median >= 20_000 ? 0.8 : 0;
    case 'areaTotal':
      if (share((text) => findAreaUnit(text) !== null && findCurrency(text, 'USD') === null && /\d/.test(text)) > 0.7)
        return 0.95;
      return fits > 0.9 &&
        median !== null &&
        median >= 15 &&
        median < 10_000 &&
        share((text) => /^\d+([.,]\d+)?$/.test(text)) > 0.9
        ? median > 60 || integers < 0.9
          ? 0.7
          : 0.3
        : 0;
    case 'bedrooms':
      return content.namesBedrooms > 0.8 ? 0.9 : 0;
    case 'number':
      if (distinct < 0.85 || fits < 0.8) return 0;
      return share((text) => /\d/.test(text) && /[\p{L}\-./]/u.test(text)) > 0.7
        ? 0.85
        : median !== null && median < 20_000 && integers > 0.9
          ? 0.6
          : 0;
    case 'floor':
      if (fits < 0.95 || median === null || median > 80 || distinct > 0.6) return 0;
      return share((text) => /\p{L}{2}/u.test(text)) > 0.5 ? 0.85 : new Set(values).size > 2 ? 0.6 : 0;
    case 'building':
      return values.length > 4 &&
        new Set(values).size <= 12 &&
        distinct < 0.3 &&
        share((text) =>
          /^(?:\p{L}{1,2}\d?|(?:block|tower|building|bloc|корпус|дом|torre|bloco|blok|برج)\b.*)$/iu.test(text),
        ) > 0.9
        ? 0.65
        : 0;
    case 'kind':
      return fits > 0.95 && content.namesBedrooms < 0.5 ? 0.7 : 0;
    case 'layout':
      return distinct < 0.2 &&
        values.length > 20 &&
        share((text) => /\p{L}{4}/u.test(text)) > 0.9 &&
        new Set(values).size > 2
        ? 0.45
        : 0;
    default:
      return 0;
  }
}
