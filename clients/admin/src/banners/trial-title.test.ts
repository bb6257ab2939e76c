import { expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { trialTitle } from './trial-title.ts';

const NOW = new Date('2026-12-01T08:00:00');
const TODAY = new Date('2026-12-01T20:00:00');
const TOMORROW = new Date('2026-12-02T07:00:00');

it.each([
  [14, null, TOMORROW],
  [8, null, TOMORROW],
  [7, '{days, plural, one {# day} other {# days}} left in your trial · Unlock Pro by adding a card →', TOMORROW],
  [4, '{days, plural, one {# day} other {# days}} left in your trial · Unlock Pro by adding a card →', TOMORROW],
  [3, 'Trial ends in {days, plural, one {# day} other {# days}}. Add a card to keep your Org active.', TOMORROW],
  [1, 'Trial ends tomorrow · Add card to continue with Pro', TOMORROW],
  [1, 'Trial ends today · Add card to continue with Pro', TODAY],
] as const)('GRO-1 GRO-11 with %i days left a trial without a card says: %s', (days, words, endsAt) => {
  const key = trialTitle(days, endsAt, NOW);
  expect(key && en[key]).toBe(words);
});
