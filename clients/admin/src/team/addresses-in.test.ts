import { describe, expect, it } from 'vitest';
import { addressesIn } from './addresses-in.ts';

describe('addresses that somebody pastes', () => {
  it('are found one a line, with commas, semicolons and blanks between, in angle brackets, each once', () => {
    expect(addressesIn('Mara@One.example, omar@one.example;\n<lina@one.example>\n\nmara@one.example ')).toEqual([
      'mara@one.example',
      'omar@one.example',
      'lina@one.example',
    ]);
    expect(addressesIn(' \n;, ')).toEqual([]);
  });
});
