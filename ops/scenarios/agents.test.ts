import { afterAll, beforeAll, expect, it } from 'vitest';
import { soonFor } from '../testing/expect-soon.ts';
import type { TestOrganisation, TestPerson, TestProject } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

let world: World;
let host: TestOrganisation;
let project: TestProject;
let agency: TestOrganisation;
/** The agency's Owner and an agent of it, both in the host's workspace. */
let boss: TestPerson;
let jonas: TestPerson;

beforeAll(async () => {
  world = await World.open();
  host = await world.organisation('Halden');
  project = await host.project('Aurelia', ['12-01', '12-02', '12-03']);
  agency = await world.organisation('Blue Heron');
  boss = (await host.guest(agency, project)).person;
  const agent = await agency.agent('Jonas');
  jonas = { ...agent, api: agent.api.anotherWindow() };
  jonas.api.workspace = host.slug;
});
afterAll(async () => world?.close());

const ASSIGN =
  'mutation ($input: AssignUnitsToAgentInput!) { assignUnitsToAgent(input: $input) { __typename ... on UserError { code } ... on AssignUnitsToAgentSuccess { units { agent { name } } } } }';
const unit = (number: string) => project.units.get(number)!;

async function give(by: TestPerson, to: TestPerson, number: string) {
  const input = { projectId: project.id, unitIds: [unit(number)], agentId: to.userId };
  return (await by.api.data(ASSIGN, { input })).assignUnitsToAgent;
}

async function reserve(who: TestPerson, number: string, name: string): Promise<void> {
  const { flipUnit } = await who.api.data(
    'mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }',
    {
      input: {
        unitId: unit(number),
        expectedVersion: 1,
        to: 'RESERVED',
        buyer: { new: { name, contact: '+971 50 318 41 27' } },
        channel: 'AGENCY',
        isConfirmed: true,
        idempotencyKey: `reserve ${number} ${name}`,
      },
    },
  );
  expect(flipUnit.__typename).toBe('FlipUnitSuccess');
}

it('ID-55 ID-31 the Owner of a guest gives its units to its people, sees their buyers and passes them on; an agent of it may do none of that', async () => {
  await host.owner.api.data('mutation ($input: AssignUnitsInput!) { assignUnits(input: $input) { __typename } }', {
    input: { projectId: project.id, unitIds: [unit('12-01'), unit('12-02')], guestOrganisationId: agency.id },
  });
  const permissions = 'query { viewer { workspace { guest { role } permissions { action decision } } } }';
  const decisions = async (who: TestPerson) => {
    const { workspace } = (await who.api.data(permissions)).viewer;
    const of = (action: string) =>
      workspace.permissions.find((row: { action: string }) => row.action === action).decision;
    return [workspace.guest.role, of('assign_units_to_agents'), of('hand_over_buyers')];
  };
  expect(await decisions(boss)).toEqual(['OWNER', 'OWN_ONLY', 'OWN_ONLY']);
  expect(await decisions(jonas)).toEqual(['SALES_AGENT', 'REFUSED', 'REFUSED']);

  const { project: before } = await host.owner.api.data(
    'query ($id: ID!) { project(by: { id: $id }) { buildings { board { cursor } } } }',
    { id: project.id },
  );
  const feed = host.owner.api.live(
    'subscription ($id: ID!, $after: String) { unitsChanged(projectId: $id, after: $after) { units { id agent { name organisationName } } } }',
    { id: project.id, after: before.buildings[0].board.cursor },
  );
  await feed.opened;
  expect(await give(boss, jonas, '12-01')).toMatchObject({ units: [{ agent: { name: 'Jonas' } }] });
  await feed.until(({ payloads }) =>
    JSON.stringify(payloads).includes('"agent":{"name":"Jonas","organisationName":"Blue Heron"}'),
  );
  await feed.close();
  expect(await give(jonas, jonas, '12-02')).toMatchObject({ code: 'NOT_PERMITTED' });
  expect(await give(boss, jonas, '12-03')).toMatchObject({ code: 'UNIT_NOT_FOUND' });
  expect(await give(boss, host.owner, '12-02')).toMatchObject({ code: 'AGENT_NOT_FOUND' });

  await reserve(jonas, '12-01', 'Irina Volkova');
  const buyers = 'query { buyers { edges { node { id name agent { name } } } } }';
  const { edges } = (await boss.api.data(buyers)).buyers;
  expect(edges).toMatchObject([{ node: { name: 'Irina Volkova', agent: { name: 'Jonas' } } }]);
  const handOver =
    'mutation ($input: HandOverBuyersInput!) { handOverBuyers(input: $input) { __typename ... on UserError { code } ... on HandOverBuyersSuccess { buyers { agent { name } } units { id } } } }';
  const input = { buyers: { buyerIds: [edges[0].node.id] }, toAgentId: boss.userId };
  expect((await jonas.api.data(handOver, { input })).handOverBuyers).toMatchObject({ code: 'NOT_PERMITTED' });
  expect((await boss.api.data(handOver, { input })).handOverBuyers).toEqual({
    __typename: 'HandOverBuyersSuccess',
    buyers: [{ agent: { name: boss.name } }],
    units: [{ id: unit('12-01') }],
  });
  expect((await jonas.api.data(buyers)).buyers.edges).toEqual([]);
});

it('ID-42 ID-43 a member learns in its own workspace what leaving is about, hosts included; within 2 seconds after it its units are with the successor', async () => {
  const load = 'query ($id: ID!) { organisation { agentLoad(userId: $id) { projects units reservations buyers } } }';
  const about = { id: jonas.userId };
  const home = jonas.api.anotherWindow();
  home.workspace = agency.slug;
  expect((await home.data(load, about)).organisation.agentLoad).toEqual({
    projects: 1,
    units: 1,
    reservations: 0,
    buyers: 0,
  });
  expect((await jonas.api.data(load, about)).organisation.agentLoad).toBeNull();
  const { organisation } = await agency.owner.api.data(
    '{ organisation { members { edges { node { id user { id } } } } } }',
  );
  const { node } = organisation.members.edges.find(
    (edge: { node: { user: { id: string } } }) => edge.node.user.id === jonas.userId,
  );
  const agentOf = 'query ($id: ID!) { unit(id: $id) { agent { id } } }';
  const agent = async () => (await boss.api.data(agentOf, { id: unit('12-01') })).unit.agent?.id ?? null;
  const expectSoon = await soonFor(agency.owner.api);
  await expectSoon(async () => {
    await agency.owner.api.data(
      'mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) { __typename } }',
      { input: { memberId: node.id } },
    );
    await expect.poll(agent, { timeout: 10_000, interval: 25 }).toBe(boss.userId);
  });
});
