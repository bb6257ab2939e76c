/** Of countries with several time zones the one of the capital or of most people, where it is not the first by name. */
const CHIEF_TIME_ZONE: Record<string, string> = {
  AR: 'America/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CL: 'America/Santiago',
  CY: 'Asia/Nicosia',
  ES: 'Europe/Madrid',
  GL: 'America/Godthab',
  KI: 'Pacific/Tarawa',
  FM: 'Pacific/Ponape',
  MH: 'Pacific/Majuro',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PS: 'Asia/Hebron',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
};

/** Whether a text is a country of today by its ISO 3166 letters. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code)) return false;
  const locale = new Intl.Locale('und', { region: code });
  // Codes of former countries are read as their successor's.
  return locale.region === code && timeZonesOf(locale).length > 0;
}

/** The time zone that an Organisation of a country starts with (ID-20), by the data that comes with Node. */
export function timeZoneOf(country: string): string {
  return CHIEF_TIME_ZONE[country] ?? timeZonesOf(new Intl.Locale('und', { region: country }))[0] ?? 'UTC';
}

function timeZonesOf(locale: Intl.Locale): string[] {
  // TypeScript's library does not know the method yet.
  return (locale as Intl.Locale & { getTimeZones(): string[] | undefined }).getTimeZones() ?? [];
}

/** Whether a text is a time zone of IANA's list. */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]+\//.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
