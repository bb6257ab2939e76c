import { gql } from '@apollo/client';
import { describe, expect, it } from 'vitest';
import { createCache } from './cache.ts';

const UNIT = gql`
  query UnitById {
    unit {
      __typename
      id
      availability {
        __typename
        version
        status
      }
    }
  }
`;

const answer = (version: number, status: string) => ({
  unit: { __typename: 'Unit', id: 'u1', availability: { __typename: 'UnitAvailability', version, status } },
});

describe('the Apollo cache', () => {
  it('SCH-14 keeps the newer availability when a late answer brings an older one', () => {
    const cache = createCache();
    cache.writeQuery({ query: UNIT, data: answer(5, 'SOLD') });
    cache.writeQuery({ query: UNIT, data: answer(3, 'RESERVED') });
    expect(cache.readQuery({ query: UNIT })).toEqual(answer(5, 'SOLD'));
    cache.writeQuery({ query: UNIT, data: answer(6, 'RESERVED') });
    expect(cache.readQuery({ query: UNIT })).toEqual(answer(6, 'RESERVED'));
  });
});
