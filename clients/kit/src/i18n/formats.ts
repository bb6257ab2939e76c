import type { Locale } from './locale.ts';

export interface MoneyValue {
  readonly amountMinor: number;
  readonly currency: string;
}

export interface AreaValue {
  readonly squareMetres: number;
  readonly squareFeet: number;
}

/** Numbers and times as the viewer reads them. Arabic keeps Latin digits, as price lists in the Gulf do. */
export interface Formats {
  number(value: number, maximumFractionDigits?: number): string;
  /** A round number in few letters: "1.2M". */
  compact(value: number): string;
  percent(share: number): string;
  /** Full price: "AED 2,140,000". Fractions only where the amount has them. */
  money(money: MoneyValue): string;
  /** What is paid for the product itself: "$249", "$163.40"; with all its digits where amounts stand under one another. */
  charge(money: MoneyValue, isExact?: boolean): string;
  /** The number of a price alone: "2,140,000". */
  moneyNumber(money: MoneyValue): string;
  /** Difference of two prices, signed: "+15,000". */
  moneyDelta(from: MoneyValue, to: MoneyValue): string;
  /** Price for a board cell in `scale` (1e3 or 1e6): "2.14". */
  moneyShort(money: MoneyValue, scale: number, digits?: number): string;
  currency(currency: string): string;
  squareMetres(area: AreaValue): string;
  squareFeet(area: AreaValue): string;
  /** "14:23" in the viewer's zone. */
  time(at: string | number): string;
  timeWithSeconds(at: string | number): string;
  /** "9 June 2026". */
  date(at: string | number): string;
  /** "9 Jun". */
  dayShort(at: string | number): string;
  dateTime(at: string | number): string;
  /** "just now", "5 minutes ago", "yesterday"; a date after 30 days. */
  relative(at: string | number, now: number): string;
  /** "25 s", "3 min", for ages in banners. */
  duration(seconds: number): string;
  list(values: readonly string[]): string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Making a format takes a hundred times as long as using it, and a list of units asks for some of it in every cell. */
function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key)!;
  };
}

/** Minor units in one major unit of a currency (ISO 4217): 100 for AED, 1 for JPY, 1000 for KWD. */
export const minorPerMajor = remembered((currency: string): number => {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  return 10 ** (digits ?? 2);
});

/** Number formats of a language, by their options. */
function numberFormats(tag: string): (options: Intl.NumberFormatOptions) => Intl.NumberFormat {
  const byKey = remembered((key: string) => new Intl.NumberFormat(tag, JSON.parse(key)));
  return (options) => byKey(JSON.stringify(options));
}

/** The viewer's formats. `timeZone` is an IANA name; the browser's own when absent. */
export function createFormats(locale: Locale, timeZone?: string): Formats {
  const tag = locale === 'ar' ? 'ar-u-nu-latn' : locale === 'en' ? 'en-GB' : locale;
  const numberFormat = numberFormats(tag);
  const english = numberFormats('en');
  const dateFormat = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { hourCycle: 'h23', timeZone, ...options });
  const time = dateFormat({ hour: '2-digit', minute: '2-digit' });
  const seconds = dateFormat({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const date = dateFormat({ day: 'numeric', month: 'long', year: 'numeric' });
  const day = dateFormat({ day: 'numeric', month: 'short' });
  const dateTime = dateFormat({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const list = new Intl.ListFormat(tag, { type: 'conjunction' });
  const major = (money: MoneyValue) => money.amountMinor / minorPerMajor(money.currency);
  const fraction = (value: number) => (Number.isInteger(value) ? 0 : 2);
  const square = (value: number, unit: string) => `${numberFormat({ maximumFractionDigits: 1 }).format(value)} ${unit}`;
  const instant = (at: string | number) => new Date(at);

  return {
    number: (value, maximumFractionDigits = 0) => numberFormat({ maximumFractionDigits }).format(value),
    compact: (value) => numberFormat({ notation: 'compact', maximumFractionDigits: 2 }).format(value),
    percent: (share) => numberFormat({ style: 'percent', maximumFractionDigits: 0 }).format(share),
    money: (money) =>
      numberFormat({
        style: 'currency',
        currency: money.currency,
        currencyDisplay: locale === 'ar' ? 'symbol' : 'code',
        maximumFractionDigits: fraction(major(money)),
        minimumFractionDigits: fraction(major(money)),
      }).format(major(money)),
    charge: (money, isExact = false) => {
      const options: Intl.NumberFormatOptions = {
        style: 'currency',
        currency: money.currency,
        currencyDisplay: 'narrowSymbol',
        ...(isExact || !Number.isInteger(major(money)) ? {} : { maximumFractionDigits: 0, minimumFractionDigits: 0 }),
      };
      if (locale !== 'ar' || money.currency === 'AED') return numberFormat(options).format(major(money));
      // "$249" is read as it stands in Arabic too: from left to right, whatever is around it.
      return `\u2066${english(options).format(major(money))}\u2069`;
    },
    moneyNumber: (money) => numberFormat({ maximumFractionDigits: fraction(major(money)) }).format(major(money)),
    moneyDelta: (from, to) =>
      numberFormat({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(major(to) - major(from)),
    moneyShort: (money, scale, digits = 2) =>
      numberFormat({ maximumFractionDigits: digits, minimumFractionDigits: digits }).format(major(money) / scale),
    currency: (currency) => {
      const display = locale === 'ar' ? 'symbol' : 'code';
      const parts = numberFormat({ style: 'currency', currency, currencyDisplay: display }).formatToParts(0);
      return parts.find((part) => part.type === 'currency')?.value ?? currency;
    },
    squareMetres: (area) => square(area.squareMetres, locale === 'ar' ? 'م²' : locale === 'ru' ? 'м²' : 'm²'),
    squareFeet: (area) =>
      `${numberFormat({ maximumFractionDigits: 0 }).format(area.squareFeet)} ${
        locale === 'ar' ? 'قدم²' : locale === 'ru' ? 'фут²' : 'ft²'
      }`,
    time: (at) => time.format(instant(at)),
    timeWithSeconds: (at) => seconds.format(instant(at)),
    // Russian ends it with «г.», which doubles a sentence's full stop and which nobody writes beside a year.
    date: (at) => date.format(instant(at)).replace(/\s?г\.$/u, ''),
    dayShort: (at) => day.format(instant(at)),
    dateTime: (at) => dateTime.format(instant(at)),
    relative: (at, now) => {
      const age = (now - instant(at).getTime()) / 1000;
      // A server clock a moment ahead of the viewer's is still "now".
      if (Math.abs(age) < 45) return relative.format(0, 'second');
      if (age < HOUR) return relative.format(-Math.max(1, Math.round(age / MINUTE)), 'minute');
      if (age < DAY) return relative.format(-Math.round(age / HOUR), 'hour');
      if (age < 30 * DAY) return relative.format(-Math.round(age / DAY), 'day');
      return date.format(instant(at));
    },
    duration: (value) =>
      value < MINUTE
        ? numberFormat({ style: 'unit', unit: 'second', unitDisplay: 'short' }).format(Math.max(0, Math.round(value)))
        : value < HOUR
          ? numberFormat({ style: 'unit', unit: 'minute', unitDisplay: 'short' }).format(Math.round(value / MINUTE))
          : numberFormat({ style: 'unit', unit: 'hour', unitDisplay: 'short' }).format(Math.round(value / HOUR)),
    list: (values) => list.format(values),
  };
}
