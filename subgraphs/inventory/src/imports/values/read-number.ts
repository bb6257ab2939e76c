import { type Reading, says, unreadable } from './reading.ts';

/** How a column writes decimals, where its cells tell; `null` = no cell tells. */
export type DecimalMark = '.' | ',' | null;

const multipliers: readonly (readonly [RegExp, number])[] = [
  [/^(k|к|тыс\.?|thousand|tys\.?|mil|bin|ألف|الف)$/iu, 3],
  [/^(m|mn|mln\.?|mio\.?|м|млн\.?|million|millions|milhão|milhões|millones|milyon|mil\.|مليون)$/iu, 6],
  [/^(bn|b|млрд\.?|mld\.?|billion|miliard|مليار)$/iu, 9],
  [/^(cr|crore|crores)\.?$/iu, 7],
  [/^(lac|lacs|lakh|lakhs)\.?$/iu, 5],
];

/** Arabic-Indic and Persian digits and separators as ASCII; all kinds of spaces as one plain space. */
export function plainDigits(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replaceAll('٫', '.')
    .replaceAll('٬', ',')
    .replace(/[\u00a0\u2000-\u200f\u202f\u205f\s]+/g, ' ')
    .replace(/[º°ª]/g, ' ')
    .replace(/[−–—]/g, '-')
    .trim();
}

/**
 * A number as people write it (INV-20), as exact decimal text: "1 250 000,50" → "1250000.50", "1.2M" → "1200000", "(12)" → "-12".
 * One mark before three digits ("1.250") says either thousands or decimals: `decimal` is what the rest of the column shows, `single`
 * what such a mark means when the column shows nothing.
 */
export function readDecimal(raw: string, decimal: DecimalMark, single: 'thousands' | 'decimals'): Reading<string> {
  let text = plainDigits(raw);
  let sign = '';
  const bracketed = /^\((.*)\)$/.exec(text);
  if (bracketed) text = `-${bracketed[1]}`;
  if (/^[-+]/.test(text)) {
    sign = text.startsWith('-') ? '-' : '';
    text = text.slice(1).trim();
  }
  let shift = 0;
  const tail = /^([\d .,'’`]*\d)\s*(\p{L}+\.?)$/u.exec(text);
  if (tail) {
    const power = multipliers.find(([word]) => word.test(tail[2]!))?.[1];
    if (power !== undefined) {
      shift = power;
      text = tail[1]!;
    }
  }
  const letter = /\p{L}/u.exec(text);
  if (letter && /\d/.test(text))
    return unreadable('not_a_number', `Not a number: there is a letter ${letter[0]} in it`);
  const digits = ungroup(text, decimal, shift > 0 ? 'decimals' : single);
  if (digits === null) return unreadable('not_a_number', 'Not a number');
  return says(sign + moveMark(digits, shift));
}

function ungroup(text: string, decimal: DecimalMark, single: 'thousands' | 'decimals'): string | null {
  const compact = text.replace(/(\d)[ '’`](?=\d)/g, '$1_').replaceAll(' ', '');
  if (compact.includes('_')) {
    // Spaces group thousands: "1 250 000" but not "12 03".
    if (!/^\d{1,3}(_\d{3})+([.,]\d+)?$/.test(compact)) return null;
    return compact.replaceAll('_', '').replace(',', '.');
  }
  if (!/^(\d+([.,]\d+)*[.,]?|[.,]\d+)$/.test(compact)) return null;
  const marks = compact.replace(/\d/g, '');
  const last = marks.at(-1);
  if (last === undefined) return compact;
  const [head = '', tail = ''] = [
    compact.slice(0, compact.lastIndexOf(last)),
    compact.slice(compact.lastIndexOf(last) + 1),
  ];
  if (marks.length === 1) {
    const couldGroup = tail.length === 3 && /^[1-9]\d{0,2}$/.test(head);
    const groups = couldGroup && (decimal === null ? single === 'thousands' : decimal !== last);
    return groups ? head + tail : `${head || '0'}${tail ? `.${tail}` : ''}`;
  }
  const other = last === '.' ? ',' : '.';
  if (!marks.slice(0, -1).includes(last)) {
    // "1,250,000.50" and Indian "1,25,00,000.50": the last mark differs from those before it.
    return grouped(head, other) ? `${head.replaceAll(other, '')}.${tail || '0'}` : null;
  }
  return marks.includes(other) || !grouped(compact, last) ? null : compact.replaceAll(last, '');
}

/** Groups of three; with commas also the Indian way, twos before a last three ("1,25,00,000"). */
function grouped(text: string, mark: string): boolean {
  const three = mark === '.' ? /^\d{1,3}(\.\d{3})*$/ : /^\d{1,3}(,\d{3})*$/;
  return three.test(text) || (mark === ',' && /^\d{1,2}(,\d{2})*,\d{3}$/.test(text));
}

function moveMark(digits: string, places: number): string {
  if (places === 0) return digits;
  const [whole = '0', fraction = ''] = digits.split('.');
  const moved = `${whole}${fraction.padEnd(places, '0').slice(0, places)}`.replace(/^0+(?=\d)/, '');
  const rest = fraction.slice(places);
  return rest ? `${moved}.${rest}` : moved;
}

/** The decimal mark of a column, from those of its cells that leave no doubt ("78,4", "1.250,00"). */
export function columnDecimalMark(texts: Iterable<string>): DecimalMark {
  let dots = 0;
  let commas = 0;
  for (const raw of texts) {
    const number = /\d[\d.,' \u00a0\u202f]*/.exec(plainDigits(raw))?.[0].trim();
    const ending = number && /([.,])(\d+)$/.exec(number);
    if (!ending) continue;
    const both = number.includes('.') && number.includes(',');
    if (!both && (ending[2]!.length === 3 || number.split(ending[1]!).length > 2)) continue;
    if (ending[1] === '.') dots++;
    else commas++;
  }
  if (dots === commas) return null;
  return dots > commas ? '.' : ',';
}
