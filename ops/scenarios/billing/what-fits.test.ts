import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../../client/api-client.ts';
import { GOOD_CARD, submit } from '../../stripe-emulator/testing/target.ts';
import { soonFor } from '../../testing/expect-soon.ts';
import type { TestOrganisation, TestPerson, TestProject } from '../../testing/test-organisation.ts';
import type { World } from '../../testing/world.ts';
import { billingActs, DAY, openBillingWorld, uuidOf } from './billing-world.ts';

/** What is asked until it is so: often, and for longer than it may take. */
const SOON = { timeout: 10_000, interval: 25 };

let world: World;
beforeAll(async () => {
  world = await openBillingWorld();
}, 60_000);
afterAll(() => world?.close());

const { look, setCard, change } = billingActs(() => world);

/** Reserves a unit that nobody has touched, or tells why not. */
async function reserve(api: ApiClient, unitId: string): Promise<Record<string, any>> {
  const { flipUnit } = await api.data(
    `mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename ... on UserError { code } ... on NotPermitted { reason leastTier } } }`,
    {
      input: {
        ...{ unitId, expectedVersion: 1, to: 'RESERVED', channel: 'OTHER', isConfirmed: true },
        ...{ buyer: { new: { name: 'Irina Volkova', contact: '12345' } }, idempotencyKey: randomUUID() },
      },
    },
  );
  return flipUnit;
}

const FIT = `query ($tier: String) { organisation {
  projectFit(tier: $tier) { limit unitLimit staying { name } beyond { name } units { project { name } units beyond } }
  seatFit(tier: $tier) { limit staying { user { name } } beyond { user { name } } }
  guestFit(tier: $tier) { limit staying { name } beyond { name } } } }`;

/** Names of what stays and what does not, by what the API says of a tier; without one of the coming plan. */
async function fit({ owner }: TestOrganisation, tier?: string): Promise<Record<string, any>> {
  const { projectFit, seatFit, guestFit } = (await owner.api.data(FIT, { tier })).organisation;
  const names = (list: any[]) => list.map((one) => one.name ?? one.user.name);
  const both = ({ limit, staying, beyond }: any) => ({ limit, staying: names(staying), beyond: names(beyond) });
  return { projects: both(projectFit), seats: both(seatFit), guests: both(guestFit), units: projectFit.units };
}

const KEPT = `__typename ... on UserError { code } ... on TooManyKept { limit tier }`;
const keep = {
  projects: async (api: ApiClient, projectIds: string[]) =>
    (
      await api.data(`mutation ($ids: [ID!]!) { answer: keepProjects(input: { projectIds: $ids }) { ${KEPT} } }`, {
        ids: projectIds,
      })
    ).answer,
  members: async (api: ApiClient, memberIds: string[]) =>
    (
      await api.data(`mutation ($ids: [ID!]!) { answer: keepMembers(input: { memberIds: $ids }) { ${KEPT} } }`, {
        ids: memberIds,
      })
    ).answer,
  guests: async (api: ApiClient, organisationIds: string[]) =>
    (
      await api.data(`mutation ($ids: [ID!]!) { answer: keepGuests(input: { organisationIds: $ids }) { ${KEPT} } }`, {
        ids: organisationIds,
      })
    ).answer,
};

const BEYOND = { __typename: 'NotPermitted', reason: 'BEYOND_PLAN' };

it('BIL-23 a Pro team that is too large for Starter chooses what stays; on the day the rest reads only, in every subgraph, nothing is deleted, and an upgrade frees it at once', async () => {
  const org = await world.organisation('Shrinking');
  const { api } = org.owner;
  await setCard(org);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY));
  const projects: TestProject[] = [];
  for (const name of ['Creek', 'Dunes', 'Elm'])
    projects.push(await org.project(name, ['01-01', '01-02', '01-03', '01-04']));
  const [creek, dunes, elm] = projects as [TestProject, TestProject, TestProject];
  const team = [await org.member('Anna', 'ADMIN')];
  for (const name of ['Bilal', 'Chloe', 'Dmitri', 'Elif']) team.push(await org.agent(name));
  const [anna, , , , elif] = team as [any, any, any, any, any];
  const agencies: { agency: TestOrganisation; person: TestPerson }[] = [];
  for (const name of ['First Agency', 'Second Agency', 'Third Agency']) {
    const agency = await world.organisation(name);
    agencies.push({ agency, ...(await org.guest(agency, elm)) });
  }
  await api.data(`mutation ($id: ID!) { setAllocationMode(input: { projectId: $id, mode: OPEN }) { __typename } }`, {
    id: elm.id,
  });

  // What would not fit is said before anything is chosen, from the newest.
  expect(await fit(org, 'tier_1')).toMatchObject({
    projects: { limit: 2, staying: ['Creek', 'Dunes'], beyond: ['Elm'] },
    seats: { limit: 5, beyond: ['Elif'] },
    guests: { limit: 2, staying: ['First Agency', 'Second Agency'], beyond: ['Third Agency'] },
  });
  expect((await fit(org)).projects.beyond).toEqual([]);
  expect((await anna.api.data(FIT, {})).organisation).toEqual({ projectFit: null, seatFit: null, guestFit: null });

  const down = await change(org, 'tier_1');
  await world.until(
    `select bool_and(coming_tier = 'tier_1') from (
    select coming_tier from inventory.entitlement_mirror where org_id = $1 union all select coming_tier from identity.entitlement_mirror where org_id = $1) m`,
    [uuidOf(org)],
  );
  expect((await fit(org)).projects.beyond).toEqual(['Elm']);

  // The Owner alone chooses, of its own things, and no more than fits.
  const { organisation: seen } = await api.data('{ organisation { members { edges { node { id user { id } } } } } }');
  const memberIds = new Map<string, string>(seen.members.edges.map(({ node }: any) => [node.user.id, node.id]));
  const seats = [anna, ...team.slice(2)].map(({ userId }) => memberIds.get(userId)!);
  const elsewhere = await world.organisation('Elsewhere');
  const foreign = await elsewhere.project('Foreign', ['01-01']);
  const { organisation: theirs } = await elsewhere.owner.api.data(
    '{ organisation { members { edges { node { id } } } } }',
  );
  expect(await keep.projects(anna.api, [elm.id])).toMatchObject({ __typename: 'NotPermitted' });
  expect(await keep.projects(api, [elm.id, foreign.id])).toMatchObject({ code: 'PROJECT_NOT_FOUND' });
  expect(await keep.members(api, [theirs.members.edges[0].node.id])).toMatchObject({ code: 'MEMBER_NOT_FOUND' });
  expect(await keep.guests(api, [elsewhere.id])).toMatchObject({ code: 'GUEST_ORGANISATION_NOT_FOUND' });
  expect(
    await keep.projects(
      api,
      projects.map(({ id }) => id),
    ),
  ).toMatchObject({ code: 'TOO_MANY_KEPT', limit: 2, tier: 'tier_1' });
  expect(await keep.members(api, [...memberIds.values()])).toMatchObject({ code: 'TOO_MANY_KEPT', limit: 5 });
  expect(
    await keep.guests(
      api,
      agencies.map(({ agency }) => agency.id),
    ),
  ).toMatchObject({ code: 'TOO_MANY_KEPT', limit: 2 });
  // Of two choices at once one stands whole.
  await Promise.all([keep.projects(api, [creek.id, dunes.id]), keep.projects(api, [elm.id])]);
  expect([
    ['Creek', 'Dunes'],
    ['Elm', 'Creek'],
  ]).toContainEqual((await fit(org)).projects.staying);
  expect(await keep.projects(api, [elm.id])).toMatchObject({ __typename: 'KeepProjectsSuccess' });
  expect(await keep.members(api, seats)).toMatchObject({ __typename: 'KeepMembersSuccess' });
  expect(await keep.guests(api, [agencies[2]!.agency.id])).toMatchObject({ __typename: 'KeepGuestsSuccess' });
  expect(await fit(org)).toMatchObject({
    projects: { staying: ['Elm', 'Creek'], beyond: ['Dunes'] },
    seats: { beyond: ['Bilal'] },
    guests: { staying: ['Third Agency', 'First Agency'], beyond: ['Second Agency'] },
  });
  // Until the day nothing is less than it was.
  expect((await reserve(team[1]!.api, dunes.units.get('01-01')!)).__typename).toBe('FlipUnitSuccess');

  const window = team[1]!.api.live(`subscription ($id: ID!) { unitsChanged(projectId: $id) { cursor mustRefetch } }`, {
    id: elm.id,
  });
  await window.opened;
  await world.travel(new Date(Date.parse(down.preview.takesEffectAt) + DAY));
  expect((await look(org)).plan.tier.slug).toBe('tier_1');
  // Whoever has the workspace open hears that something else holds now.
  await expect.poll(() => window.closed?.code, { timeout: 5_000 }).toBe(4205);

  const refused = { ...BEYOND, leastTier: 'tier_2' };
  expect(await reserve(api, dunes.units.get('01-02')!)).toMatchObject(refused);
  expect((await reserve(api, elm.units.get('01-01')!)).__typename).toBe('FlipUnitSuccess');
  const acts: [string, object][] = [
    ['setAllocationMode', { projectId: dunes.id, mode: 'OPEN' }],
    ['releaseUnits', { projectId: dunes.id, unitIds: [dunes.units.get('01-03')], isReleased: false }],
    ['assignUnits', { projectId: dunes.id, unitIds: [dunes.units.get('01-03')], guestOrganisationId: null }],
    ['assignUnitsToAgent', { projectId: dunes.id, unitIds: [dunes.units.get('01-03')], agentId: elif.userId }],
    ['handOverBuyers', { buyers: { agentId: team[1]!.userId }, toAgentId: elif.userId }],
    [
      'stageUnitList',
      { projectId: dunes.id, fileName: 'l.csv', contentBase64: Buffer.from('Unit,Floor\n1,1\n').toString('base64') },
    ],
    ['undoFlip', { unitId: dunes.units.get('01-01'), expectedVersion: 2, idempotencyKey: randomUUID() }],
  ];
  const act = async (client: ApiClient, name: string, input: object) => {
    const type = name[0]!.toUpperCase() + name.slice(1);
    const { answer } = await client.data(
      `mutation ($input: ${type}Input!) { answer: ${name}(input: $input) { __typename ... on NotPermitted { reason leastTier } } }`,
      { input },
    );
    return answer;
  };
  for (const [name, input] of acts) expect([name, await act(api, name, input)]).toEqual([name, refused]);
  const { project } = await api.data(
    `query ($id: ID!) { project(by: { id: $id }) { isBeyondPlan viewerCan { importUnits { isAllowed reason } }
       buildings { board { units { isBeyondPlan viewerCan { flipTo { isAllowed reason } } } } } } }`,
    { id: dunes.id },
  );
  expect(project).toMatchObject({
    isBeyondPlan: true,
    viewerCan: { importUnits: { isAllowed: false, reason: 'BEYOND_PLAN' } },
  });
  for (const unit of project.buildings[0].board.units)
    expect([unit.isBeyondPlan, ...unit.viewerCan.flipTo.map(({ reason }: any) => reason)]).toEqual([
      true,
      'BEYOND_PLAN',
      'BEYOND_PLAN',
    ]);

  // A seat beyond the plan reads all that it read and changes nothing, but may leave.
  const bilal = team[1]!.api;
  expect(await reserve(bilal, elm.units.get('01-02')!)).toMatchObject(refused);
  const { viewer, project: read } = await bilal.data(
    `query ($id: ID!) { viewer { workspace { isBeyondPlan } } project(by: { id: $id }) { unitCounts { total } viewerCan { importUnits { reason } }
      buildings { board { units { viewerCan { flipTo { reason } } } } } } }`,
    { id: elm.id },
  );
  expect(viewer.workspace.isBeyondPlan).toBe(true);
  expect(read.unitCounts.total).toBe(4);
  expect(read.viewerCan.importUnits.reason).toBe('BEYOND_PLAN');
  expect(read.buildings[0].board.units[0].viewerCan.flipTo[0].reason).toBe('BEYOND_PLAN');
  expect((await reserve(elif.api, elm.units.get('01-02')!)).__typename).toBe('FlipUnitSuccess');
  expect(
    (await bilal.data('mutation { changeLocale(input: { locale: "en" }) { __typename } }')).changeLocale.__typename,
  ).toBe('ChangeProfileSuccess');

  expect(
    (
      await act(bilal, 'assignUnits', {
        projectId: elm.id,
        unitIds: [elm.units.get('01-04')],
        guestOrganisationId: null,
      })
    ).reason,
  ).toBe('BEYOND_PLAN');

  // A guest beyond the plan likewise; which plan its host would need is none of its business.
  expect(await reserve(agencies[1]!.person.api, elm.units.get('01-03')!)).toMatchObject({ ...BEYOND, leastTier: null });
  expect((await reserve(agencies[2]!.person.api, elm.units.get('01-03')!)).__typename).toBe('FlipUnitSuccess');
  const { organisation: rows } = await api.data(
    '{ organisation { members { edges { node { isBeyondPlan user { name } } } } guestGrants { edges { node { isBeyondPlan organisation { name } } } } } }',
  );
  const beyond = (edges: any[]) =>
    edges.filter(({ node }) => node.isBeyondPlan).map(({ node }) => (node.user ?? node.organisation).name);
  expect(beyond(rows.members.edges)).toEqual(['Bilal']);
  expect(beyond(rows.guestGrants.edges)).toEqual(['Second Agency']);

  // The Owner may choose anew after the day, which holds within the second for which the gateway remembers rights.
  expect(await keep.members(api, [memberIds.get(team[1]!.userId)!])).toMatchObject({
    __typename: 'KeepMembersSuccess',
  });
  await expect
    .poll(async () => (await reserve(bilal, elm.units.get('01-04')!)).__typename, SOON)
    .toBe('FlipUnitSuccess');

  // Whose seat it was instead only reads now, and may leave.
  await expect.poll(async () => (await reserve(elif.api, elm.units.get('01-02')!)).reason, SOON).toBe('BEYOND_PLAN');
  const { leaveOrganisation } = await elif.api.data('mutation { leaveOrganisation { __typename } }');
  expect(leaveOrganisation.__typename).toBe('LeaveOrganisationSuccess');

  const expectSoon = await soonFor(org.owner.api);
  const up = await change(org, 'tier_2');
  expect(up.result.__typename).toBe('BillingSuccess');
  await expectSoon(async () => {
    await expect
      .poll(async () => (await reserve(agencies[1]!.person.api, creek.units.get('01-01')!)).code, SOON)
      .toBe('UNIT_NOT_FOUND');
    await expect
      .poll(async () => (await reserve(bilal, dunes.units.get('01-02')!)).__typename, SOON)
      .toBe('FlipUnitSuccess');
  });
  expect(await fit(org)).toMatchObject({ projects: { beyond: [] }, seats: { beyond: [] }, guests: { beyond: [] } });
}, 90_000);

it('BIL-18 when a plan ends members and roles stay, guests read and flip nothing, an invitation is void; a payment brings all of it back', async () => {
  const org = await world.organisation('Pausing');
  const { api } = org.owner;
  const project = await org.project('Tower', ['01-01', '01-02', '01-03']);
  const agency = await world.organisation('Pausing Agency');
  const { grantId, person: guest } = await org.guest(agency, project);
  await api.data('mutation ($id: ID!) { setAllocationMode(input: { projectId: $id, mode: OPEN }) { __typename } }', {
    id: project.id,
  });
  const agent = await org.agent('Lina');
  await world.travel(new Date(world.clock.now().getTime() + 10 * DAY));
  const late = await world.organisation('Invited Late');
  await api.data(
    'mutation ($email: EmailAddress!) { inviteMember(input: { email: $email, role: SALES_AGENT }) { __typename } }',
    {
      email: late.owner.email,
    },
  );
  const token = new URL((await world.mailTo(late.owner.email, 'member_invitation')).links[0]!).pathname
    .split('/')
    .at(-1);
  const accept = async () =>
    (
      await late.owner.api.data(
        'mutation ($token: String!) { acceptInvitation(input: { token: $token }) { __typename ... on InvitationNotUsable { reason } } }',
        { token },
      )
    ).acceptInvitation;
  await world.travel(new Date(world.clock.now().getTime() + 5 * DAY));
  await world.until(`select status = 'ended' from identity.entitlement_mirror where org_id = $1`, [uuidOf(org)]);
  await world.until(`select status = 'ended' from inventory.entitlement_mirror where org_id = $1`, [uuidOf(org)]);

  const ended = { __typename: 'NotPermitted', reason: 'PLAN_ENDED' };
  const team = async () =>
    (
      await api.data('{ organisation { members { edges { node { id role isBeyondPlan user { id } } } } } }')
    ).organisation.members.edges.map(({ node }: any) => node);
  const before = await team();
  expect(before.map(({ role, isBeyondPlan }: any) => [role, isBeyondPlan])).toEqual([
    ['OWNER', false],
    ['SALES_AGENT', false],
  ]);
  const changeRole = async () =>
    (
      await api.data(
        'mutation ($id: ID!) { changeMemberRole(input: { memberId: $id, role: SALES_MANAGER }) { __typename ... on NotPermitted { reason } } }',
        { id: before[1].id },
      )
    ).changeMemberRole;
  expect(await changeRole()).toEqual(ended);
  const { changeGuestCapabilities } = await api.data(
    'mutation ($id: ID!) { changeGuestCapabilities(input: { grantId: $id, capabilities: [CONTENT] }) { __typename ... on NotPermitted { reason } } }',
    { id: grantId },
  );
  expect(changeGuestCapabilities).toEqual(ended);
  for (const person of [agent.api, guest.api]) {
    expect(await reserve(person, project.units.get('01-01')!)).toMatchObject(ended);
    const { project: seen } = await person.data(
      'query ($id: ID!) { project(by: { id: $id }) { unitCounts { total } } }',
      { id: project.id },
    );
    expect(seen.unitCounts.total).toBe(3);
  }
  expect(await accept()).toEqual({ __typename: 'InvitationNotUsable', reason: 'PLAN_ENDED' });
  expect(await keep.projects(api, [project.id])).toMatchObject({ __typename: 'NotPermitted' });

  const { openCheckout } = await api.data(
    'mutation { openCheckout(input: { tier: "tier_1" }) { ... on BillingPageSuccess { url } ... on UserError { code } } }',
  );
  await submit(openCheckout.url, GOOD_CARD);
  await world.settle();
  await world.until(`select status = 'active' from identity.entitlement_mirror where org_id = $1`, [uuidOf(org)]);
  await world.until(`select status = 'active' from inventory.entitlement_mirror where org_id = $1`, [uuidOf(org)]);
  expect(await accept()).toMatchObject({ __typename: 'AcceptInvitationSuccess' });
  expect((await reserve(agent.api, project.units.get('01-01')!)).__typename).toBe('FlipUnitSuccess');
  expect((await reserve(guest.api, project.units.get('01-02')!)).__typename).toBe('FlipUnitSuccess');
  expect((await changeRole()).__typename).toBe('ChangeMemberRoleSuccess');
  expect((await team()).map(({ role }: any) => role)).toEqual(['OWNER', 'SALES_MANAGER', 'SALES_AGENT']);
}, 60_000);
