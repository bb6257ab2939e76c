import { describe, expect, it } from 'vitest';
import { monthsUntil } from './months-until.ts';

describe('months until the address may change again (ID-25)', () => {
  it.each([
    ['2027-11-21T10:00:00Z', 12],
    ['2027-11-21T10:00:01Z', 13],
    ['2026-12-21T10:00:00Z', 1],
    ['2026-11-22T00:00:00Z', 1],
    ['2027-01-20T00:00:00Z', 2],
  ])('counts a begun month whole: %s is in %i', (at, months) => {
    expect(monthsUntil(at, new Date('2026-11-21T10:00:00Z'))).toBe(months);
  });
});
