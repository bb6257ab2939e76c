const MINUTE = 60_000;
const DAY = 86_400_000;

/** From the local day of one moment to that of another: days as people count them, whatever the hour. */
export function localDaysBetween(from: Date, to: Date, timeZone: string): number {
  return localDay(to, timeZone) - localDay(from, timeZone);
}

/** The number of the local day of a moment, counted from 1970-01-01. */
export function localDay(moment: Date, timeZone: string): number {
  return Math.floor((moment.getTime() + offsetAt(moment.getTime(), timeZone)) / DAY);
}

/** How far a zone's clocks are ahead of UTC at an instant, in ms. */
export function offsetAt(instant: number, timeZone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) parts[type] = Number(value);
  const { year, month, day, hour, minute } = parts;
  const wall = Date.UTC(year!, month! - 1, day!, hour!, minute!);
  return wall - Math.floor(instant / MINUTE) * MINUTE;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}
