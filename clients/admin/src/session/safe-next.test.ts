import { describe, expect, it } from 'vitest';
import { safeNext } from './safe-next.ts';

describe('safeNext', () => {
  it('security check 15: leads on inside the app only', () => {
    expect(safeNext('/w/halden/p/creek/board?unit=1')).toBe('/w/halden/p/creek/board?unit=1');
    for (const foreign of [
      null,
      '',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/x/..//evil.example',
      'https://evil.example',
      'javascript:alert(1)',
    ])
      expect(safeNext(foreign)).toBe('/');
  });
});
