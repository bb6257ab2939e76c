import type { UnitKind } from '../unit-row.ts';
import { foldWords } from '../words/fold-words.ts';
import { kindWords } from '../words/kind-words.ts';
import { type Reading, says, unreadable } from './reading.ts';

const known = new Map<string, UnitKind>();
for (const [kind, words] of Object.entries(kindWords)) {
  for (const word of words) if (!known.has(foldWords(word))) known.set(foldWords(word), kind as UnitKind);
}

/** The kind that a text names as a whole or by its longest known phrase ("Retail unit 3" → shop); `null` when none. */
export function findKind(raw: string): UnitKind | null {
  const folded = foldWords(raw).replace(/ ?\d+$/, '');
  const whole = known.get(folded);
  if (whole) return whole;
  const tokens = folded.split(' ');
  for (let length = Math.min(3, tokens.length); length > 0; length--) {
    for (let at = 0; at + length <= tokens.length; at++) {
      const phrase = tokens.slice(at, at + length).join(' ');
      // One or two letters ("gm", "ev") only count alone: inside a phrase they are anything.
      const kind = phrase.length > 2 ? known.get(phrase) : undefined;
      if (kind) return kind;
    }
  }
  return null;
}

/** What a unit is: apartment, villa, office, shop, parking or storage (INV-10). */
export function readKind(raw: string): Reading<UnitKind> {
  const kind = findKind(raw);
  return kind ? says(kind) : unreadable('unknown_kind', 'Not a kind of unit we know');
}
