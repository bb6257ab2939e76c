import type { Floor } from '../unit-row.ts';
import { foldWords } from '../words/fold-words.ts';
import { plainDigits } from './read-number.ts';
import { type Reading, says, unreadable } from './reading.ts';

const floorWord =
  '(?:floors?|level|levels|lvl|fl|storey|story|этаж|эт|поверх|sprat|spr|etaza|etaz|kat|pietro|etaj|etajul|et|andar|piso|planta|pavimento|nivel|kat|stock|og|etage|geschoss|patro|спрат|الطابق|طابق|الدور|دور|l|f)';
const named: readonly (readonly [RegExp, number])[] = [
  [
    /^(?:ground|gf|g|gr|p|rez de chaussee|rdc|rc|parter|parteru|przyzemie|prizemlje|pr|приземље|zemin|terreo|pb|planta baja|bajo|erdgeschoss|eg|цоколь|цокольный|первый наземный|lobby|0|ارضي|الارضي|prizemi|pianterreno|pt|isogeio)$/,
    0,
  ],
  [/^(?:visoko prizemlje|vp|mezzanine|mezz|m|антресоль|mezanin|entresol)$/, 1],
  [
    /^(?:lower ground|lg|basement|b|suteren|sutereno|suterena|подвал|подземный|kondygnacja podziemna|podrum|demisol|subsol|bodrum|keller|ug|untergeschoss|sous sol|subsolo|sotano|قبو|بدروم|piwnica)$/,
    -1,
  ],
];
const words = new RegExp(
  `^(?:${floorWord} )?(-?\\d{1,3})([a-z])?(?: ?(?:st|nd|rd|th|й|и|ый|ии|ти|er|e|o|a|°|º))?(?: ${floorWord})?$`,
);

const penthouse = /^(?:ph|penthouse|пентхаус|بنتهاوس|çatı|ático|cobertura|mansard[aă])(?:\s*floor)?$/iu;
/** Stands for "above all others" until `orderFloors` knows the others. */
const TOP = 250;

/**
 * A floor (INV-20): "003", "3 этаж", "1 piętro", "parter" and "G" = 0, "-1", "B2" = -2, "13A" (a floor of its own above 13, written
 * so to avoid an unlucky number). `level` of such a floor is settled by `orderFloors`, which knows the building's other floors.
 */
export function readFloor(raw: string): Reading<Floor> {
  const text = plainDigits(raw);
  if (penthouse.test(text)) return says({ level: TOP, label: 'PH' });
  const minus = /^(?:\D*\s)?-\s*\d/.test(text) ? '-' : '';
  // "3/16" is floor 3 of 16.
  const folded = foldWords(
    text
      .replace(/\s*(?:\/|из|of|de)\s*\d+$/u, '')
      .replace(/^(-?\d+)\.0+$/, '$1')
      .replace(/^R\s?\+\s?(?=\d)/i, ''),
  );
  const plain = new RegExp(`(?:^${floorWord} | ${floorWord}$)`, 'g');
  const bare = folded.replace(plain, '').trim();
  for (const [word, level] of named) {
    if (word.test(folded) || word.test(bare)) return says({ level, label: String(level) });
  }
  const below = /^(?:b|p|s|basement|подвал|подземныи|lg|ug|subsol|sotano|subsolo) ?(\d)$/.exec(folded);
  if (below) return says({ level: -Number(below[1]), label: `-${below[1]}` });
  const match = words.exec(folded);
  if (!match) return unreadable('unknown_floor', 'Not a floor');
  const level = Number(minus + match[1]);
  if (level > 250 || level < -20) return unreadable('out_of_range', 'No building has this floor');
  const suffix = match[2]?.toUpperCase() ?? '';
  return says({ level, label: `${level}${suffix}` });
}

/** The floor that a separator row names ("PARTER", "ETAJ 1", "3 этаж"): unlike in a floor column, the word must be there. */
export function readFloorHeading(raw: string): Floor | null {
  const folded = foldWords(plainDigits(raw));
  const hasWord = new RegExp(`(?:^| )${floorWord.replace('|l|f)', ')')}(?: |$)`).test(folded);
  const isName = named.some(([word]) => word.test(folded)) && folded.length > 3;
  if (!hasWord && !isName) return null;
  const reading = readFloor(raw);
  return reading.ok ? reading.value : null;
}

/**
 * Levels for floors such as "13A": where the building skips 14, 13A is the 14th; else it shares level 13 and its label orders it.
 * "PH" is above the highest floor of the list.
 */
export function orderFloors(floors: readonly Floor[]): Map<string, number> {
  const plain = new Set(floors.filter((floor) => floor.label === String(floor.level)).map((floor) => floor.level));
  const levels = new Map<string, number>();
  for (const { level, label } of floors) {
    if (label === String(level) || label === 'PH') continue;
    levels.set(label, label.endsWith('A') && !plain.has(level + 1) ? level + 1 : level);
  }
  if (floors.some(({ label }) => label === 'PH')) levels.set('PH', Math.max(0, ...plain, ...levels.values()) + 1);
  return levels;
}
