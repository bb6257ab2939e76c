import { bedroomUnits, countWords, studioWords } from '../words/bedroom-words.ts';
import { foldWords } from '../words/fold-words.ts';
import { plainDigits } from './read-number.ts';
import { type Reading, says, unreadable } from './reading.ts';

const studios = new Set(studioWords.map(foldWords));

/**
 * How many bedrooms, as the market counts them: "2BR", "3+1" = 3, "2.5 Bed" = 2 (and a study), "1*" = 1, "Трехкомнатная" = 3,
 * "Studio" = 0.
 */
export function readBedrooms(raw: string): Reading<number> {
  const text = plainDigits(raw);
  const folded = foldWords(text.replace(/\*+$/, '').replace(/(\d)[.,][05](?=\s|\D|$)/, '$1'));
  const first = folded.split(' ')[0]!;
  if (studios.has(folded) || studios.has(first)) return says(0);
  const number = /^(\d{1,2})(?:\+\d)?\+? ?(.*)$/.exec(folded);
  if (number && (number[2] === '' || bedroomUnits.test(number[2]!))) {
    const count = Number(number[1]);
    return count <= 20 ? says(count) : unreadable('out_of_range', 'No unit has so many bedrooms');
  }
  const trailing = /(?:^| )(?:br|bed|beds|bedrooms?|dorm|t|f|tip|комн\p{L}*|غرف)? ?(\d)$/u.exec(folded);
  if (trailing && trailing[0].trim() !== trailing[1]) return says(Number(trailing[1]));
  // "Apartment 2 BR", "2-к квартира": the count stands before a counting word somewhere.
  const inside = /(?:^| )(\d{1,2}) ?(?=\p{L})(.*)$/u.exec(folded);
  if (inside && bedroomUnits.test(inside[2]!)) return says(Number(inside[1]));
  const spelled = countWords.find(([word]) => folded.startsWith(foldWords(word)));
  if (spelled) return says(spelled[1]);
  return unreadable('unknown_bedrooms', 'Not a number of bedrooms');
}

/** True when the text says bedrooms by a word ("2BR", "Studio"), not by a bare number. */
export function namesBedrooms(raw: string): boolean {
  return /\p{L}/u.test(raw) && readBedrooms(raw).ok;
}
