/** A unit number composed of its place: its parts, and which of them are building and floor. */
export interface SplitNumber {
  readonly parts: readonly string[];
  readonly building: number | null;
  readonly floor: number | null;
}

/**
 * Splits a composed unit number: "T1-09-12A" (tower, floor, stack), "12-03" (floor, stack), "A03 01" and "B-0305" (block, floor, stack).
 * `null` = it says nothing about its place.
 */
export function splitNumber(text: string): SplitNumber | null {
  const three = /^(\p{L}+\s?\d{0,3}|\d{1,2})[-/. _](\d{1,3}[A-Z]?|G|LG|UG|M|PH)[-/. _](\d{1,3}\s?\p{L}?)$/u.exec(text);
  if (three) return { parts: three.slice(1), building: 0, floor: 1 };
  const two = /^(\d{1,3}[A-Z]?|G|M)[-/. _](\d{1,3}\p{L}?)$/u.exec(text);
  if (two) return { parts: two.slice(1), building: null, floor: 0 };
  const block = /^(\p{L}{1,2})[-. ]?(\d{2})[-. ]?(\d{2}\p{L}?)$/u.exec(text);
  if (block) return { parts: block.slice(1), building: 0, floor: 1 };
  return null;
}
