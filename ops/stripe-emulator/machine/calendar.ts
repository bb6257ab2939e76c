/** `day`, `week`, `month` or `year`; the package's types leave it open. */
type Interval = string;

const ABOUT: Record<string, number> = { day: 86_400, week: 7 * 86_400, month: 2_629_746, year: 31_556_952 };

/**
 * The start of period `count` after an anchor: months from the anchor itself (not from the period before), the day clamped to the month's last
 * (Jan 31, Feb 28, Mar 31), the same time of day in UTC [stripe.md §3 "Month arithmetic"]. Seconds.
 */
export function addIntervals(anchor: number, interval: Interval, count: number): number {
  if (interval === 'day') return anchor + count * 86_400;
  if (interval === 'week') return anchor + count * 7 * 86_400;
  const months = interval === 'year' ? count * 12 : count;
  const start = new Date(anchor * 1_000);
  const first = new Date(start);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  return Math.floor(first.getTime() / 1_000);
}

/** The period, counted from an anchor, in which an instant lies: `start <= instant < end`. Seconds. */
export function periodAt(
  anchor: number,
  recurring: { interval: Interval; interval_count: number },
  instant: number,
): { start: number; end: number } {
  const at = (index: number) => addIntervals(anchor, recurring.interval, index * recurring.interval_count);
  const length = ABOUT[recurring.interval]! * recurring.interval_count;
  let index = Math.floor((instant - anchor) / length);
  while (at(index) > instant) index -= 1;
  while (at(index + 1) <= instant) index += 1;
  return { start: at(index), end: at(index + 1) };
}
