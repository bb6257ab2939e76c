import { type DecimalMark, plainDigits, readDecimal } from './read-number.ts';
import { nothing, type Reading, says, unreadable } from './reading.ts';

export type AreaUnit = 'm2' | 'ft2';

const squareMetresPerSquareFoot = 0.09290304;
const feet =
  /(?<!\p{L})(sq\.?\s*\.?\s*f(t|eet|oot)?\.?|square\s*f(ee|oo)t|sqft|sf|ft\s*[2²]|ft|feet|psf|кв\.?\s*ф\p{L}*\.?|قدم(\s*مربع)?|ق\.?م)(?!\p{L})/iu;
const metres =
  /(?<!\p{L})(m\s*[2²]|m\^2|mp|mq|sq\.?\s*m(etre|eter|tr|t)?s?\.?|sqm|square\s*met(re|er)s?|qm|кв\.?\s*м\p{L}*\.?|м\s*[2²]|м\.?\s*кв\.?|m\.?\s*kw\.?|متر(\s*مربع)?|م\s*[2²٢])(?!\p{L})/iu;

/** The unit of area that a heading or a cell names; `null` = none. */
export function findAreaUnit(text: string): AreaUnit | null {
  if (feet.test(text)) return 'ft2';
  return metres.test(text) ? 'm2' : null;
}

/** An area in m², to two decimals: "38.41 m²", "78,4", "847 sq.ft". A unit in the cell wins over the column's. */
export function readArea(raw: string, unit: AreaUnit, decimal: DecimalMark): Reading<number> {
  const named = findAreaUnit(raw) ?? unit;
  const bare = plainDigits(raw.replace(feet, ' ').replace(metres, ' ')).replace(/(?<=\d)\s*[mм]\.?$/iu, '');
  const amount = readDecimal(bare, decimal, named === 'ft2' ? 'thousands' : 'decimals');
  if (!amount.ok) return amount;
  const value = Number(amount.value);
  if (value < 0) return unreadable('negative', 'An area cannot be negative');
  if (value === 0) return nothing;
  if (value > 10_000_000) return unreadable('out_of_range', 'This area is too large');
  return says(Math.round(value * (named === 'ft2' ? squareMetresPerSquareFoot : 1) * 100) / 100);
}
