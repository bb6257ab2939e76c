/** The addresses in a text, as people paste them: one a line, or with commas, semicolons or blanks between; each once. */
export function addressesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/u).map((one) => one.replaceAll(/^<|>$/gu, '').toLowerCase()))].filter(Boolean);
}
