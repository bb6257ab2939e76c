import { encodeId } from '@offplan/kernel/ids';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { InventoryBench } from '../testing/open-inventory.ts';

let bench: InventoryBench;
beforeAll(async () => {
  bench = await InventoryBench.open();
});
afterAll(async () => bench?.close());

it('INV-41 a unit that changes after the cursor of a board was taken is on the board as it became: nothing falls between the two', async () => {
  const unit = await bench.unit('12-01');
  const { bus } = bench.subgraph;
  const head = bus.head.bind(bus);
  const spy = vi.spyOn(bus, 'head').mockImplementation(async () => {
    const cursor = await head();
    await bench.admin.query(`update inventory.unit set status = 'reserved', availability_version = 2 where id = $1`, [
      unit,
    ]);
    return cursor;
  });
  const answer = await executeOnSubgraph(
    bench.subgraph,
    bench.member('Nadia', 'owner'),
    { requestId: 'test', address: '127.0.0.1', userAgent: null },
    {
      query: `query ($id: ID!) { project(by: { id: $id }) { buildings { board { units { availability { status version } } } } } }`,
      variables: { id: encodeId('project', bench.projectId) },
    },
  );
  spy.mockRestore();
  expect(answer.errors).toBeUndefined();
  expect(JSON.parse(JSON.stringify(answer.data))).toEqual({
    project: { buildings: [{ board: { units: [{ availability: { status: 'RESERVED', version: 2 } }] } }] },
  });
});
