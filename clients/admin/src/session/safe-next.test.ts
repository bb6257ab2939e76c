import { describe, expect, it } from 'vitest';
import { safeNext } from './safe-next.ts';

describe('safeNext', () => {
  it('leads on inside the app only', () => {
    expect(safeNext('/w/halden/p/creek/board?unit=1')).toBe('/w/halden/p/creek/board?unit=1');
    for (const foreign of [
      null,
      '',
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
    ])
      expect(safeNext(foreign)).toBe('/');
  });
});
