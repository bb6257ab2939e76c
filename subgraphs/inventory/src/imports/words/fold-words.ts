const letters: Record<string, string> = {
  ł: 'l',
  ı: 'i',
  đ: 'd',
  ø: 'o',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ة: 'ه',
  ى: 'ي',
};

/**
 * Text as a key for comparing words across spellings: lower case, without accents, Arabic vowel signs and punctuation, and with
 * "unitNumber", "unit_number" and "Unit  No." split into words by one space. "%", "?" and "+" stay: they change what a word says.
 */
export function foldWords(text: string): string {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[²]/g, '2')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u0640\u064b-\u0655\u0670]/g, '')
    .replace(/[łıđøßæœأإآةى]/g, (letter) => letters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}%?+]+/gu, ' ')
    .trim();
}
