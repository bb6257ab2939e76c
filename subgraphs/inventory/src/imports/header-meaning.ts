import { findAreaUnit } from './values/read-area.ts';
import { foldWords } from './words/fold-words.ts';
import { type HeaderMeaning, headerWords } from './words/header-words.ts';

interface Word {
  readonly meaning: HeaderMeaning;
  readonly tokens: readonly string[];
  readonly rank: number;
}

const exact = new Map<string, Word[]>();
const phrases: Word[] = [];
for (const [meaning, words] of Object.entries(headerWords)) {
  words.forEach((word, rank) => {
    const folded = foldWords(word);
    const entry: Word = { meaning: meaning as HeaderMeaning, tokens: folded.split(' '), rank };
    exact.set(folded, [...(exact.get(folded) ?? []), entry]);
    // A single letter or two inside a longer heading means nothing.
    if (folded.length > 2) phrases.push(entry);
  });
}

const units =
  /\b(aed|usd|eur|gbp|rub|rur|pln|brl|sar|qar|try|tl|ron|rsd|myr|kzt|egp|inr|m2|m 2|sqm|sq m|sqft|sq ft|ft2|mp|zl|din|руб|dhs?)\b|(?<!\p{L})(руб|м2|кв м|дирхам|درهم|متر مربع|قدم مربع)(?!\p{L})/gu;
const perArea =
  /(?:\/|(?<!\p{L})(?:per|za|por|po|pe|au|pro|за|на|1|le|je|в)(?!\p{L}))\s*(?:1\s*)?(?:m\s*[2²]|m\b|мп?\s*[2²]|м(?!\p{L})|кв|sq|ft|mp\b|metr|метр|psf|qm)/iu;
const moneyWords =
  /price|cena|цена|стоим|руб|valor|preco|preço|precio|pret|preț|fiyat|preis|prix|rate|سعر|cijena|wartość|aed|usd|eur|zł|€|\$|₽|prezzo/iu;

const cache = new Map<string, ReadonlyMap<HeaderMeaning, number>>();

/**
 * What a heading may mean, each with 0 to 1. Several meanings are normal ("Unit" = the number; "stan" = flat in Serbian, status in
 * Polish): the column's content decides between them.
 */
export function headerMeanings(header: string): ReadonlyMap<HeaderMeaning, number> {
  let meanings = cache.get(header);
  if (!meanings) {
    meanings = score(header);
    if (cache.size > 5_000) cache.clear();
    cache.set(header, meanings);
  }
  return meanings;
}

function score(header: string): Map<HeaderMeaning, number> {
  const found = new Map<HeaderMeaning, number>();
  const keep = (meaning: HeaderMeaning, value: number) => found.set(meaning, Math.max(found.get(meaning) ?? 0, value));
  if (perArea.test(header) && moneyWords.test(header)) {
    keep('ignored', 1);
    return found;
  }
  // "Тип / النوع" says the same twice; of "Area / Balcony" the end says more.
  const parts = header.split(/[/|\n]/);
  const variants = [header, header.replace(/\(.*?\)/g, ''), ...parts];
  variants.forEach((variant, index) => {
    const factor = index === 0 ? 1 : index === 1 || index === variants.length - 1 ? 0.97 : 0.9;
    const full = foldWords(variant);
    const bare = full.replace(units, ' ').replace(/ +/g, ' ').trim();
    for (const text of new Set([full, bare])) {
      if (text === '') continue;
      for (const word of exact.get(text) ?? []) keep(word.meaning, factor * (1 - Math.min(0.12, word.rank * 0.002)));
      if (index === 0) matchPhrases(text.split(' '), keep);
    }
  });
  if (found.size === 0 && findAreaUnit(header)) keep('areaTotal', 0.6);
  return found;
}

function matchPhrases(tokens: readonly string[], keep: (meaning: HeaderMeaning, value: number) => void): void {
  for (const word of phrases) {
    if (word.tokens.length > tokens.length) continue;
    for (let at = 0; at + word.tokens.length <= tokens.length; at++) {
      const similarity = word.tokens.reduce(
        (worst, token, offset) => Math.min(worst, alike(tokens[at + offset]!, token)),
        1,
      );
      if (similarity === 0) continue;
      const share = word.tokens.length / tokens.length;
      keep(word.meaning, similarity * (share === 1 ? 0.93 : 0.62 + 0.25 * share) - Math.min(0.1, word.rank * 0.002));
    }
  }
}

/** 1 for the same word, less for another ending ("площади"/"площадь") or one wrong letter in a long word ("lemela"/"lamela"). */
function alike(text: string, word: string): number {
  if (text === word) return 1;
  if (word.length < 5 || Math.abs(text.length - word.length) > 3) return 0;
  if (text.startsWith(word.slice(0, -1)) || (text.length >= 5 && word.startsWith(text))) return 0.9;
  if (text.length !== word.length || word.length < 6) return 0;
  let different = 0;
  for (let index = 0; index < word.length; index++) if (text[index] !== word[index]) different++;
  return different === 1 ? 0.75 : 0;
}
