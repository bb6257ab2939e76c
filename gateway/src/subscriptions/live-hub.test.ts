import { silentLogger } from '@offplan/kernel/logging';
import { endable } from '@offplan/kernel/subgraph/endable';
import { type ExecutionResult, parse } from 'graphql';
import { expect, it } from 'vitest';
import type { SubgraphClient } from '../federation/subgraph-client.ts';
import { LiveHub } from './live-hub.ts';
import { LiveOperation } from './live-operation.ts';
import type { LivePlan } from './live-plans.ts';

const operationOf = (query: string) => new LiveOperation(parse(query), null);
const FEED = 'subscription ($id: ID!, $from: String) { feed(id: $id, after: $from) { cursor } }';

/** A feed whose upstreams are driven by hand: each says from where it resumed. */
function upstreams() {
  const open: { from: unknown; send(cursor: number): void }[] = [];
  const client: SubgraphClient = {
    name: 'inventory',
    execute: () => Promise.reject(new Error('Only subscriptions are asked for')),
    close: async () => {},
    subscribe: ({ variables }) =>
      endable(async function* (signal) {
        const waiting: ExecutionResult[] = [];
        let wake = () => {};
        signal.addEventListener('abort', () => wake());
        open.push({
          from: variables?.from,
          send(cursor) {
            waiting.push({ data: { feed: { cursor: String(cursor) } } });
            wake();
          },
        });
        while (!signal.aborted) {
          const next = waiting.shift();
          if (next) yield next;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      }),
  };
  return { client, open };
}

it('INV-41 GW-31 whoever resumes joins no group that has delivered beyond its cursor already', async () => {
  const { client, open } = upstreams();
  const hub = new LiveHub({ clients: { inventory: client }, sign: async () => 'passport', logger: silentLogger });
  const operation = operationOf(FEED);
  const plan: LivePlan = {
    hash: 'feed',
    document: parse(FEED),
    operation,
    serviceName: 'inventory',
    isPersonal: false,
    upstream: (variables) => ({ query: FEED, variables }),
    complete: async (event) => event,
  };
  const join = (from?: string) => {
    const got: number[] = [];
    const member = {
      deliver: (json: string) => void got.push(Number(JSON.parse(json).data.feed.cursor)),
      complete() {},
      lost() {},
    };
    hub.join({ plan, variables: { id: 'p', from }, passport: { kind: 'user' } }, member);
    return { got, leave: () => hub.leave(member) };
  };
  const steady = join();
  await expect.poll(() => open.length).toBe(1);
  open[0]!.send(30);
  await expect.poll(() => steady.got).toEqual([30]);
  const early = join('10');
  const together = join('10');
  await expect.poll(() => open.length).toBe(2);
  open[1]!.send(20);
  await expect.poll(() => [early.got, together.got]).toEqual([[20], [20]]);
  const late = join('10');
  await expect.poll(() => open.map(({ from }) => from)).toEqual([undefined, '10', '10']);
  open[2]!.send(20);
  open[2]!.send(30);
  open[1]!.send(30);
  await expect
    .poll(() => [early.got, late.got])
    .toEqual([
      [20, 30],
      [20, 30],
    ]);
  await expect.poll(() => hub.upstreams).toBe(1);
  open[0]!.send(40);
  await expect
    .poll(() => [steady.got, together.got, late.got])
    .toEqual([
      [30, 40],
      [20, 30, 40],
      [20, 30, 40],
    ]);
  for (const one of [steady, early, together, late]) one.leave();
  expect([hub.members, hub.upstreams]).toEqual([0, 0]);
});

it('GW-31 a subscription is known by its declared variables, and its cursor by the argument, whatever its variable is called', () => {
  const named = operationOf(FEED);
  expect(named.read({ id: 'p', from: '7', junk: 1 })).toEqual({ after: '7', watched: { id: 'p' } });
  expect(named.read({ id: 'p' })).toEqual({ after: null, watched: { id: 'p' } });
  expect(operationOf('subscription { feed(after: "8") { cursor } }').read({ after: '9' })).toEqual({
    after: '8',
    watched: {},
  });
  expect(
    operationOf('subscription ($a: String = "5") { ...F } fragment F on S { f: feed(after: $a) { c } }'),
  ).toMatchObject({ rootField: 'f' });
  const twice = operationOf('subscription ($a: String = "5") { feed(after: $a) { list(after: $a) { id } } }');
  expect(twice.read({})).toEqual({ after: '5', watched: {} });
  expect(twice.read({ a: '6' })).toEqual({ after: '6', watched: { a: '6' } });
});
