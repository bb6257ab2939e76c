/** One value of a table as the file holds it. Text is trimmed; an empty cell is `null`. */
export type Cell = string | number | boolean | Date | null;

/** One table of a file: a worksheet, a whole CSV, or one array of a JSON feed. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** What the person calls `rows[0]`: 1 in tables; 0 in JSON, where the row of keys is ours and the first object is row 1. */
  readonly firstRow: 0 | 1;
}

/** A cell as text, without surrounding, doubled or non-breaking spaces; `''` when it is empty. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'string') return cell.replace(/[\s\u00a0\u2000-\u200f\u202f\u205f\u2060\ufeff]+/g, ' ').trim();
  // A formula's result such as 35.099999999999994 is 35.1 to the person who sees the sheet.
  return typeof cell === 'number' ? String(Number(cell.toPrecision(14))) : String(cell);
}

/** "-", "—", "n/a" and their like: how people fill a cell that has no value. */
export function isBlank(text: string): boolean {
  return text === '' || /^(?:[-–—_.·*?x]+|n\/?a|null|none|nan|нет|н\/д|brak|لا يوجد)$/i.test(text);
}
