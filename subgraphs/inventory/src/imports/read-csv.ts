import Papa from 'papaparse';
import { decodeText, type TextEncoding } from './decode-text.ts';
import { type Cell, cellText, type Sheet } from './sheet.ts';

export type Delimiter = ',' | ';' | '\t' | '|';

/** Reads delimited text; encoding and delimiter are found from the content. Blank lines keep their row number. */
export function readCsv(
  bytes: Uint8Array,
  name: string,
): { sheet: Sheet; encoding: TextEncoding; delimiter: Delimiter } {
  const decoded = decodeText(bytes);
  // Excel writes "sep=;" as a first line to tell itself the delimiter; it counts as a row for no one.
  const hint = /^\ufeff?sep=([,;\t|])\r?\n/i.exec(decoded.text);
  const text = decoded.text.slice(hint ? hint[0].length : decoded.text.startsWith('\ufeff') ? 1 : 0);
  const delimiter = hint ? (hint[1] as Delimiter) : guessDelimiter(text);
  const rows = parse(text, delimiter).map((row) => row.map((value): Cell => cellText(value) || null));
  while (rows.length > 0 && rows.at(-1)!.every((cell) => cell === null)) rows.pop();
  return { sheet: { name, rows, firstRow: 1 }, encoding: decoded.encoding, delimiter };
}

function parse(text: string, delimiter: Delimiter, preview = 0): string[][] {
  return Papa.parse<string[]>(text, { delimiter, preview }).data;
}

/** The delimiter that cuts most of the first lines into the same number of columns; quotes are respected. */
function guessDelimiter(text: string): Delimiter {
  const head = text.slice(0, 200_000);
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of [';', '\t', '|', ','] as const) {
    const widths = parse(head, delimiter, 60)
      .map((row) => row.length)
      .filter((width) => width > 1);
    const counts = new Map<number, number>();
    for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
    const [width, count] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
    // Agreement counts twice: decimal commas cut many columns, but never the same number of them.
    const score = count * (count / Math.max(1, widths.length)) * Math.log2(width);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}
