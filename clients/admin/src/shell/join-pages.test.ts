import { describe, expect, it } from 'vitest';
import { joined, listAt } from './join-pages.ts';

const page = (nodes: string[], endCursor: string | null) => ({
  organisation: {
    id: 'org',
    seats: { used: nodes.length },
    members: { edges: nodes, pageInfo: { hasNextPage: endCursor !== null, endCursor } },
  },
});

describe('pages of a list', () => {
  it('SCH-5 a page goes to the end of the list, which then ends where the page does; all else stays', () => {
    const path = ['organisation', 'members'];
    const both = joined(page(['a', 'b'], 'b'), page(['c'], null), path);
    expect(both).toEqual({
      organisation: {
        id: 'org',
        seats: { used: 2 },
        members: { edges: ['a', 'b', 'c'], pageInfo: { hasNextPage: false, endCursor: null } },
      },
    });
    expect(listAt(both, path)?.edges).toHaveLength(3);
  });

  it('SCH-5 a list that is not there any more leaves what is known', () => {
    const known = page(['a'], 'a');
    expect(joined<object>(known, { organisation: null }, ['organisation', 'members'])).toBe(known);
    expect(listAt({ organisation: null }, ['organisation', 'members'])).toBeUndefined();
  });
});
