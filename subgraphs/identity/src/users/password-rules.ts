import type { ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import { COMMON_PASSWORD_WORDS } from './common-passwords.ts';
import { guessesLog10 } from './password-strength.ts';

const LEAST = 12;
/** Enough for any passphrase; a bound at all keeps hashing from being asked for megabytes. */
const MOST = 256;
/** Fewer guesses than 10 to this are too few, by an estimate that knows names, dates, key runs and 50,000 common words. */
const LEAST_GUESSES_LOG10 = 8;

/**
 * Faults of a new password (ID-2): too short, too long, common, or made of what everybody knows about the person. Two judges, because
 * neither sees what the other does: our words, also Russian ones, and zxcvbn's estimate. No rule on kinds of characters (security check 21).
 */
export function passwordIssues(
  password: string,
  known: { email: string; names: readonly string[] },
): ValidationIssue[] {
  const issue = (code: string, message: string): ValidationIssue[] => [{ path: ['password'], code, message }];
  const length = [...password].length;
  if (length < LEAST)
    return issue(
      'TOO_SHORT',
      `The password has at least ${LEAST} characters. Three or four unrelated words are a good one.`,
    );
  if (length > MOST) return issue('TOO_LONG', `The password has at most ${MOST} characters.`);
  const own = [known.email, known.email.split('@')[0]!, ...known.names].flatMap(wordsOf);
  if (
    isMadeOf(password, (word) => COMMON_PASSWORD_WORDS.has(word) || own.includes(word)) ||
    guessesLog10(password, own) < LEAST_GUESSES_LOG10
  )
    return issue('COMMON', 'This password is easy to guess. Three or four unrelated words are a good one.');
  return [];
}

/** Signs that people put for letters. */
const LETTER_OF: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * Whether nothing is left of a password but words that a guesser tries first, with digits and signs between them. So are runs along the
 * keyboard or the alphabet, and few characters repeated.
 */
function isMadeOf(password: string, isKnown: (word: string) => boolean): boolean {
  const lower = password.toLowerCase();
  if (new Set(lower).size <= 3) return true;
  if (!/\p{L}/u.test(lower)) return isRun(lower) || /^(\d{1,6})\1+$/.test(lower) || /^\d+$/.test(lower);
  const readings = [lower, lower.replaceAll(/[013457@$!]/g, (sign) => LETTER_OF[sign]!)];
  return readings.some((reading) => {
    const words = reading.split(/[^\p{L}]+/u).filter(Boolean);
    return (
      words.length > 0 &&
      words.every((word) => splitsInto(word, isKnown)) &&
      words.join('').length > 0 &&
      isFew(words, isKnown)
    );
  });
}

/** A passphrase of four and more known words is not a common password, whatever the words. */
function isFew(words: readonly string[], isKnown: (word: string) => boolean): boolean {
  return words.reduce((sum, word) => sum + fewestWords(word, isKnown), 0) < 4 || new Set(words).size === 1;
}

function splitsInto(word: string, isKnown: (word: string) => boolean): boolean {
  return Number.isFinite(fewestWords(word, isKnown));
}

/** The fewest known words that make up a text, Infinity when none do. Up to two letters may stand alone. */
function fewestWords(text: string, isKnown: (word: string) => boolean): number {
  const best = [0];
  for (let end = 1; end <= text.length; end += 1) {
    best[end] = Number.POSITIVE_INFINITY;
    for (let start = 0; start < end; start += 1) {
      const word = text.slice(start, end);
      const isWord = isKnown(word) || isRun(word) || (text.length <= 2 && end === text.length && start === 0);
      if (isWord) best[end] = Math.min(best[end]!, best[start]! + 1);
    }
  }
  return best[text.length]!;
}

const RUNS = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю',
];

/** Whether a text of four and more characters runs along the keyboard or the alphabet, either way. */
function isRun(text: string): boolean {
  if (text.length < 4) return false;
  const backwards = [...text].reverse().join('');
  return RUNS.some((run) => run.includes(text) || run.includes(backwards));
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2);
}
