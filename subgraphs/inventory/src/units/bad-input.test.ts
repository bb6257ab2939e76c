import type { Passport } from '@offplan/kernel/passport/passport';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InventoryBench, unitGlobalId } from '../testing/open-inventory.ts';

let bench: InventoryBench;
let owner: Passport;
beforeAll(async () => {
  bench = await InventoryBench.open();
  owner = bench.member('Nadia', 'owner');
});
afterAll(async () => bench?.close());

const facts = { requestId: 'test', address: '127.0.0.1', userAgent: null };

/** The codes of the errors that a request meets. */
async function codesOf(query: string, variables: Record<string, unknown>): Promise<unknown[]> {
  const { errors } = await executeOnSubgraph(bench.subgraph, owner, facts, { query, variables });
  return (errors ?? []).map(({ extensions }) => extensions.code);
}

const cursor = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');
const UUID = '0192f0c1-0000-7000-8000-000000000000';

it('SCH-5 SCH-9 a cursor of another list, or one made up, is bad input and never a fault of ours', async () => {
  const unitId = unitGlobalId(await bench.unit('12-01'));
  const lists = [
    {
      query: 'query ($after: String) { buyers(after: $after) { pageInfo { hasNextPage } } }',
      own: cursor(UUID),
      foreign: cursor('7'),
    },
    {
      query: 'query ($after: String) { projects(after: $after) { pageInfo { hasNextPage } } }',
      own: cursor(UUID),
      foreign: cursor('7'),
    },
    {
      query: `query ($after: String) { unit(id: "${unitId}") { history(after: $after) { pageInfo { hasNextPage } } } }`,
      own: cursor('7'),
      foreign: cursor(UUID),
    },
  ];
  for (const { query, own, foreign } of lists) {
    expect(await codesOf(query, { after: own }), query).toEqual([]);
    const madeUp = [
      'no cursor',
      cursor(),
      cursor('7', UUID),
      cursor(7),
      cursor('-1'),
      cursor('9'.repeat(19)),
      cursor('a\0'),
    ];
    for (const after of [foreign, ...madeUp])
      expect(await codesOf(query, { after }), `${query} ${after}`).toEqual(['BAD_USER_INPUT']);
  }
});

it('SCH-9 the character U+0000 is bad input wherever text is taken: in variables, deep inside an input, and in the document', async () => {
  const search = 'query ($search: String) { buyers(search: $search) { pageInfo { hasNextPage } } }';
  expect(await codesOf(search, { search: 'Irina' })).toEqual([]);
  expect(await codesOf(search, { search: 'Iri\0na' })).toEqual(['BAD_USER_INPUT']);
  expect(await codesOf('{ buyers(search: "\\u0000") { pageInfo { hasNextPage } } }', {})).toEqual(['BAD_USER_INPUT']);
  const unitId = await bench.unit('12-02');
  const input = {
    ...{ unitId: unitGlobalId(unitId), expectedVersion: 1, to: 'RESERVED', channel: 'OTHER', isConfirmed: true },
    ...{ buyer: { new: { name: 'Iri\0na', contact: '+971 4 000' } }, idempotencyKey: 'with-a-nul-1' },
  };
  const flip = 'mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }';
  expect(await codesOf(flip, { input })).toEqual(['BAD_USER_INPUT']);
  expect(await bench.events(unitId)).toEqual([]);
});
