import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';

const estimator = new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs });

/** How hard a password is to guess: 0 (at once) to 4 (not within any time that matters). The server judges by the same estimate. */
export function scoreOf(password: string): number {
  return estimator.check(password.slice(0, 256)).score;
}
