import type { Organisation } from './organisation.ts';

/** Calendar months between two changes of an Organisation's slug (ID-25). */
const COOLDOWN_MONTHS = 12;

/** When the slug may be changed next, by the calendar: 31 January and one month is the last day of February. */
export function nextSlugChange({ slugSince }: Organisation): Date {
  const next = new Date(slugSince);
  next.setUTCMonth(next.getUTCMonth() + COOLDOWN_MONTHS);
  // Of 29 February a year later there is none: the month has not rolled over only if the day is the same.
  if (next.getUTCDate() !== slugSince.getUTCDate()) next.setUTCDate(0);
  return next;
}

/** Months until a date, a begun one counted whole. */
export function monthsUntil(date: Date, now: Date): number {
  const months = (date.getUTCFullYear() - now.getUTCFullYear()) * 12 + date.getUTCMonth() - now.getUTCMonth();
  const sameDay = new Date(now);
  sameDay.setUTCMonth(now.getUTCMonth() + months);
  return Math.max(1, sameDay < date ? months + 1 : months);
}
