import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';

/** Made when it is first needed: its dictionaries take a tenth of a second to unpack. */
let estimator: ZxcvbnFactory | null = null;

/** As many characters are judged at once: what estimating takes grows faster than the password, to a second for 256 signs, and anybody may ask. */
const JUDGED = 40;

/**
 * How many guesses a clever guesser needs, as a power of ten. `known`: words that the guesser knows about the person. A long password is at least
 * as hard to guess as its beginning or its end, whichever is harder.
 */
export function guessesLog10(password: string, known: readonly string[]): number {
  estimator ??= new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs });
  const parts = password.length > JUDGED ? [password.slice(0, JUDGED), password.slice(-JUDGED)] : [password];
  return Math.max(...parts.map((part) => estimator!.check(part, [...known]).guessesLog10));
}
