/**
 * One line of a CSV file by RFC 4180. A field that a spreadsheet would take for a formula begins with an apostrophe, which makes it text
 * there (security check 34): names and notes are what anybody may write.
 */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return `${fields.map((field) => csvField(field)).join(',')}\r\n`;
}

function csvField(field: string | number | null): string {
  if (field === null) return '';
  if (typeof field === 'number') return String(field);
  const text = /^[=+\-@\t\r\n]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
