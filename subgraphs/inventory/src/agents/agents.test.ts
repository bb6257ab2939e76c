import { randomUUID } from 'node:crypto';
import { NotPermitted, NotPermittedReason } from '@offplan/kernel/graphql/user-errors';
import { encodeId, PLATFORM_ORG_ID, uuidv7 } from '@offplan/kernel/ids';
import type { Passport } from '@offplan/kernel/passport/passport';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignUnits } from '../allocation/assign-units.ts';
import { InventoryBench, unitGlobalId } from '../testing/open-inventory.ts';
import { FlipUnitSuccess } from '../units/flip-results.ts';
import { flipUnit } from '../units/flip-unit.ts';
import { SalesChannel } from '../units/sales-channel.ts';
import { UnitStatus } from '../units/unit-status.ts';
import { AgentNotFound, AssignUnitsToAgentSuccess, BuyerNotFound, HandOverBuyersSuccess } from './agent-results.ts';
import { assignUnitsToAgent } from './assign-units-to-agent.ts';
import { handOverBuyers } from './hand-over-buyers.ts';
import { MOST_MOVED_AT_ONCE } from './move-up.ts';

let bench: InventoryBench;
beforeAll(async () => {
  bench = await InventoryBench.open();
  bench.clock.set(new Date());
});
afterAll(async () => bench?.close());

const userId = (who: Passport) => encodeId('user', who.user!.id);

function assign(by: Passport, to: Passport | null, ...unitIds: string[]) {
  return assignUnitsToAgent(bench.context(by), {
    projectId: encodeId('project', bench.projectId),
    unitIds: unitIds.map(unitGlobalId),
    agentId: to && userId(to),
  });
}

function handOver(by: Passport, to: Passport, buyers: { of?: Passport; ids?: string[] }) {
  return handOverBuyers(bench.context(by), {
    buyers: buyers.of ? { agentId: userId(buyers.of) } : { buyerIds: buyers.ids!.map((id) => encodeId('buyer', id)) },
    toAgentId: userId(to),
  });
}

/** Flips a unit at its present version; the new buyer's name makes it a flip to a status that needs one. */
async function flip(who: Passport, unitId: string, to: UnitStatus, buyer?: { name: string } | { id: string }) {
  const { rows } = await bench.admin.query('select availability_version as v from inventory.unit where id = $1', [
    unitId,
  ]);
  return flipUnit(bench.context(who), {
    unitId: unitGlobalId(unitId),
    expectedVersion: rows[0].v,
    to,
    buyer: !buyer
      ? null
      : 'id' in buyer
        ? { id: encodeId('buyer', buyer.id) }
        : { new: { name: buyer.name, contact: '+971 50 318 41 27' } },
    channel: SalesChannel.AGENCY,
    isConfirmed: true,
    idempotencyKey: randomUUID(),
  });
}

async function reserve(who: Passport, unitId: string, buyerName: string): Promise<string> {
  expect(await flip(who, unitId, UnitStatus.RESERVED, { name: buyerName })).toBeInstanceOf(FlipUnitSuccess);
  const { rows } = await bench.admin.query('select buyer_id from inventory.unit where id = $1', [unitId]);
  return rows[0].buyer_id;
}

async function row(unitId: string) {
  const { rows } = await bench.admin.query(
    'select assigned_org_id, assigned_user_id, reserved_by, reserved_by_org_id from inventory.unit where id = $1',
    [unitId],
  );
  return rows[0];
}

async function ask(who: Passport, query: string, variables: Record<string, unknown> = {}) {
  const facts = { requestId: 'test', address: '127.0.0.1', userAgent: null };
  const { data, errors } = await executeOnSubgraph(bench.subgraph, who, facts, { query, variables });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data));
}

/** Identity's event of an ended membership. The bench's people have their own id as their membership's. */
function leaves(who: Passport, successor: Passport | null, more: { id?: string; type?: string } = {}) {
  return bench.hear({
    orgId: who.guest?.organisationId ?? bench.orgId,
    type: 'member.deactivated',
    subjectId: who.user!.id,
    data: {
      userId: who.user!.id,
      before: { role: who.guest?.role ?? who.role },
      successorUserId: successor ? successor.user!.id : null,
    },
    personal: { subjectName: who.user!.name },
    ...more,
  });
}

describe('units for agents', () => {
  it('INV-57 ID-31 the host’s managers give units of the pool to anybody of their team, all or none, with history; agents give none', async () => {
    const [lina, omar] = [bench.member('Lina', 'sales_manager'), bench.member('Omar')];
    await bench.join(lina, omar);
    const [one, two] = [await bench.unit('A-01'), await bench.unit('A-02', { status: 'sold' })];
    const done = await assign(lina, omar, one, two);
    expect(done).toMatchObject({
      reservedOrSold: 1,
      units: [{ assignedUserId: omar.user!.id }, { assignedUserId: omar.user!.id }],
    });
    expect(await bench.events(one)).toMatchObject([
      {
        type: 'unit.assigned_to_agent',
        data: { before: { agentUserId: null }, after: { agentUserId: omar.user!.id } },
        personal: { actorName: 'Lina', agentName: 'Omar' },
        actor: { id: lina.user!.id },
      },
    ]);
    // Once more changes nothing and is no event; then to nobody.
    expect(await assign(lina, omar, one)).toBeInstanceOf(AssignUnitsToAgentSuccess);
    expect(await assign(lina, null, one)).toBeInstanceOf(AssignUnitsToAgentSuccess);
    expect((await bench.events(one)).map(({ data }) => data.agentUserId)).toEqual([omar.user!.id, null]);

    const withGuest = await bench.unit('A-03', { assignedOrgId: bench.guestOrgId });
    expect(await assign(lina, omar, one, withGuest)).toMatchObject({ reason: NotPermittedReason.WITH_GUEST });
    expect(await assign(lina, omar, one, uuidv7())).toMatchObject({ code: 'UNIT_NOT_FOUND' });
    const stranger = bench.guest('Jonas');
    await bench.join(stranger);
    for (const nobody of [stranger, bench.member('Never joined')])
      expect(await assign(lina, nobody, one)).toBeInstanceOf(AgentNotFound);
    expect(await assign(omar, omar, one)).toMatchObject({ reason: NotPermittedReason.ROLE });
    expect(await row(one)).toMatchObject({ assigned_user_id: null });
  });

  it('ID-55 the managers of a guest distribute its own units among its own people and nothing else; its agents distribute nothing', async () => {
    const [boss, jonas] = [bench.guest('Boss', ['sales'], 'sales_manager'), bench.guest('Jonas')];
    const omar = bench.member('Omar of the host');
    await bench.join(boss, jonas, omar);
    const [own, pool, hidden, others] = [
      await bench.unit('G-01', { assignedOrgId: bench.guestOrgId }),
      await bench.unit('G-02'),
      await bench.unit('G-03', { assignedOrgId: bench.guestOrgId, isReleased: false }),
      await bench.unit('G-04', { assignedOrgId: randomUUID() }),
    ];
    expect(await assign(boss, jonas, own)).toBeInstanceOf(AssignUnitsToAgentSuccess);
    for (const unseen of [pool, hidden, others])
      expect(await assign(boss, jonas, unseen)).toMatchObject({ code: 'UNIT_NOT_FOUND' });
    expect(await assign(boss, omar, own)).toBeInstanceOf(AgentNotFound);
    expect(await assign(jonas, jonas, own)).toMatchObject({ reason: NotPermittedReason.ROLE });
    await bench.admin.query(`update inventory.project set allocation_mode = 'open' where id = $1`, [bench.projectId]);
    expect(await assign(boss, jonas, pool)).toMatchObject({ reason: NotPermittedReason.OWN_ONLY });
    await bench.admin.query(`update inventory.project set allocation_mode = 'closed' where id = $1`, [bench.projectId]);

    const agentOf = `query ($id: ID!) { unit(id: $id) { agent { name organisationName } history { edges { node { type agent { name } } } } } }`;
    const seen = { unit: { agent: { name: 'Jonas', organisationName: 'Blue Heron' } } };
    expect(await ask(bench.member('Nadia', 'owner'), agentOf, { id: unitGlobalId(own) })).toMatchObject(seen);
    expect(await ask(jonas, agentOf, { id: unitGlobalId(own) })).toMatchObject({
      unit: {
        ...seen.unit,
        history: { edges: [{ node: { type: 'unit.assigned_to_agent', agent: { name: 'Jonas' } } }] },
      },
    });
    // The host's own label on the unit is nothing for a guest that gets the unit afterwards.
    const lina = bench.member('Lina', 'sales_manager');
    expect(await assign(lina, omar, pool)).toBeInstanceOf(AssignUnitsToAgentSuccess);
    await assignUnits(bench.context(lina), {
      projectId: encodeId('project', bench.projectId),
      unitIds: [unitGlobalId(pool)],
      guestOrganisationId: encodeId('org', bench.guestOrgId),
    });
    expect(await row(pool)).toMatchObject({ assigned_org_id: bench.guestOrgId, assigned_user_id: null });
    expect(JSON.stringify(await ask(jonas, agentOf, { id: unitGlobalId(pool) }))).not.toContain('Omar');
  });

  it('INV-57 ID-55 the list of agents names the own team with its units, for whoever distributes, and nobody of another Organisation', async () => {
    const query = `query ($by: ProjectBy!) { project(by: $by) { agents { person { name organisationName } isActive units { total available } reservations buyers } } }`;
    const by = { by: { id: encodeId('project', bench.projectId) } };
    const [lina, marta] = [bench.member('Lina L', 'sales_manager'), bench.member('Marta M')];
    const [boss, ines] = [bench.guest('Boss B', ['sales'], 'admin'), bench.guest('Ines I')];
    await bench.join(lina, marta, boss, ines);
    const unit = await bench.unit('L-01');
    await assign(lina, marta, unit);
    await reserve(marta, unit, 'Buyer of Marta');
    const own = (await ask(lina, query, by)).project.agents;
    expect(own.find((agent: { person: { name: string } }) => agent.person.name === 'Marta M')).toEqual({
      person: { name: 'Marta M', organisationName: null },
      isActive: true,
      units: { total: 1, available: 0 },
      reservations: 1,
      buyers: 1,
    });
    expect(JSON.stringify(own)).not.toContain('Boss B');
    const guests = JSON.stringify((await ask(boss, query, by)).project.agents);
    expect(guests).toContain('Ines I');
    expect(guests).not.toContain('Marta M');
    for (const who of [marta, ines]) expect((await ask(who, query, by)).project.agents).toBeNull();
  });
});

it('ID-8 INV-57 a person who takes another name is called so in every team, and nobody else is', async () => {
  const omar = bench.member('Omar Before');
  const same = { ...bench.guest('Omar Before'), user: omar.user! };
  const vera = bench.member('Vera Before');
  await bench.join(omar, same, vera);
  await bench.hear({
    orgId: PLATFORM_ORG_ID,
    type: 'user.renamed',
    subjectId: omar.user!.id,
    data: { userId: omar.user!.id },
    personal: { subjectName: 'Omar After', nameBefore: 'Omar Before' },
  });
  const called = async (who: Passport) =>
    (
      await bench.admin.query('select name from inventory.member where user_id = $1 order by org_id', [who.user!.id])
    ).rows.map(({ name }) => name);
  await expect.poll(() => called(omar)).toEqual(['Omar After', 'Omar After']);
  expect(await called(vera)).toEqual(['Vera Before']);
});

describe('what is somebody’s own', () => {
  it('ID-55 ID-31 a guest’s manager sees its people’s buyers and deals and releases their reservations; another agent of it does not; nobody sees another guest’s', async () => {
    const [boss, jonas, ines] = [bench.guest('Boss', ['sales'], 'owner'), bench.guest('Jonas'), bench.guest('Ines')];
    const rival = {
      ...boss,
      guest: { ...boss.guest!, organisationId: randomUUID(), organisationName: 'Nordkai' },
    };
    const unit = await bench.unit('O-01', { assignedOrgId: bench.guestOrgId });
    await bench.admin.query(`update inventory.project set allocation_mode = 'open' where id = $1`, [bench.projectId]);
    await reserve(jonas, unit, 'Buyer of Jonas');
    const query = `query ($id: ID!) { buyers(search: "Buyer of Jonas") { edges { node { name } } } unit(id: $id) { availability { buyer { name } channel } history { edges { node { buyerName } } } } }`;
    const sees = async (who: Passport) => JSON.stringify(await ask(who, query, { id: unitGlobalId(unit) }));
    for (const who of [jonas, boss, bench.member('Nadia', 'sales_manager')])
      expect((await sees(who)).match(/Buyer of Jonas/g)).toHaveLength(3);
    for (const who of [ines, rival, bench.member('Omar')]) expect(await sees(who)).not.toContain('Buyer of Jonas');
    for (const who of [ines, rival]) expect(await flip(who, unit, UnitStatus.AVAILABLE)).toBeInstanceOf(NotPermitted);
    expect(await flip(boss, unit, UnitStatus.AVAILABLE)).toBeInstanceOf(FlipUnitSuccess);
    await bench.admin.query(`update inventory.project set allocation_mode = 'closed' where id = $1`, [bench.projectId]);
  });

  it('ID-49 a reservation that somebody made for a guest is not that person’s own in the host’s team', async () => {
    const jonas = bench.guest('Jonas');
    const unit = await bench.unit('O-02', { assignedOrgId: bench.guestOrgId });
    await reserve(jonas, unit, 'Buyer');
    const changedSides = { ...bench.member('Jonas'), user: jonas.user! };
    expect(await flip(changedSides, unit, UnitStatus.AVAILABLE)).toBeInstanceOf(NotPermitted);
    expect(await flip(jonas, unit, UnitStatus.AVAILABLE)).toBeInstanceOf(FlipUnitSuccess);
  });
});

describe('handing buyers over', () => {
  it('INV-54 ID-49 a buyer changes hands: list, unit, history, flip and release follow through every door, the past stays told', async () => {
    const [lina, omar, vera] = [bench.member('Lina', 'sales_manager'), bench.member('Omar'), bench.member('Vera')];
    await bench.join(lina, omar, vera);
    const [unit, free] = [await bench.unit('H-01'), await bench.unit('H-02')];
    const buyerId = await reserve(omar, unit, 'Irina Handed');
    const doors = async (who: Passport) => {
      const seen = await ask(
        who,
        `query ($id: ID!) { buyers(search: "Irina Handed") { edges { node { id agent { name } handoffs { from { name } to { name } by { name } } } } }
           unit(id: $id) { availability { buyer { name } } history { edges { node { buyerName } } } viewerCan { flipTo { status isAllowed } } } }`,
        { id: unitGlobalId(unit) },
      );
      const known = await flip(who, free, UnitStatus.RESERVED, { id: buyerId });
      if (known instanceof FlipUnitSuccess) await flip(lina, free, UnitStatus.AVAILABLE);
      return {
        listed: seen.buyers.edges.length === 1,
        onUnit: seen.unit.availability.buyer !== null,
        inHistory: seen.unit.history.edges.some(({ node }: { node: { buyerName: string } }) => node.buyerName !== null),
        mayRelease: seen.unit.viewerCan.flipTo.find(({ status }: { status: string }) => status === 'AVAILABLE')
          .isAllowed,
        mayName: known instanceof FlipUnitSuccess,
        buyer: seen.buyers.edges[0]?.node,
      };
    };
    const all = { listed: true, onUnit: true, inHistory: true, mayRelease: true, mayName: true };
    const none = { listed: false, onUnit: false, inHistory: false, mayRelease: false, mayName: false };
    expect(await doors(omar)).toMatchObject(all);
    expect(await doors(vera)).toMatchObject(none);
    for (const who of [omar, vera]) expect(await handOver(who, vera, { ids: [buyerId] })).toBeInstanceOf(NotPermitted);

    const done = await handOver(lina, vera, { ids: [buyerId] });
    expect(done).toMatchObject({ buyers: [{ agentUserId: vera.user!.id }], units: [{ id: unit }] });
    expect(await doors(omar)).toMatchObject(none);
    expect(await doors(vera)).toMatchObject({
      ...all,
      buyer: {
        agent: { name: 'Vera' },
        handoffs: [{ from: { name: 'Omar' }, to: { name: 'Vera' }, by: { name: 'Lina' } }],
      },
    });
    expect(await bench.events(buyerId)).toMatchObject([
      {
        type: 'buyer.handed_over',
        data: { before: { agentUserId: omar.user!.id }, after: { agentUserId: vera.user!.id } },
      },
    ]);
    // Whose click reserved it stays told; only the right to act has moved.
    const { unit: now } = await ask(
      lina,
      'query ($id: ID!) { unit(id: $id) { availability { changedBy { name } } history { edges { node { type actor { name } agent { name } } } } } }',
      { id: unitGlobalId(unit) },
    );
    expect(now.availability.changedBy.name).toBe('Omar');
    expect(now.history.edges[0].node).toEqual({
      type: 'unit.reservation_moved',
      actor: { name: 'Lina' },
      agent: { name: 'Vera' },
    });
    expect(await handOver(lina, vera, { ids: [buyerId] })).toMatchObject({ buyers: [], units: [] });
    expect(await handOver(lina, vera, { ids: [buyerId, uuidv7()] })).toBeInstanceOf(BuyerNotFound);
  });

  it('INV-54 ID-55 a guest’s managers pass buyers within their own Organisation; only the host takes a guest’s buyer into its team', async () => {
    const [boss, jonas, ines] = [bench.guest('Boss', ['sales'], 'admin'), bench.guest('Jonas'), bench.guest('Ines')];
    const [lina, omar] = [bench.member('Lina', 'sales_manager'), bench.member('Omar')];
    await bench.join(boss, jonas, ines, lina, omar);
    const [theirs, ours] = [await bench.unit('H-11', { assignedOrgId: bench.guestOrgId }), await bench.unit('H-12')];
    const guestBuyer = await reserve(jonas, theirs, 'Buyer of the guest');
    const hostBuyer = await reserve(omar, ours, 'Buyer of the host');
    expect(await handOver(boss, ines, { ids: [hostBuyer] })).toBeInstanceOf(BuyerNotFound);
    expect(await handOver(boss, ines, { of: omar })).toMatchObject({ buyers: [] });
    expect(await handOver(boss, omar, { ids: [guestBuyer] })).toBeInstanceOf(AgentNotFound);
    expect(await handOver(lina, ines, { ids: [hostBuyer] })).toBeInstanceOf(AgentNotFound);
    expect(await handOver(boss, ines, { of: jonas })).toMatchObject({ buyers: [{ agentUserId: ines.user!.id }] });
    expect(await flip(jonas, theirs, UnitStatus.AVAILABLE)).toBeInstanceOf(NotPermitted);
    expect(await handOver(lina, omar, { ids: [guestBuyer] })).toBeInstanceOf(HandOverBuyersSuccess);
    expect(await row(theirs)).toMatchObject({ reserved_by: omar.user!.id, reserved_by_org_id: bench.orgId });
    expect(
      (await ask(boss, '{ buyers(search: "Buyer of the guest") { edges { node { id } } } }')).buyers.edges,
    ).toEqual([]);
    expect(await flip(boss, theirs, UnitStatus.AVAILABLE)).toBeInstanceOf(NotPermitted);
  });
});

describe('leaving', () => {
  it('ID-43 ID-49 units and own reservations move up by themselves, one event each, in the host’s team and inside a guest; buyers stay', async () => {
    const [lina, omar, vera] = [bench.member('Lina', 'sales_manager'), bench.member('Omar'), bench.member('Vera')];
    const [boss, jonas] = [bench.guest('Boss', ['sales'], 'owner'), bench.guest('Jonas')];
    await bench.join(lina, omar, vera, boss, jonas);
    const [both, labelled, reserved, veras] = [
      await bench.unit('M-01'),
      await bench.unit('M-02'),
      await bench.unit('M-03'),
      await bench.unit('M-04'),
    ];
    const guests = await bench.unit('M-05', { assignedOrgId: bench.guestOrgId });
    await assign(lina, omar, both, labelled);
    await assign(lina, vera, veras);
    const buyerId = await reserve(omar, both, 'Buyer who stays');
    await reserve(omar, reserved, 'Another');
    await assign(boss, jonas, guests);
    await reserve(jonas, guests, 'Buyer of Jonas');

    const id = await leaves(omar, lina);
    await leaves(jonas, boss);
    await expect
      .poll(async () => (await row(guests)).reserved_by, { timeout: 10_000, interval: 20 })
      .toBe(boss.user!.id);
    const is = (who: Passport) => who.user!.id;
    expect(await row(both)).toMatchObject({ assigned_user_id: is(lina), reserved_by: is(lina) });
    expect(await row(labelled)).toMatchObject({ assigned_user_id: is(lina), reserved_by: null });
    expect(await row(reserved)).toMatchObject({ assigned_user_id: null, reserved_by: is(lina) });
    expect(await row(veras)).toMatchObject({ assigned_user_id: is(vera) });
    expect(await row(guests)).toMatchObject({ assigned_user_id: is(boss), reserved_by_org_id: bench.guestOrgId });

    await leaves(omar, vera, { id });
    await leaves(omar, vera);
    await bench.hear({
      orgId: bench.orgId,
      type: 'member.role_changed',
      subjectId: is(vera),
      data: { userId: is(vera), before: { role: 'sales_agent' }, after: { role: 'admin' } },
    });
    await expect
      .poll(
        async () =>
          (await bench.admin.query('select role from inventory.member where user_id = $1', [is(vera)])).rows[0].role,
      )
      .toBe('admin');
    const moved = (await bench.events(both)).filter(({ type }) => type === 'unit.moved_up');
    expect(moved).toMatchObject([
      {
        data: {
          before: { agentUserId: is(omar), reservedBy: is(omar) },
          after: { agentUserId: is(lina), reservedBy: is(lina) },
        },
        personal: { agentBeforeName: 'Omar', agentName: 'Lina' },
      },
    ]);

    const { rows } = await bench.admin.query(
      'select agent_user_id, agent_left_at is not null as is_open from inventory.buyer where id = $1',
      [buyerId],
    );
    expect(rows).toEqual([{ agent_user_id: is(omar), is_open: true }]);
    const query = '{ buyers(search: "Buyer who stays") { edges { node { hasAgentLeft agent { name } } } } }';
    expect((await ask(lina, query)).buyers.edges).toEqual([{ node: { hasAgentLeft: true, agent: { name: 'Omar' } } }]);
    const ofAgent = 'query ($id: ID) { buyers(agentId: $id) { edges { node { name } } } }';
    expect(await ask(lina, ofAgent, { id: userId(omar) })).toEqual({
      buyers: { edges: [{ node: { name: 'Another' } }, { node: { name: 'Buyer who stays' } }] },
    });
    expect(await handOver(lina, vera, { of: omar })).toMatchObject({ buyers: [{}, {}] });
    expect(await ask(lina, ofAgent, { id: userId(omar) })).toEqual({ buyers: { edges: [] } });
    expect((await ask(vera, query)).buyers.edges).toEqual([{ node: { hasAgentLeft: false, agent: { name: 'Vera' } } }]);
  });

  it('ID-46 whoever is invited again has neither the units nor the buyers of before', async () => {
    const [lina, omar] = [bench.member('Lina', 'sales_manager'), bench.member('Omar')];
    await bench.join(lina, omar);
    const unit = await bench.unit('R-01');
    await assign(lina, omar, unit);
    const buyerId = await reserve(omar, unit, 'Buyer of before');
    await leaves(omar, lina);
    const again = uuidv7();
    await bench.hear({
      orgId: bench.orgId,
      type: 'member.joined',
      subjectId: again,
      data: { userId: omar.user!.id, after: { role: 'sales_agent' } },
      personal: { subjectName: 'Omar' },
    });
    // The same departure once more, late: it is of another membership.
    await leaves(omar, null);
    await expect
      .poll(
        async () =>
          (await bench.admin.query('select member_id from inventory.member where user_id = $1', [omar.user!.id]))
            .rows[0].member_id,
      )
      .toBe(again);
    expect((await ask(omar, '{ buyers(search: "Buyer of before") { edges { node { id } } } }')).buyers.edges).toEqual(
      [],
    );
    expect(await flip(omar, unit, UnitStatus.AVAILABLE)).toBeInstanceOf(NotPermitted);
    expect(await assign(lina, omar, unit)).toBeInstanceOf(AssignUnitsToAgentSuccess);
    expect(await handOver(lina, omar, { ids: [buyerId] })).toMatchObject({ buyers: [{}] });
    expect(await flip(omar, unit, UnitStatus.AVAILABLE)).toBeInstanceOf(FlipUnitSuccess);
  });

  it('ID-43 where the successor has left too the successor’s successor takes over, and nobody where nobody is left', async () => {
    const [lina, omar, vera] = [bench.member('Lina', 'sales_manager'), bench.member('Omar'), bench.member('Vera')];
    await bench.join(lina, omar, vera);
    const [one, two] = [await bench.unit('C-01'), await bench.unit('C-02')];
    await assign(lina, omar, one);
    await leaves(vera, lina);
    await leaves(omar, vera);
    await expect.poll(async () => (await row(one)).assigned_user_id).toBe(lina.user!.id);
    await assign(bench.member('Nadia', 'owner'), lina, two);
    await leaves(lina, omar);
    await expect.poll(async () => (await row(two)).assigned_user_id).toBeNull();
    expect(await row(one)).toMatchObject({ assigned_user_id: null });
  });

  it('ID-43 a departure of many units that dies in the middle goes on where it was: each unit moves once, with one event', async () => {
    const [lina, omar] = [bench.member('Lina', 'sales_manager'), bench.member('Omar')];
    await bench.join(lina, omar);
    const many = MOST_MOVED_AT_ONCE * 3 + 500;
    await bench.admin.query(
      `insert into inventory.unit (org_id, id, project_id, building_id, floor_id, number, kind, currency, assigned_user_id, status_changed_at, created_at, ordinal)
       select $1, gen_random_uuid(), $2, $3, $4, 'X-' || n, 'apartment', 'AED', $5, now(), now(),
         (select coalesce(max(ordinal), 0) from inventory.unit where project_id = $2) + n from generate_series(1, $6) n`,
      [bench.orgId, bench.projectId, bench.buildingId, bench.floorId, omar.user!.id, many],
    );
    const moved = async () =>
      (
        await bench.admin.query('select count(*)::int as n from inventory.unit where assigned_user_id = $1', [
          lina.user!.id,
        ])
      ).rows[0].n;
    // Somebody holds a unit of the third batch: there the job is stuck when its connection dies.
    const { rows } = await bench.admin.query(
      'select id from inventory.unit where assigned_user_id = $1 order by id offset $2 limit 1',
      [omar.user!.id, MOST_MOVED_AT_ONCE * 2 + 10],
    );
    await bench.admin.query('begin');
    await bench.admin.query('select from inventory.unit where id = $1 for update', [rows[0].id]);
    const jobs = await bench.startJobs();
    try {
      await leaves(omar, lina);
      const stuck = `select pid from pg_stat_activity where application_name = 'offplan inventory' and datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await bench.admin.query(stuck)).rows.length, { timeout: 10_000 }).toBe(1);
      expect(await moved()).toBe(MOST_MOVED_AT_ONCE * 2);
      await bench.admin.query(`select pg_terminate_backend(pid) from (${stuck}) s`);
      await bench.admin.query('commit');
      await expect.poll(moved, { timeout: 20_000, interval: 100 }).toBe(many);
    } finally {
      await bench.admin.query('commit');
      await jobs.stop();
    }
    const events = await bench.admin.query(
      `select count(*)::int as n, count(distinct subject_id)::int as units from inventory.event where type = 'unit.moved_up' and data ->> 'agentBeforeUserId' = $1`,
      [omar.user!.id],
    );
    expect(events.rows).toEqual([{ n: many, units: many }]);
    expect(await row(rows[0].id)).toMatchObject({ assigned_user_id: lina.user!.id });
  });

  it('ID-42 before leaving one learns how many projects, units, reservations and buyers it is about; so does whoever may end the membership', async () => {
    const [lina, omar, vera] = [bench.member('Lina', 'sales_manager'), bench.member('Omar'), bench.member('Vera')];
    await bench.join(lina, omar, vera);
    const unit = await bench.unit('Q-01');
    await assign(lina, omar, unit);
    await reserve(omar, unit, 'Buyer');
    const load = (who: Passport, about: Passport) =>
      ask(
        who,
        `query ($org: ID!, $user: ID!) { _entities(representations: [{ __typename: "Organisation", id: $org }]) { ... on Organisation { agentLoad(userId: $user) { projects units reservations buyers } } } }`,
        { org: encodeId('org', who.organisation!.id), user: userId(about) },
      ).then(({ _entities }) => _entities[0].agentLoad);
    const expected = { projects: 1, units: 1, reservations: 1, buyers: 1 };
    expect(await load(omar, omar)).toEqual(expected);
    expect(await load(lina, omar)).toEqual(expected);
    expect(await load(vera, omar)).toBeNull();
    expect(await load(omar, lina)).toBeNull();
    const admin = bench.member('Nadia', 'admin');
    expect(await load(admin, lina)).toMatchObject({ units: 0 });

    // A person of a guest asks in its own workspace; the host's tenant is counted in its own scope.
    const jonas = bench.guest('Jonas');
    await bench.join(jonas);
    await bench.unit('Q-02', { assignedOrgId: bench.guestOrgId });
    const guests = await bench.unit('Q-03', { assignedOrgId: bench.guestOrgId });
    const boss = bench.guest('Boss', ['sales'], 'owner');
    await assign(boss, jonas, guests);
    const athome: Passport = {
      ...bench.member('Jonas'),
      user: jonas.user!,
      organisation: {
        ...bench.member('Jonas').organisation!,
        id: bench.guestOrgId,
        name: 'Blue Heron',
        slug: 'blue-heron',
      },
    };
    expect(await load(athome, jonas)).toEqual({ projects: 1, units: 1, reservations: 0, buyers: 0 });
    expect(await load(jonas, jonas)).toBeNull();
  });
});

describe('guests that end', () => {
  it('ID-57 a suspended or archived guest keeps its allocation; a deleted one’s units return to the pool without an agent, and the host is told how many', async () => {
    const [boss, jonas] = [bench.guest('Boss', ['sales'], 'owner'), bench.guest('Jonas')];
    await bench.join(boss, jonas);
    await bench.admin.query('update inventory.unit set assigned_org_id = null where assigned_org_id = $1', [
      bench.guestOrgId,
    ]);
    const units = [
      await bench.unit('D-01', { assignedOrgId: bench.guestOrgId }),
      await bench.unit('D-02', { assignedOrgId: bench.guestOrgId }),
    ];
    await assign(boss, jonas, ...units);
    const status = (before: string, after: string) =>
      bench.hear({
        orgId: bench.guestOrgId,
        type: 'organisation.status_changed',
        subjectId: bench.guestOrgId,
        data: { before: { status: before }, after: { status: after } },
        personal: { actorName: 'Somebody at Blue Heron' },
      });
    await status('active', 'suspended');
    await status('suspended', 'free_guest_archived');
    const lina = bench.member('Lina', 'sales_manager');
    await bench.hear({
      orgId: bench.guestOrgId,
      type: 'organisation.status_changed',
      subjectId: bench.guestOrgId,
      data: { before: { status: 'free_guest_archived' }, after: { status: 'deleting' } },
    });
    await expect
      .poll(
        async () =>
          (
            await bench.admin.query(
              `select count(*)::int as n from inventory.consumed_event where consumer = 'guest_organisations'`,
            )
          ).rows[0].n,
      )
      .toBe(3);
    for (const unit of units)
      expect(await row(unit)).toMatchObject({ assigned_org_id: bench.guestOrgId, assigned_user_id: jonas.user!.id });

    await status('deleting', 'deleted');
    await expect.poll(async () => (await row(units[1]!)).assigned_org_id).toBeNull();
    expect(await row(units[0]!)).toMatchObject({ assigned_org_id: null, assigned_user_id: null });
    expect((await bench.events(units[0]!)).at(-1)).toMatchObject({
      type: 'unit.assigned',
      data: { reason: 'guest_deleted' },
      personal: {},
    });
    const { rows } = await bench.admin.query(
      `select org_id, data from inventory.event where type = 'guest.units_returned'`,
    );
    expect(rows).toEqual([
      {
        org_id: bench.orgId,
        data: {
          label: 'Blue Heron',
          guestOrgId: bench.guestOrgId,
          guestOrgName: 'Blue Heron',
          projectId: bench.projectId,
          unitCount: 2,
        },
      },
    ]);
    expect(
      await assignUnits(bench.context(lina), {
        projectId: encodeId('project', bench.projectId),
        unitIds: [unitGlobalId(units[0]!)],
        guestOrganisationId: encodeId('org', bench.guestOrgId),
      }),
    ).toMatchObject({ code: 'GUEST_NOT_FOUND' });
  });

  it('ID-54 a guest that loses the sales capability gives its units back and can be assigned none', async () => {
    const facts = {
      guestOrgId: bench.guestOrgId,
      guestOrgName: 'Blue Heron',
      guestOrgSlug: 'blue-heron',
      projectId: bench.projectId,
    };
    const grant = uuidv7();
    await bench.hear({
      orgId: bench.orgId,
      type: 'guest_grant.accepted',
      subjectId: grant,
      data: { ...facts, capabilities: ['sales', 'content'] },
    });
    const unit = await bench.unit('E-01', { assignedOrgId: bench.guestOrgId });
    await bench.hear({
      orgId: bench.orgId,
      type: 'guest_grant.changed',
      subjectId: grant,
      data: { ...facts, before: { capabilities: ['sales', 'content'] }, after: { capabilities: ['content'] } },
    });
    await expect.poll(async () => (await row(unit)).assigned_org_id).toBeNull();
    const { rows } = await bench.admin.query(
      'select capabilities, is_active from inventory.guest where guest_org_id = $1',
      [bench.guestOrgId],
    );
    expect(rows).toEqual([{ capabilities: ['content'], is_active: true }]);
  });
});
