import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decodeId } from '@offplan/kernel/ids';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../client/api-client.ts';
import { operationsOf } from '../isolation/operations-from-schema.ts';
import type { TestOrganisation, TestPerson, TestProject } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

const schema = buildSchema(
  await readFile(fileURLToPath(new URL('../../schema/generated/api.graphql', import.meta.url)), 'utf8'),
);

const FORBIDDEN = /FORBIDDEN|UNAUTHENTICATED|NOT_PERMITTED/;
const BOARD = `query ($project: ID!, $unit: ID!) {
  viewer { user { id name } workspace { role permissions { action decision } guest { role capabilities projectIds organisation { id name } } } }
  organisation { id name members { totalCount } auditLog { totalCount } }
  projects { edges { node { id name unitCounts { total available reserved sold unreleased } } } }
  project(by: { id: $project }) { id buildings { board { units { id number agent { name } availability { status version buyer { name } changedBy { name } } viewerCan { flipTo { __typename } } } } } }
  unit(id: $unit) { id number availability { status } }
  buyers { edges { node { name contact } } } }`;

const mutations = operationsOf(schema).filter(({ kind }) => kind === 'mutation');

let world: World;
let host: TestOrganisation;
let project: TestProject;
let lina: TestPerson;
let guest: TestOrganisation;
let guestAgent: TestPerson;
let grantId: string;
let number = 0;

beforeAll(async () => {
  world = await World.open({ documents: mutations.map(({ document }) => document) });
});
afterAll(async () => world?.close());

beforeEach(async () => {
  number += 1;
  host = await world.organisation(`Looked at ${number}`);
  project = await host.project('Creek', ['01-01', '01-02', '01-03', '01-04']);
  lina = await host.agent('Lina Haddad');
  guest = await world.organisation(`Blue Heron ${number}`);
  grantId = (await host.guest(guest, project)).grantId;
  const agent = await guest.agent('Jonas');
  guestAgent = { ...agent, api: agent.api.anotherWindow() };
  guestAgent.api.workspace = host.slug;
  await host.owner.api.data('mutation ($input: AssignUnitsInput!) { assignUnits(input: $input) { __typename } }', {
    input: { projectId: project.id, unitIds: [unit('01-03')], guestOrganisationId: guest.id },
  });
  await reserve(lina, '01-01', 'Irina Volkova');
  await reserve(host.owner, '01-02', 'The owner’s own buyer');
});

const unit = (name: string) => project.units.get(name)!;

async function reserve(who: TestPerson, name: string, buyer: string) {
  const { flipUnit } = await who.api.data(
    'mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }',
    {
      input: {
        unitId: unit(name),
        expectedVersion: 1,
        to: 'RESERVED',
        buyer: { new: { name: buyer, contact: '+971 50 318 41 27' } },
        channel: 'WEBSITE',
        isConfirmed: true,
        idempotencyKey: `${name} ${buyer}`,
      },
    },
  );
  expect(flipUnit.__typename).toBe('FlipUnitSuccess');
}

/** A window of somebody who looks with other eyes. */
async function look(by: TestPerson, mutation: string, input: object): Promise<ApiClient> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const answer = (
    await by.api.data(
      `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { __typename ... on ViewAsSuccess { view { viewId name expiresAt } } ... on UserError { code } } }`,
      { input },
    )
  ).answer;
  expect(answer.__typename, JSON.stringify(answer)).toBe('ViewAsSuccess');
  const window = by.api.anotherWindow();
  window.view = answer.view.viewId;
  return window;
}

const asLina = (by = host.owner) => look(by, 'viewAsAgent', { agentId: lina.userId });
const asGuest = (by = host.owner) => look(by, 'viewAsGuest', { guestOrganisationId: guest.id, projectId: project.id });

const seen = (api: ApiClient) => api.data(BOARD, { project: project.id, unit: unit('01-02') });

describe('looking with other eyes', () => {
  it('ID-31 UI-4 whoever looks as an agent gets, word for word, what that agent gets: its buyers, its permissions, nothing more', async () => {
    const real = await seen(lina.api);
    expect(real.buyers.edges.map((edge: { node: { name: string } }) => edge.node.name)).toEqual(['Irina Volkova']);
    expect(await seen(await asLina())).toEqual(real);
  });

  it('ID-31 UI-4 whoever looks as a guest sees its units of that project and nothing else, as one of its agents would', async () => {
    const real = await seen(guestAgent.api);
    const viewed = await seen(await asGuest());
    expect(viewed.viewer.user.name).toBe(guest.name);
    expect({ ...viewed, viewer: { ...viewed.viewer, user: null } }).toEqual({
      ...real,
      viewer: { ...real.viewer, user: null },
    });
    expect(viewed.projects.edges[0].node.unitCounts.total).toBe(1);
    expect(viewed.buyers.edges).toEqual([]);
    expect(viewed.unit).toBeNull();
  });

  it('ID-31 no mutation of the schema works in a view, and nothing is left of one that was tried', async () => {
    const window = await asLina();
    const before = await world.admin.query('select count(*) from identity.event');
    expect(mutations.length).toBeGreaterThan(40);
    for (const { name, document, variables } of mutations) {
      // Ids that the viewed could really use.
      const filled = JSON.parse(JSON.stringify(variables).replaceAll('null', JSON.stringify(unit('01-01'))));
      const { data, errors } = await window.graphql(document, filled);
      expect(data ?? null, name).toBeNull();
      expect(errors?.[0]?.extensions.code, `${name}: ${errors?.[0]?.message}`).toBe('WORKSPACE_READ_ONLY');
    }
    const plain = await window.graphql('mutation { leaveOrganisation { __typename } }');
    expect(plain.errors?.[0]?.extensions.code).toBe('WORKSPACE_READ_ONLY');
    expect((await world.admin.query('select count(*) from identity.event')).rows).toEqual(before.rows);
  });

  it('ID-31 the account of the viewed stays its own: sessions, ways to sign in, other workspaces, e-mail, the log and its export', async () => {
    const elsewhere = await world.organisation(`Elsewhere ${number}`);
    const { inviteMember } = await elsewhere.owner.api.data(
      'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename } }',
      { input: { email: lina.email, role: 'SALES_AGENT' } },
    );
    expect(inviteMember.__typename).toBe('InviteMemberSuccess');
    const token = new URL((await world.mailTo(lina.email, 'member_invitation')).links[0]!).pathname.split('/').at(-1);
    await lina.api.data(
      'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { __typename } }',
      {
        input: { token },
      },
    );
    const window = await asLina(await host.member('Omar', 'SALES_MANAGER'));
    for (const field of ['sessions { edges { node { id } } }', 'signInSecurity { hasPassword }']) {
      expect((await lina.api.graphql(`{ viewer { ${field} } }`)).errors, field).toBeUndefined();
      expect((await window.graphql(`{ viewer { ${field} } }`)).errors?.[0]?.extensions.code, field).toBe('FORBIDDEN');
    }
    const { viewer, organisation } = await window.data(
      '{ viewer { workspaces { organisation { slug } } closedOrganisations { id } } organisation { auditLog { totalCount } } }',
    );
    expect(viewer).toEqual({ workspaces: [{ organisation: { slug: host.slug } }], closedOrganisations: [] });
    expect(organisation.auditLog).toBeNull();
    const ofGuest = await asGuest();
    expect((await ofGuest.data('{ viewer { user { email } } }')).viewer.user.email).toBeNull();
    ofGuest.workspace = elsewhere.slug;
    expect((await ofGuest.graphql('{ organisation { id } }')).data).toEqual({ organisation: null });
  });

  it('ID-31 agents, guests, strangers and other sessions have no views, and a view of one workspace is none of another', async () => {
    const { viewAsAgent } = await lina.api.data(
      'mutation ($input: ViewAsAgentInput!) { viewAsAgent(input: $input) { __typename } }',
      { input: { agentId: lina.userId } },
    );
    expect(viewAsAgent.__typename).toBe('NotPermitted');
    const admin = await host.member('Ana', 'ADMIN');
    for (const agentId of [host.owner.userId, admin.userId, guestAgent.userId]) {
      const answer = await admin.api.data(
        'mutation ($input: ViewAsAgentInput!) { viewAsAgent(input: $input) { __typename } }',
        { input: { agentId } },
      );
      expect(answer.viewAsAgent.__typename).toBe('ViewedNotFound');
    }
    const { view } = await asLina();
    for (const thief of [
      admin.api.anotherWindow(),
      lina.api.anotherWindow(),
      guestAgent.api.anotherWindow(),
      world.stranger(),
    ]) {
      thief.view = view;
      thief.workspace = host.slug;
      expect((await thief.data('{ organisation { id } }')).organisation).toBeNull();
    }
  });

  it('ID-70 its beginning and its end are in the log: who, as whom, until when', async () => {
    const window = await asLina();
    const own = window.anotherWindow();
    own.view = null;
    await own.data('mutation { endViewAs { __typename } }');
    expect((await window.data('{ organisation { id } }')).organisation).toBeNull();
    await asGuest();
    await world.until(`select count(*) = 3 from identity.audit_entry where org_id = $1 and action like 'view_as.%'`, [
      decodeId('org', host.id),
    ]);
    const { organisation } = await host.owner.api.data(
      '{ organisation { auditLog(filter: { action: "view_as.*" }) { edges { node { action actor { name } subject { label } details { name value } } } } } }',
    );
    const entries = organisation.auditLog.edges.map((edge: { node: object }) => edge.node);
    expect(entries).toMatchObject([
      { action: 'view_as.started', actor: { name: host.owner.name }, subject: { label: guest.name } },
      { action: 'view_as.ended', details: expect.arrayContaining([{ name: 'reason', value: 'left' }]) },
      { action: 'view_as.started', actor: { name: host.owner.name }, subject: { label: 'Lina Haddad' } },
    ]);
  });
});

describe('security check 5: a view ends within a second, on open boards too, when', () => {
  const ENDS: [
    what: string,
    begin: (by: TestPerson) => Promise<ApiClient>,
    end: (by: TestPerson) => Promise<unknown>,
  ][] = [
    ['it is left', asLina, (by) => by.api.data('mutation { endViewAs { __typename } }')],
    ['the agent leaves', asLina, () => lina.api.data('mutation { leaveOrganisation { __typename } }')],
    [
      'whoever looks is no manager any more',
      asLina,
      async (by) =>
        host.owner.api.data(
          'mutation ($input: ChangeMemberRoleInput!) { changeMemberRole(input: $input) { __typename } }',
          {
            input: { memberId: await memberIdOf(by), role: 'SALES_AGENT' },
          },
        ),
    ],
    ['whoever looks signs out', asLina, (by) => by.api.anotherWindow().post('/auth/sign-out', {})],
    [
      'the guest is withdrawn',
      asGuest,
      () =>
        host.owner.api.data('mutation ($input: WithdrawGuestInput!) { withdrawGuest(input: $input) { __typename } }', {
          input: { grantId },
        }),
    ],
  ];

  async function memberIdOf({ userId }: TestPerson): Promise<string> {
    const { organisation } = await host.owner.api.data(
      '{ organisation { members { edges { node { id user { id } } } } } }',
    );
    return organisation.members.edges.find((edge: { node: { user: { id: string } } }) => edge.node.user.id === userId)
      .node.id;
  }

  it.each(ENDS)('%s', async (_, begin, end) => {
    const omar = await host.member('Omar', 'SALES_MANAGER');
    const window = await begin(omar);
    const feed = window.live(
      'subscription ($id: ID!) { unitsChanged(projectId: $id) { cursor units { number } removedUnitIds } }',
      { id: project.id },
    );
    await feed.opened;
    expect((await window.data('{ organisation { id } }')).organisation).not.toBeNull();
    await end(omar);
    await feed.until(({ closed }) => closed !== null, 1_000);
    expect([4401, 4403]).toContain(feed.closed!.code);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const after = await window.graphql('{ organisation { id } }');
    expect(after.data?.organisation ?? null).toBeNull();
  });

  it('its half hour is over', async () => {
    const window = await asLina();
    expect((await window.data('{ organisation { id } }')).organisation).not.toBeNull();
    world.clock.advance(30 * 60_000);
    world.system.gateway.viewers.forgetAll();
    expect((await window.graphql('{ organisation { id } }')).data).toEqual({ organisation: null });
    expect((await window.graphql('mutation { leaveOrganisation { __typename } }')).text).toMatch(FORBIDDEN);
  });
});
