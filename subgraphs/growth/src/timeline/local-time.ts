import { localDay, offsetAt } from '@offplan/kernel/local-days';
import { DAY } from './steps.ts';

const MINUTE = 60_000;
const MAIL_HOUR = 9;

/** 09:00 in a time zone, so many days after the local day of a moment. Days are those of the calendar: a change of the clocks moves nothing. */
export function nineOClock(moment: Date, days: number, timeZone: string): Date {
  const wall = (localDay(moment, timeZone) + days) * DAY + MAIL_HOUR * 60 * MINUTE;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  const guess = wall - offsetAt(wall, timeZone);
  return new Date(wall - offsetAt(guess, timeZone));
}
