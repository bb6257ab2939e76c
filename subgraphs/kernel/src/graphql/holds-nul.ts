/** Whether some text in a JSON value holds the character U+0000, which JSON can carry and PostgreSQL's text cannot. */
export function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some(holdsNul);
}
