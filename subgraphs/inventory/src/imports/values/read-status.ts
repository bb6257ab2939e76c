import type { UnitStatus } from '../unit-row.ts';
import { foldWords } from '../words/fold-words.ts';
import { statusWords } from '../words/status-words.ts';
import { type Reading, says, unreadable } from './reading.ts';

const known = new Map<string, UnitStatus>();
for (const [status, words] of Object.entries(statusWords)) {
  for (const word of words) known.set(foldWords(word), status as UnitStatus);
}

const names: Record<UnitStatus, string> = { available: 'Available', reserved: 'Reserved', sold: 'Sold' };

/** The status that a word is known to mean, in any of the languages; `null` when it is not known. */
export function knownStatus(raw: string): UnitStatus | null {
  return known.get(foldWords(raw)) ?? null;
}

/**
 * A status by the mapping's words (folded, the person's own reading of this file), then by the known ones. An unknown word is never
 * guessed silently, since it may take a unit off the market: the likeliest reading is only suggested.
 */
export function readStatus(raw: string, own: ReadonlyMap<string, UnitStatus>): Reading<UnitStatus> {
  const folded = foldWords(raw);
  const status = own.get(folded) ?? known.get(folded);
  if (status) return says(status);
  const likely = likelyStatus(folded);
  return unreadable(
    'unknown_status',
    'Not a status we know',
    likely ? { label: `Read “${raw}” as ${names[likely]}`, value: likely } : undefined,
  );
}

function likelyStatus(folded: string): UnitStatus | null {
  const plain = folded.replace(/[?%+]/g, '').trim();
  if (plain.length < 3) return null;
  let best: { status: UnitStatus; cost: number } | null = null;
  for (const [word, status] of known) {
    const cost =
      plain === word ? 0 : ` ${plain} `.includes(` ${word} `) ? 2 - word.length / 100 : spellingCost(plain, word);
    if (cost < (best?.cost ?? 3)) best = { status, cost };
  }
  return best?.status ?? null;
}

/** Edit distance of a misspelling; words that begin alike ("сво") count as near, short words must be exact. */
function spellingCost(text: string, word: string): number {
  if (text.length >= 3 && word.length >= 5 && word.startsWith(text)) return 1.5;
  if (Math.abs(text.length - word.length) > 2 || word.length < 4) return 9;
  let row = Array.from({ length: word.length + 1 }, (_, index) => index);
  for (let i = 1; i <= text.length; i++) {
    const next = [i];
    for (let j = 1; j <= word.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (text[i - 1] === word[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  const distance = row[word.length]!;
  return distance <= Math.floor(word.length / 4) ? distance : 9;
}
