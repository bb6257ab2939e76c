import { expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { trialTitle } from './trial-title.ts';

it.each([
  [14, null],
  [8, null],
  [7, '{days, plural, one {# day} other {# days}} left in your trial · Unlock Pro by adding a card →'],
  [4, '{days, plural, one {# day} other {# days}} left in your trial · Unlock Pro by adding a card →'],
  [3, 'Trial ends in {days, plural, one {# day} other {# days}}. Add a card to keep your Org active.'],
  [1, 'Trial ends tomorrow · Add card to continue with Pro'],
  [0, 'Trial ends today · Add card to continue with Pro'],
] as const)('GRO-1 GRO-11 with %i days left a trial without a card says: %s', (days, words) => {
  const key = trialTitle(days);
  expect(key && en[key]).toBe(words);
});
