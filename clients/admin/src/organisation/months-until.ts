/** Calendar months from `now` until `at` (ISO 8601), a begun one counted whole; never less than one. */
export function monthsUntil(at: string, now: Date): number {
  const date = new Date(at);
  const months = (date.getUTCFullYear() - now.getUTCFullYear()) * 12 + date.getUTCMonth() - now.getUTCMonth();
  const sameDay = new Date(now);
  sameDay.setUTCMonth(now.getUTCMonth() + months);
  return Math.max(1, sameDay < date ? months + 1 : months);
}
