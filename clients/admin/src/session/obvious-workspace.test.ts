import { describe, expect, it } from 'vitest';
import { obviousWorkspace } from './obvious-workspace.ts';

describe('after the sign-in', () => {
  it.each([
    [
      'the workspace of the subdomain, whatever others there are',
      ['halden-reyes', 'blue-heron'],
      'blue-heron',
      'blue-heron',
    ],
    ['the only one', ['halden-reyes'], null, 'halden-reyes'],
    ['the only one, where the subdomain is of another', ['halden-reyes'], 'blue-heron', 'halden-reyes'],
    ['the choice between several', ['halden-reyes', 'blue-heron'], null, undefined],
    ['the choice, where the subdomain is of none of them', ['halden-reyes', 'blue-heron'], 'north-quay', undefined],
    ['the choice, where there is none', [], 'blue-heron', undefined],
  ])('ID-23 comes %s', (_, slugs, from, workspace) => {
    expect(obviousWorkspace(slugs, from)).toBe(workspace);
  });
});
