import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decodeId, encodeId, uuidv7 } from '@offplan/kernel/ids';
import { buildSchema, type GraphQLObjectType, type GraphQLUnionType, getNamedType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../client/api-client.ts';
import { PASSWORD, type TestOrganisation, type TestPerson, type TestProject } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

const schema = buildSchema(
  await readFile(fileURLToPath(new URL('../../schema/generated/api.graphql', import.meta.url)), 'utf8'),
);
const mutations = schema.getMutationType()!.getFields();

/** Mutations that leave no entry, each with its reason. */
const UNLOGGED: Record<string, string> = {
  beginAuthenticator: 'a secret that protects nothing until it is confirmed',
  stageUnitList: 'a list laid ready, of which the stock takes nothing until the import is started',
  previewUnitImport: 'a look at what an import would do',
  previewPlanChange: 'a look at what a change of plan would cost',
  openCheckout: 'a page of the payment provider; what is bought there is logged',
  openBillingPortal: 'a page of the payment provider; what is changed there is logged',
  refreshBilling: 'a question; what the payment provider has changed is logged as its own',
};

let world: World;
/** What each mutation's successful call had as its request's id. */
const called = new Map<string, string>();

beforeAll(async () => {
  world = await World.open({ stripe: true });
});
afterAll(async () => world?.close());

/** Calls a mutation, which must succeed, and notes its request down. Returns the answer. */
async function succeed(api: ApiClient, name: string, input?: object, fields = ''): Promise<Record<string, any>> {
  const field = mutations[name]!;
  const type = field.args[0]?.type;
  const more = fields ? ` ... on ${successOf(name)} { ${fields} }` : '';
  // A few have no way to fail; GraphQL refuses to be asked about it.
  const failures = membersOf(name).some((member) => member.getInterfaces().some((one) => one.name === 'UserError'))
    ? ' ... on UserError { code message }'
    : '';
  const selection = `{ __typename${failures}${more} }`;
  const { data, errors, headers } = await api.graphql(
    type
      ? `mutation ($input: ${String(type)}) { answer: ${name}(input: $input) ${selection} }`
      : `mutation { answer: ${name} ${selection} }`,
    input ? { input } : {},
  );
  expect(errors, name).toBeUndefined();
  expect(data!.answer, name).not.toHaveProperty('code');
  called.set(name, String(headers['x-request-id']));
  return data!.answer;
}

function membersOf(name: string): readonly GraphQLObjectType[] {
  return (getNamedType(mutations[name]!.type) as GraphQLUnionType).getTypes();
}

/** The answer that is no failure. */
const successOf = (name: string) =>
  membersOf(name).find((member) => !member.getInterfaces().some((one) => one.name === 'UserError'))!.name;

const memberIdOf = async ({ owner }: TestOrganisation, person: TestPerson): Promise<string> => {
  const { organisation } = await owner.api.data('{ organisation { members { edges { node { id user { id } } } } } }');
  return organisation.members.edges.find(
    (edge: { node: { user: { id: string } } }) => edge.node.user.id === person.userId,
  ).node.id;
};

const mailedToken = async (email: string, template: string) =>
  new URL((await world.mailTo(email, template)).links[0]!).pathname.split('/').at(-1)!;

/** A code by RFC 6238 for a secret in base32, at the world's time. */
function codeOf(secret: string): string {
  const bits = [...secret]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(world.clock.now().getTime() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  return String((hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function changeOwnAccount(): Promise<void> {
  const { owner } = await world.organisation('Account');
  const { api } = owner;
  await succeed(api, 'changeName', { name: 'Nadia Rahman-Reyes' });
  await succeed(api, 'changeLocale', { locale: 'ru' });
  await succeed(api, 'requestEmailChange', { email: 'nadia.new@elsewhere.example' });
  const { secret } = await succeed(api, 'beginAuthenticator', undefined, 'secret');
  await succeed(api, 'confirmAuthenticator', { code: codeOf(secret) });
  await succeed(api, 'makeRecoveryCodes');
  await succeed(api, 'removeAuthenticator');
  const passkey = uuidv7();
  await world.admin.query(
    `insert into identity.passkey (id, user_id, credential_id, public_key, counter, transports, name, is_synced, created_at)
     values ($1, $2, 'logged', '', 0, '{}', 'Key', false, now())`,
    [passkey, decodeId('user', owner.userId)],
  );
  await succeed(api, 'renamePasskey', { passkeyId: encodeId('passkey', passkey), name: 'Blue key' });
  await succeed(api, 'removePasskey', { passkeyId: encodeId('passkey', passkey) });
  await world.admin.query(
    `insert into identity.external_identity (issuer, subject, user_id, email, linked_at) values ('https://google.example', 'nadia', $1, 'n@g.example', now())`,
    [decodeId('user', owner.userId)],
  );
  await succeed(api, 'unlinkGoogle');
  const elsewhere = world.stranger();
  const signIn = { email: owner.email, password: PASSWORD };
  expect((await elsewhere.post('/auth/sign-in', signIn)).status).toBe(200);
  await succeed(api, 'endOtherSessions');
  expect((await elsewhere.post('/auth/sign-in', signIn)).status).toBe(200);
  const { viewer } = await elsewhere.data('{ viewer { sessions { edges { node { id } } } } }');
  await succeed(api, 'endSession', { sessionId: viewer.sessions.edges[0].node.id });
  await succeed(api, 'changePassword', { password: 'another long teacup 77 meadow', keepOtherSessions: true });
  await succeed(api, 'createOrganisation', { name: 'Second Try', country: 'AE' });
}

async function runTheTeam(): Promise<void> {
  const host = await world.organisation('Team');
  const { api } = host.owner;
  await succeed(api, 'editOrganisation', { name: 'Team & Sons' });
  await world.admin.query(
    `insert into growth.nudge (org_id, key, id, project_id, happened_at) values ($1, 'first_publish', $2, $3, now())`,
    [decodeId('org', host.id), uuidv7(), uuidv7()],
  );
  await succeed(api, 'dismissNudge', { key: 'FIRST_PUBLISH' });
  const { invitation } = await succeed(
    api,
    'inviteMember',
    { email: 'late@team.example', role: 'SALES_AGENT' },
    'invitation { id }',
  );
  world.clock.advance(600_000);
  await succeed(api, 'resendInvitation', { invitationId: invitation.id });
  await succeed(api, 'revokeInvitation', { invitationId: invitation.id });
  const lina = await host.agent('Lina');
  const omar = await host.member('Omar', 'SALES_MANAGER');
  const memberId = await memberIdOf(host, lina);
  await succeed(api, 'setMemberManager', { memberId, managerId: await memberIdOf(host, omar) });
  await succeed(api, 'changeMemberRole', { memberId, role: 'SALES_MANAGER' });
  await succeed(omar.api, 'leaveOrganisation');
  await succeed(api, 'offerOwnership', { memberId });
  await succeed(api, 'withdrawOwnershipOffer');
  await mailedToken(lina.email, 'ownership_offer');
  await succeed(api, 'offerOwnership', { memberId });
  await succeed(lina.api, 'acceptOwnership', { token: await mailedToken(lina.email, 'ownership_offer') });
  await succeed(lina.api, 'deactivateMember', {
    memberId: await memberIdOf({ ...host, owner: lina } as TestOrganisation, host.owner),
  });
  // Only once in 12 months, counted from the beginning (ID-25).
  await world.admin.query(
    `update identity.organisation set slug_since = slug_since - interval '400 days' where id = $1`,
    [decodeId('org', host.id)],
  );
  await succeed(lina.api, 'changeOrganisationSlug', { slug: 'team-and-sons' });
  lina.api.workspace = 'team-and-sons';
  await succeed(lina.api, 'closeOrganisation', { slug: 'team-and-sons' });
  await succeed(lina.api, 'reopenOrganisation');
}

async function sell(): Promise<void> {
  const host = await world.organisation('Stock');
  const agent = await host.agent('Jonas');
  const other = await host.agent('Mira');
  const { api } = host.owner;
  // A trial has one project.
  const builder = (await world.organisation('Builder')).owner.api;
  const { project: made } = await succeed(
    builder,
    'createProject',
    { name: 'First Tower', currency: 'AED' },
    'project { id }',
  );
  const project: TestProject = await host.project('Second Tower', ['01-01', '01-02']);
  const [unitId] = [project.units.get('01-01')!];
  const flip = { expectedVersion: 1, to: 'RESERVED', channel: 'WEBSITE', isConfirmed: true };
  const buyer = { new: { name: 'Irina Volkova', contact: '+971 50 123 4567' } };
  await succeed(agent.api, 'flipUnit', { ...flip, unitId, buyer, idempotencyKey: 'logged-1' });
  const { buyers } = await api.data('{ buyers { edges { node { id } } } }');
  await succeed(api, 'handOverBuyers', { buyers: { buyerIds: [buyers.edges[0].node.id] }, toAgentId: other.userId });
  const second = project.units.get('01-02')!;
  await succeed(agent.api, 'flipUnit', { ...flip, unitId: second, buyer, idempotencyKey: 'logged-2' });
  await succeed(agent.api, 'undoFlip', { unitId: second, expectedVersion: 2, idempotencyKey: 'logged-3' });
  await succeed(api, 'assignUnitsToAgent', { projectId: project.id, unitIds: [second], agentId: agent.userId });
  await succeed(api, 'assignUnitsToAgent', { projectId: project.id, unitIds: [second], agentId: null });
  await succeed(api, 'setAllocationMode', { projectId: project.id, mode: 'OPEN' });
  await succeed(api, 'setAllocationMode', { projectId: project.id, mode: 'CLOSED' });
  const agency = await world.organisation('Agency');
  const { grant: offered } = await succeed(
    api,
    'inviteGuest',
    { projectId: project.id, email: agency.owner.email, capabilities: ['SALES'] },
    'grant { id }',
  );
  await mailedToken(agency.owner.email, 'guest_invitation');
  world.clock.advance(600_000);
  await succeed(api, 'resendGuestInvitation', { grantId: offered.id });
  await succeed(agency.owner.api, 'acceptInvitation', {
    token: await mailedToken(agency.owner.email, 'guest_invitation'),
    organisationSlug: agency.slug,
  });
  await world.until('select is_active from inventory.guest where guest_org_id = $1', [decodeId('org', agency.id)]);
  await succeed(api, 'changeGuestCapabilities', { grantId: offered.id, capabilities: ['SALES', 'CONTENT'] });
  await succeed(api, 'assignUnits', { projectId: project.id, unitIds: [second], guestOrganisationId: agency.id });
  await succeed(api, 'keepProjects', { projectIds: [project.id] });
  await succeed(api, 'keepMembers', { memberIds: [await memberIdOf(host, agent)] });
  await succeed(api, 'keepGuests', { organisationIds: [agency.id] });
  await succeed(api, 'viewAsAgent', { agentId: agent.userId });
  await succeed(api, 'viewAsGuest', { guestOrganisationId: agency.id, projectId: project.id });
  await succeed(api, 'endViewAs');
  await succeed(api, 'withdrawGuest', { grantId: offered.id });
  await importUnits(builder, made.id);
  const { project: board } = await builder.data(
    'query ($id: ID!) { project(by: { id: $id }) { buildings { board { units { id } } } } }',
    { id: made.id },
  );
  const imported = board.buildings[0].board.units[0].id;
  await succeed(builder, 'releaseUnits', { projectId: made.id, unitIds: [imported], isReleased: false });
}

async function pay(): Promise<void> {
  const organisation = await world.organisation('Payer');
  const { api } = organisation.owner;
  const orgId = decodeId('org', organisation.id);
  await world.until('select exists (select from billing.subscription where org_id = $1)', [orgId]);
  await succeed(api, 'setInvoiceReference', { reference: 'PO 4711' });
  await succeed(api, 'openCheckout', {});
  await succeed(api, 'openBillingPortal');
  const { id } = await succeed(api, 'previewPlanChange', { tier: 'tier_1' }, 'id');
  await succeed(api, 'changePlan', { previewId: id });
  await succeed(api, 'withdrawPlanChange');
  await succeed(api, 'refreshBilling', {});
}

async function importUnits(api: ApiClient, projectId: string): Promise<void> {
  const { unitImport } = await succeed(
    api,
    'stageUnitList',
    {
      projectId,
      fileName: 'list.csv',
      contentBase64: Buffer.from('Unit,Floor,Type,Price\n09-01,9,Apartment,1000000\n').toString('base64'),
    },
    'unitImport { id }',
  );
  await succeed(api, 'previewUnitImport', { importId: unitImport.id, sheets: [], corrections: [] });
  await succeed(api, 'startUnitImport', {
    importId: unitImport.id,
    idempotencyKey: 'logged-import',
    keepMapping: false,
    skipWrongRows: true,
  });
  await world.until('select exists (select from inventory.unit where number = $1)', ['09-01']);
}

it('ID-70 each mutation of the API that succeeds leaves an entry with who, what, and the request in which it happened', async () => {
  await changeOwnAccount();
  await runTheTeam();
  await sell();
  await pay();
  expect(Object.keys(mutations).filter((name) => !called.has(name))).toEqual([]);
  await world.until(
    'select not exists (select from identity.outbox) and not exists (select from inventory.outbox) and not exists (select from billing.outbox)',
  );
  await world.until(
    `select (select max(position) from bus.message) = position from bus.cursor where consumer = 'identity.audit'`,
  );
  const { rows } = await world.admin.query(`select body from identity.audit_entry`);
  const entries = Map.groupBy(
    rows.map(({ body }) => JSON.parse(body)),
    ({ requestId }) => requestId as string | null,
  );
  const unlogged = [...called].filter(([, requestId]) => !entries.has(requestId)).map(([name]) => name);
  expect(unlogged.sort()).toEqual(Object.keys(UNLOGGED).sort());
  for (const [name, requestId] of called)
    for (const { actor, action, subject } of entries.get(requestId) ?? [])
      expect([name, action, actor.kind, typeof subject.id]).toEqual([name, action, 'user', 'string']);
}, 120_000);

it('ID-70 security check 38: sign-ups, sign-ins, refused ones, sign-outs and resets are in the Platform’s log, with the address as personal', async () => {
  const { owner } = await world.organisation('Doors');
  const right = { email: owner.email, password: PASSWORD };
  const api = world.stranger();
  expect((await api.post('/auth/sign-in', { ...right, password: 'wrong' })).status).toBe(401);
  expect((await api.post('/auth/sign-in', right)).status).toBe(200);
  expect((await api.post('/auth/sign-out', {})).status).toBe(204);
  await api.post('/auth/request-password-reset', { email: owner.email });
  const token = await mailedToken(owner.email, 'reset_password');
  expect((await api.post('/auth/reset-password', { token, password: 'another long teacup 78 meadow' })).status).toBe(
    200,
  );
  await world.until('select not exists (select from identity.outbox)');
  await world.until(
    `select (select max(position) from bus.message) = position from bus.cursor where consumer = 'identity.audit'`,
  );
  const { rows } = await world.admin.query(
    `select e.action, e.body, p.value as address from identity.audit_entry e left join identity.audit_personal p on p.org_id = e.org_id and p.seq = e.seq and p.field in ('address', 'triedAddress')
     where e.actor_id = $1 or e.action in ('sign_in.refused', 'password.reset_requested') order by e.occurred_at`,
    [decodeId('user', owner.userId)],
  );
  const actions = rows.map(({ action }) => action);
  for (const action of [
    'sign_in.refused',
    'session.started',
    'session.ended',
    'password.changed',
    'password.reset_requested',
  ])
    expect(actions).toContain(action);
  for (const { address, body } of rows) {
    expect(address).toBe('127.0.0.1');
    expect(body).not.toContain('127.0.0.1');
    expect(body).not.toMatch(/correct horse|teacup/);
  }
}, 120_000);
