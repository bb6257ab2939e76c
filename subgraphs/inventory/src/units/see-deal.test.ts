import { randomUUID } from 'node:crypto';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { Passport } from '@offplan/kernel/passport/passport';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InventoryBench, unitGlobalId } from '../testing/open-inventory.ts';
import type { FlipUnitInput } from './flip-input.ts';
import { FlipUnitSuccess, UndoFlipSuccess } from './flip-results.ts';
import { flipUnit } from './flip-unit.ts';
import { SalesChannel } from './sales-channel.ts';
import { undoFlip } from './undo-flip.ts';
import { UnitStatus } from './unit-status.ts';

let bench: InventoryBench;
beforeAll(async () => {
  bench = await InventoryBench.open();
});
afterAll(async () => bench?.close());

function flip(who: Passport, unitId: string, expectedVersion: number, to: UnitStatus, buyer: string | null) {
  const input: FlipUnitInput = {
    unitId: unitGlobalId(unitId),
    expectedVersion,
    to,
    buyer: buyer ? { new: { name: buyer, contact: '+971 50 318 41 27' } } : null,
    channel: SalesChannel.REFERRAL,
    note: `note on ${buyer}`,
    isConfirmed: true,
    idempotencyKey: randomUUID(),
  };
  return flipUnit(bench.context(who), input);
}

/** What somebody reads of a unit's deals: now, and in its history from the newest on. */
async function dealsSeenBy(who: Passport, unitId: string) {
  const { data, errors } = await executeOnSubgraph(
    bench.subgraph,
    who,
    { requestId: 'test', address: '127.0.0.1', userAgent: null },
    {
      query: `query ($id: ID!) { unit(id: $id) {
        availability { status buyer { name contact } channel note }
        history { edges { node { type buyerName channel note } } }
      } }`,
      variables: { id: unitGlobalId(unitId) },
    },
  );
  expect(errors).toBeUndefined();
  const unit = JSON.parse(JSON.stringify(data!.unit));
  return {
    now: unit.availability,
    history: unit.history.edges.map(({ node }: { node: { buyerName: string | null } }) => node.buyerName),
    all: JSON.stringify(unit),
  };
}

for (const kind of ['guest', 'agent of the host'] as const)
  it(`INV-68 ID-31 security check 3: a ${kind} never reads the buyer to whom the Owner sold what it had reserved, nor channel nor note, and its reservation is over`, async () => {
    const unitId = await bench.unit(`s-${kind}`, { assignedOrgId: bench.guestOrgId });
    const agent = kind === 'guest' ? bench.guest('Jonas') : bench.member('Aleksey');
    const owner = bench.member('Nadia', 'owner');
    expect(await flip(agent, unitId, 1, UnitStatus.RESERVED, 'Irina Volkova')).toBeInstanceOf(FlipUnitSuccess);
    expect(await dealsSeenBy(agent, unitId)).toMatchObject({
      now: { buyer: { name: 'Irina Volkova' }, channel: 'REFERRAL', note: 'note on Irina Volkova' },
      history: ['Irina Volkova'],
    });
    expect(await flip(owner, unitId, 2, UnitStatus.SOLD, 'Host Vip')).toBeInstanceOf(FlipUnitSuccess);
    expect(await flip(owner, unitId, 3, UnitStatus.RESERVED, 'Host Vip')).toBeInstanceOf(FlipUnitSuccess);
    expect(await flip(agent, unitId, 4, UnitStatus.AVAILABLE, null)).toBeInstanceOf(NotPermitted);
    const seen = await dealsSeenBy(agent, unitId);
    expect(seen.now).toEqual({ status: 'RESERVED', buyer: null, channel: null, note: null });
    expect(seen.history).toEqual([null, null, 'Irina Volkova']);
    expect(seen.all).not.toContain('Host Vip');
    expect((await dealsSeenBy(owner, unitId)).history).toEqual(['Host Vip', 'Host Vip', 'Irina Volkova']);
  });

it('INV-37 INV-68 an undo brings the unit back whole, and its buyer stays hidden from an undoer who may not see that buyer', async () => {
  const unitId = await bench.unit('s-undo', { assignedOrgId: bench.guestOrgId });
  const jonas = bench.guest('Jonas');
  const owner = bench.member('Nadia', 'owner');
  await flip(owner, unitId, 1, UnitStatus.RESERVED, 'Host Vip');
  await bench.admin.query('update inventory.unit set reserved_by = $2, reserved_by_org_id = $3 where id = $1', [
    unitId,
    jonas.user!.id,
    bench.guestOrgId,
  ]);
  expect(await flip(jonas, unitId, 2, UnitStatus.AVAILABLE, null)).toBeInstanceOf(FlipUnitSuccess);
  const undone = await undoFlip(bench.context(jonas), {
    unitId: unitGlobalId(unitId),
    expectedVersion: 3,
    idempotencyKey: randomUUID(),
  });
  expect(undone).toBeInstanceOf(UndoFlipSuccess);
  expect((await dealsSeenBy(jonas, unitId)).now).toMatchObject({ status: 'RESERVED', buyer: null });
  expect((await dealsSeenBy(owner, unitId)).now).toMatchObject({ status: 'RESERVED', buyer: { name: 'Host Vip' } });
});

it('ID-31 a member who may see own buyers only reads none of what it once did with others’ buyers', async () => {
  const unitId = await bench.unit('s-demoted');
  const lina = bench.member('Lina', 'sales_manager');
  const omar = bench.member('Omar');
  await flip(omar, unitId, 1, UnitStatus.RESERVED, 'Buyer of Omar');
  const { rows } = await bench.admin.query(`select id from inventory.buyer where name = 'Buyer of Omar'`);
  const sold = await flipUnit(bench.context(lina), {
    ...{ unitId: unitGlobalId(unitId), expectedVersion: 2, to: UnitStatus.SOLD, isConfirmed: true },
    ...{ buyer: { id: `buyer_${rows[0].id.replaceAll('-', '')}` }, channel: SalesChannel.AGENCY },
    idempotencyKey: randomUUID(),
  });
  expect(sold).toBeInstanceOf(FlipUnitSuccess);
  expect((await dealsSeenBy(lina, unitId)).history).toEqual(['Buyer of Omar', 'Buyer of Omar']);
  const demoted = { ...lina, role: 'sales_agent' as const };
  expect((await dealsSeenBy(demoted, unitId)).all).not.toContain('Buyer of Omar');
  expect((await dealsSeenBy(omar, unitId)).history).toEqual(['Buyer of Omar', 'Buyer of Omar']);
});

it('INV-55 UI-14 the last changes of a project are those that the viewer sees, the newest first, and none that nobody made', async () => {
  const mine = await bench.unit('n-mine', { assignedOrgId: bench.guestOrgId });
  const other = await bench.unit('n-other');
  await bench.unit('n-untouched', { assignedOrgId: bench.guestOrgId });
  const owner = bench.member('Nadia', 'owner');
  bench.clock.advance(1_000);
  expect(await flip(owner, mine, 1, UnitStatus.RESERVED, 'Irina Volkova')).toBeInstanceOf(FlipUnitSuccess);
  bench.clock.advance(1_000);
  expect(await flip(owner, other, 1, UnitStatus.RESERVED, 'Host Vip')).toBeInstanceOf(FlipUnitSuccess);
  const seen = async (who: Passport, first: number) => {
    const { data, errors } = await executeOnSubgraph(
      bench.subgraph,
      who,
      { requestId: 'test', address: '127.0.0.1', userAgent: null },
      {
        query: 'query ($first: Int!) { projects { edges { node { latestFlips(first: $first) { number } } } } }',
        variables: { first },
      },
    );
    if (errors) return errors[0]!.message;
    const { projects } = JSON.parse(JSON.stringify(data));
    return projects.edges.flatMap(({ node }: { node: { latestFlips: { number: string }[] } }) =>
      node.latestFlips.map(({ number }) => number),
    );
  };
  const ofOwner = await seen(owner, 20);
  const ofGuest = await seen(bench.guest('Jonas'), 20);
  expect(ofOwner.slice(0, 2)).toEqual(['n-other', 'n-mine']);
  expect(ofGuest[0]).toBe('n-mine');
  expect(ofGuest).not.toContain('n-other');
  expect(ofGuest).not.toContain('n-untouched');
  expect(await seen(owner, 1)).toEqual(['n-other']);
  expect(await seen(owner, 21)).toMatch(/1 to 20/);
});
