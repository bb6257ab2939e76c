import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';

/** Made when it is first needed: its dictionaries take a tenth of a second to unpack. */
let estimator: ZxcvbnFactory | null = null;

/** How many guesses a clever guesser needs, as a power of ten. `known`: words that the guesser knows about the person. */
export function guessesLog10(password: string, known: readonly string[]): number {
  estimator ??= new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs });
  return estimator.check(password, [...known]).guessesLog10;
}
