import type { Money } from '../unit-row.ts';
import { currencyWords, dollarCurrencies } from '../words/currency-words.ts';
import { foldWords } from '../words/fold-words.ts';
import { type DecimalMark, plainDigits, readDecimal } from './read-number.ts';
import { nothing, type Reading, says, unreadable } from './reading.ts';

const codes = new Set(Intl.supportedValuesOf('currency'));
const digitsOf = new Map<string, number>();

/** Decimal places of a currency's minor unit: 2 for AED, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsOf.set(currency, digits);
  }
  return digits;
}

/** The currency that a heading or a price names; a plain "$" is the project's own dollar. `null` = none named. */
export function findCurrency(text: string, projectCurrency: string): string | null {
  for (const code of text.match(/(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])/g) ?? []) if (codes.has(code)) return code;
  for (const [sign, code] of currencyWords) if (sign.test(text)) return code;
  if (text.includes('$')) return dollarCurrencies.has(projectCurrency) ? projectCurrency : 'USD';
  const lower = /(?<!\p{L})(aed|usd|eur|gbp|rub|pln|brl|sar|try|ron|rsd|myr|kzt)(?!\p{L})/iu.exec(text);
  return lower ? lower[1]!.toUpperCase() : null;
}

const rangeWords =
  /(?<!\p{L})(from|starting|starts|up to|to|between|от|до|od|do|ab|von|bis|desde|hasta|a partir|de la|à partir|dès|من|ابتداء|يبدأ)(?!\p{L})/iu;
const noPrice = new Set(
  [
    'on request',
    'price on request',
    'poa',
    'por',
    'tba',
    'tbd',
    'tbc',
    'ask',
    'call',
    'по запросу',
    'цена по запросу',
    'уточняйте',
    'na zapytanie',
    'na upit',
    'sob consulta',
    'consultar',
    'a consultar',
    'la cerere',
    'sorunuz',
    'auf anfrage',
    'sur demande',
    'عند الطلب',
  ].map(foldWords),
);

/**
 * A price (INV-20): "R$ 231.600,00", "703 346 zł", "AED 1.2M". The currency named in the cell wins over `currency`. Zero and "on
 * request" say nothing; a range ("from 120 000") is no unit's price and is refused.
 */
export function readMoney(raw: string, currency: string, decimal: DecimalMark): Reading<Money> {
  const text = plainDigits(raw);
  if (!/\d/.test(text)) {
    return noPrice.has(foldWords(text)) ? nothing : unreadable('not_a_number', 'Not a price');
  }
  if (rangeWords.test(text) || /\d\s*(-|\.\.|…)\s*\D{0,4}\d/.test(text)) {
    return unreadable('price_range', 'A price range is not the price of one unit');
  }
  const named = findCurrency(text, currency) ?? currency;
  const bare = withoutCurrency(text);
  const amount = readDecimal(bare.replace(/\.?\s*\/?-$/, ''), decimal, 'thousands');
  if (!amount.ok) return amount;
  if (amount.value!.startsWith('-')) return unreadable('negative', 'A price cannot be negative');
  const minorUnits = toMinorUnits(amount.value!, minorDigits(named));
  if (minorUnits === 0) return nothing;
  if (!Number.isSafeInteger(minorUnits)) return unreadable('out_of_range', 'This price is too large');
  return says({ minorUnits, currency: named });
}

function withoutCurrency(text: string): string {
  let bare = text.replace(/(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])/g, (code) =>
    codes.has(code.toUpperCase()) ? '' : code,
  );
  for (const [sign] of currencyWords) bare = bare.replace(new RegExp(sign.source, `${sign.flags}g`), '');
  // What a shortened sign leaves behind: "руб." → "руб" → ".", "дирхамов" → "ов".
  return bare
    .replace(/\$/g, '')
    .replace(/\s+\.$/, '')
    .replace(/(?<=\d)\s*(лей|лар\p{L}*|ей|ов|лей|\.)$/iu, '')
    .replace(/^\.\s*(?=\d)/, '')
    .trim();
}

/** Exact, by text: binary fractions would turn 1.005 into 1.00. Half a minor unit rounds up. */
function toMinorUnits(amount: string, digits: number): number {
  const [whole = '0', fraction = ''] = amount.split('.');
  const minor = BigInt(whole + fraction.padEnd(digits, '0').slice(0, digits));
  return Number(minor + ((fraction[digits] ?? '0') >= '5' ? 1n : 0n));
}
