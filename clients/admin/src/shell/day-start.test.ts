import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, dayStart } from './day-start.ts';

describe('days of the viewer’s calendar', () => {
  const zone = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = 'Asia/Dubai';
  });
  afterAll(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('INV-36 a day begins and ends in the viewer’s zone', () => {
    expect(dayStart('2026-11-21')).toBe('2026-11-20T20:00:00.000Z');
    expect(dayStart('2026-11-30', 1)).toBe('2026-11-30T20:00:00.000Z');
    expect(dayOf(Date.parse('2026-11-21T20:30:00Z'))).toBe('2026-11-22');
    expect(dayStart('2026-13-77')).toBeUndefined();
    expect(dayStart(null)).toBeUndefined();
  });
});
