/** The start of a day (ISO date) of the viewer's own calendar, so many days on, as ISO 8601; undefined for what is no day. */
export function dayStart(day: string | null, on = 0): string | undefined {
  const start = day ? new Date(`${day}T00:00:00`) : undefined;
  if (!start || Number.isNaN(start.getTime())) return undefined;
  start.setDate(start.getDate() + on);
  return start.toISOString();
}

/** The day of a moment in the viewer's own calendar, as ISO date. */
export function dayOf(time: number): string {
  const at = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
