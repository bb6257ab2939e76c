import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decodeId, encodeId, type IdKind, uuidv7 } from '@offplan/kernel/ids';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../client/api-client.ts';
import type { TestOrganisation, TestPerson } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';
import { type GeneratedOperation, operationsOf, withId } from './operations-from-schema.ts';

const schema = buildSchema(
  await readFile(fileURLToPath(new URL('../../schema/generated/api.graphql', import.meta.url)), 'utf8'),
);

/** The kind of each id argument, by its name; a new one must be entered here, or the test fails. */
const KINDS: Record<string, IdKind> = {
  unitId: 'unit',
  unitIds: 'unit',
  unit: 'unit',
  projectId: 'project',
  projectIds: 'project',
  by: 'project',
  project: 'project',
  guestOrganisationId: 'org',
  organisationIds: 'org',
  memberId: 'member',
  memberIds: 'member',
  managerId: 'member',
  invitationId: 'invitation',
  grantId: 'grant',
  importId: 'import',
  unitImport: 'import',
  buyer: 'buyer',
  buyerIds: 'buyer',
  agentId: 'user',
  toAgentId: 'user',
  actorId: 'user',
  subjectId: 'unit',
  sessionId: 'session',
  passkeyId: 'passkey',
  previewId: 'planchange',
};

/** What callers may see without having anything: who they are, and what is public. */
const OPEN = new Set(['viewer', 'tiers', 'invitation', 'signInOptions', 'signUpOptions', 'auditKey']);
/** What a person does with its own account, whatever workspace the request names: there is no id of anybody else's in it. */
const OWN_ACCOUNT = new Set([
  'changeName',
  'changeLocale',
  'changePassword',
  'requestEmailChange',
  'endOtherSessions',
  'beginAuthenticator',
  'confirmAuthenticator',
  'removeAuthenticator',
  'makeRecoveryCodes',
  'unlinkGoogle',
  'createOrganisation',
  // The token of the link decides, and for the person alone to whom it was mailed.
  'ownershipOffer',
  'restoreOffer',
]);

const operations = operationsOf(schema);

/** An Organisation with one of everything, and the ids of it. */
interface Furnished {
  organisation: TestOrganisation;
  /** Of the units, the one that is reserved. */
  ids: Record<IdKind, string>;
  freeUnitId: string;
}

let world: World;
let ours: TestOrganisation;
let theirs: TestOrganisation;
/** Ids of our own things, and of the other tenant's, by kind. */
let own: Record<IdKind, string>;
let foreign: Record<IdKind, string>;

beforeAll(async () => {
  world = await World.open({ documents: operations.map(({ document }) => document), stripe: true });
  const house = await furnish('Ours');
  ours = house.organisation;
  // Of a free unit, so that a flip gets past the unit to whatever else the operation names.
  own = { ...house.ids, unit: house.freeUnitId };
  ({ organisation: theirs, ids: foreign } = await furnish('CANARY'));
});
afterAll(async () => world?.close());

async function furnish(name: string): Promise<Furnished> {
  const host = await world.organisation(`${name} Estates`);
  const hostProject = await host.project(`${name} Tower`, ['12-03', '12-04']);
  const guest = await world.organisation(`${name} Guests`);
  const { grantId } = await host.guest(guest, hostProject);
  const agent = await host.agent(`${name} Agent`);
  const unitId = hostProject.units.get('12-03')!;
  const invited = await host.owner.api.data(
    `mutation ($email: EmailAddress!) { inviteMember(input: { email: $email, role: SALES_AGENT }) { ... on InviteMemberSuccess { invitation { id } } ... on UserError { message } } }`,
    { email: `${name}@invited.example` },
  );
  await agent.api.data(`mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }`, {
    input: {
      unitId,
      expectedVersion: 1,
      to: 'RESERVED',
      buyer: { new: { name: `${name} Buyer`, contact: `${name}@buyer.example` } },
      channel: 'WEBSITE',
      isConfirmed: true,
      idempotencyKey: `${name}-flip-1`,
    },
  });
  const staged = await host.owner.api.data(
    `mutation ($input: StageUnitListInput!) { stageUnitList(input: $input) { ... on StageUnitListSuccess { unitImport { id } } ... on UserError { message } } }`,
    {
      input: {
        projectId: hostProject.id,
        fileName: `${name}.csv`,
        contentBase64: Buffer.from('Unit,Floor,Price\n09-01,9,1000000\n').toString('base64'),
      },
    },
  );
  const { buyers, organisation, project } = await host.owner.api.data(
    `query ($id: ID!) { buyers { edges { node { id } } } organisation { members { edges { node { id user { id } } } } auditLog { edges { node { id } } } } project(by: { id: $id }) { buildings { id board { floors { id } } } } }`,
    { id: hostProject.id },
  );
  const member = organisation.members.edges.find(
    ({ node }: { node: { user: { id: string } } }) => node.user.id === agent.userId,
  ).node;
  return {
    organisation: host,
    freeUnitId: hostProject.units.get('12-04')!,
    ids: {
      user: member.user.id,
      org: host.id,
      member: member.id,
      invitation: invited.inviteMember.invitation?.id ?? fresh('invitation'),
      grant: grantId,
      ownership: fresh('ownership'),
      operator: fresh('operator'),
      audit: organisation.auditLog.edges[0].node.id,
      project: hostProject.id,
      building: project.buildings[0].id,
      floor: project.buildings[0].board.floors[0].id,
      unit: unitId,
      event: fresh('event'),
      buyer: buyers.edges[0].node.id,
      import: staged.stageUnitList.unitImport.id,
      session: await sessionOf(host),
      passkey: await passkeyOf(host, name),
      view: fresh('view'),
      planchange: await planChangeOf(host),
    },
  };
}

async function sessionOf({ owner }: TestOrganisation): Promise<string> {
  const { viewer } = await owner.api.data('{ viewer { sessions(first: 1) { edges { node { id } } } } }');
  return viewer.sessions.edges[0].node.id;
}

async function passkeyOf({ owner }: TestOrganisation, name: string): Promise<string> {
  const id = uuidv7();
  await world.admin.query(
    `insert into identity.passkey (id, user_id, credential_id, public_key, counter, transports, name, is_synced, created_at)
     values ($1, $2, $3, '', 0, '{}', $3, false, now())`,
    [id, decodeId('user', owner.userId), name],
  );
  return encodeId('passkey', id);
}

/** A change of the plan that was looked at and not made. */
async function planChangeOf({ id, owner }: TestOrganisation): Promise<string> {
  await world.until(
    'select exists (select from billing.subscription s join billing.stripe_customer c using (org_id) where org_id = $1)',
    [decodeId('org', id)],
  );
  const { previewPlanChange } = await owner.api.data(
    'mutation ($input: PreviewPlanChangeInput!) { previewPlanChange(input: $input) { ... on PreviewPlanChangeSuccess { id } } }',
    { input: { tier: 'tier_1' } },
  );
  if (!previewPlanChange.id) throw new Error('The change could not be looked at');
  return previewPlanChange.id;
}

const fresh = (kind: IdKind) => encodeId(kind, uuidv7());

/** What came back, without what differs from request to request. */
async function call(
  api: ApiClient,
  operation: GeneratedOperation,
  variables: Record<string, unknown>,
): Promise<string> {
  if (operation.kind === 'subscription') {
    const feed = api.live(operation.document, variables);
    await feed
      .until(
        ({ payloads, closed, error, isComplete }) =>
          payloads.length > 0 || closed !== null || error !== null || isComplete,
        400,
      )
      .catch(() => {});
    await feed.close();
    return normal(JSON.stringify([feed.payloads, feed.error]));
  }
  const { status, text } = await api.graphql(operation.document, variables);
  return normal(`${status} ${text}`);
}

/** The request's id, and an id that the caller sent itself, say nothing. */
function normal(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<request>')
    .replaceAll(/"verifiedAt":"[^"]+"/g, '"verifiedAt"');
}

/** Ids of one tenant in all slots, by their kinds. */
function withIds(operation: GeneratedOperation, ids: Record<IdKind, string>): Record<string, unknown> {
  let filled = operation;
  for (const slot of operation.ids) filled = { ...filled, variables: withId(filled, slot, ids[KINDS[slot.name]!]) };
  return filled.variables;
}

it('OPS-32 every id argument of the schema is known to this test', () => {
  expect(operations.length).toBeGreaterThan(20);
  expect(
    [...new Set(operations.flatMap(({ ids }) => ids.map(({ name }) => name)))].filter((name) => !KINDS[name]),
  ).toEqual([]);
});

describe('OPS-32 SCH-3 security check 2: another tenant’s id gets byte for byte the answer of an unknown id', () => {
  it.each(
    operations.flatMap((operation) =>
      operation.ids.map(
        (slot) => [`${operation.kind} ${operation.name}(${slot.path.join('.')})`, operation, slot] as const,
      ),
    ),
  )('%s', async (_, operation, slot) => {
    // The other slots hold ids of our own: it is this one that must stop the operation.
    const base = { ...operation, variables: withIds(operation, own) };
    const unknown = await call(ours.owner.api, base, withId(base, slot, fresh(KINDS[slot.name]!)));
    const other = await call(ours.owner.api, base, withId(base, slot, foreign[KINDS[slot.name]!]));
    expect(other).toBe(unknown);
    expect(other).not.toContain('The operation');
    expect(other).not.toContain('CANARY');
  });
});

describe('OPS-32 strangers get nothing through any door', () => {
  const all = operations
    .filter(({ name }) => !OPEN.has(name))
    .map((operation) => [`${operation.kind} ${operation.name}`, operation] as const);
  it.each(all)('an anonymous visitor: %s', async (_, operation) => {
    const api = world.stranger();
    api.workspace = theirs.slug;
    const answer = await call(api, operation, withIds(operation, foreign));
    expect(answer).toMatch(operation.kind === 'subscription' ? /^\[\[\],/ : /UNAUTHENTICATED|"organisation":null/);
    expect(answer).not.toContain('CANARY');
  });

  const ofTenants = all.filter(([, { name }]) => !OWN_ACCOUNT.has(name));

  it.each(ofTenants)('the Owner of another Organisation who names this workspace: %s', async (_, operation) => {
    const api = ours.owner.api.anotherWindow();
    api.workspace = theirs.slug;
    const answer = await call(api, operation, withIds(operation, foreign));
    expect(answer).toMatch(
      operation.kind === 'subscription'
        ? /^\[\[\],/
        : /FORBIDDEN|NOT_PERMITTED|NOT_FOUND|NOT_USABLE|"organisation":null/,
    );
    expect(answer).not.toContain('CANARY');
  });

  it('a revoked member', async () => {
    const host = await world.organisation('CANARY Leavers');
    const leaver: TestPerson = await host.agent('Leaver');
    const project = await host.project('CANARY Left', ['01-01']);
    const { organisation } = await host.owner.api.data(
      '{ organisation { members { edges { node { id user { id } } } } } }',
    );
    const { node } = organisation.members.edges.find(
      (edge: { node: { user: { id: string } } }) => edge.node.user.id === leaver.userId,
    );
    await host.owner.api.data(
      'mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) { __typename } }',
      { input: { memberId: node.id } },
    );
    await leaver.api.graphql('{ viewer { user { id } } }');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (const [, operation] of ofTenants) {
      const ids: Record<string, string> = { project: project.id, unit: project.units.get('01-01')!, org: host.id };
      let filled = operation;
      for (const slot of operation.ids)
        filled = { ...filled, variables: withId(filled, slot, ids[KINDS[slot.name]!] ?? foreign[KINDS[slot.name]!]) };
      const answer = await call(leaver.api, operation, filled.variables);
      expect(answer, operation.name).not.toContain('CANARY');
      if (operation.kind !== 'subscription')
        expect(answer, operation.name).toMatch(
          /FORBIDDEN|UNAUTHENTICATED|NOT_PERMITTED|NOT_FOUND|NOT_USABLE|"organisation":null/,
        );
    }
  });
});

it('security check 3: an input that brings a field which is not its own is refused as a whole, for every mutation', async () => {
  const mutations = operations.filter(({ kind, variables }) => kind === 'mutation' && variables.input);
  expect(mutations.length).toBeGreaterThan(20);
  for (const operation of mutations) {
    const variables = withIds(operation, foreign) as { input: Record<string, unknown> };
    for (const field of ['orgId', 'userId', 'createdAt', 'isOwner', '__proto__x']) {
      const answer = await theirs.owner.api.graphql(operation.document, {
        input: { ...variables.input, [field]: theirs.id },
      });
      expect(answer.data ?? null, `${operation.name} ${field}`).toBeNull();
      expect(answer.errors?.[0]?.extensions.code, `${operation.name} ${field}`).toBe('BAD_USER_INPUT');
    }
  }
});

/** What an injected statement would hold its answer up for, in seconds: for longer than any is waited for. */
const HELD_UP = 60;
/** Texts that mean something to SQL, to a shell, to a template or to a header, wherever one of them would be put together from text. */
const HOSTILE = [
  `'; select pg_sleep(${HELD_UP}); --`,
  `' or '1'='1`,
  `") or true) --`,
  `x'::uuid); update identity.organisation set name = 'PWNED`,
  `\\'; drop schema inventory cascade; --`,
  `%' or name like '%`,
  `$1 ? :name {{7*7}} \${7*7}`,
  `a\r\nBcc: other@elsewhere.example`,
  `{"$ne": null}`,
];

describe('security check 34: whatever text stands in whatever argument, it is text', () => {
  /** An operation of the tenant itself, once with each of its texts replaced: all else in it is right, so that it gets as far as it can. */
  const cases = operations
    .filter(({ kind }) => kind !== 'subscription')
    .flatMap((operation) =>
      textsIn(operation.variables).map(
        (path) => [`${operation.kind} ${operation.name}(${path.join('.')})`, operation, path] as const,
      ),
    );

  it.each(cases)('%s', async (_, operation, path) => {
    for (const text of HOSTILE)
      await isText(operation.document, withText(withIds(operation, foreign), path, text), text);
    const { rows } = await world.admin.query(`select from identity.organisation where name = 'PWNED'`);
    expect(rows).toEqual([]);
  });

  it('what is searched for', async () => {
    const document =
      'query ($text: String!) { buyers(search: $text) { edges { node { name } } } organisation { auditLog(filter: { action: $text, search: $text }) { edges { node { id } } } } }';
    const found = async (text: string) => {
      const { data, errors } = await theirs.owner.api.graphql(document, { text });
      expect(errors, text).toBeUndefined();
      return data!.buyers.edges.length;
    };
    expect(await found('canary')).toBe(1);
    for (const text of HOSTILE) expect(await found(text), text).toBe(0);
  });

  async function isText(document: string, variables: Record<string, unknown>, text: string): Promise<void> {
    const began = performance.now();
    const answer = await theirs.owner.api.graphql(document, variables);
    expect(answer.text, text).not.toMatch(/"INTERNAL"|SERVICE_UNAVAILABLE|UNAUTHENTICATED|syntax error/);
    expect(performance.now() - began, text).toBeLessThan(HELD_UP * 1_000);
  }
});

/** Where texts stand in variables, ids among them. */
function textsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value === 'string' || value === null) return [path];
  return typeof value === 'object' ? Object.entries(value).flatMap(([name, one]) => textsIn(one, [...path, name])) : [];
}

/** A copy with the text at a path replaced. */
function withText(variables: Record<string, unknown>, path: string[], text: string): Record<string, unknown> {
  const copy = structuredClone(variables);
  const place = path.slice(0, -1).reduce((inner, name) => inner[name] as Record<string, unknown>, copy);
  place[path.at(-1)!] = text;
  return copy;
}

it('OPS-32 INV-55 a guest without allocation sees no unit through any of the five doors', async () => {
  const host = await world.organisation('Hidden Stock');
  const project = await host.project('Secret Tower', ['12-03']);
  const guestOrg = await world.organisation('Curious Agency');
  const { person } = await host.guest(guestOrg, project);
  const unitId = project.units.get('12-03')!;
  const feed = person.api.live(
    'subscription ($id: ID!) { unitsChanged(projectId: $id) { units { number } removedUnitIds } }',
    { id: project.id },
  );
  await feed.opened;
  await new Promise((resolve) => setTimeout(resolve, 200));
  await host.owner.api.data('mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }', {
    input: {
      unitId,
      expectedVersion: 1,
      to: 'RESERVED',
      buyer: { new: { name: 'B', contact: '123' } },
      channel: 'OTHER',
      isConfirmed: true,
      idempotencyKey: 'five-doors-1',
    },
  });
  const answer = await person.api.data(
    `query ($unit: ID!, $project: ID!) { unit(id: $unit) { number } project(by: { id: $project }) { unitCounts { total } buildings { unitCounts { total } board { floors { label } units { number } } } } buyers { edges { node { name } } } }`,
    { unit: unitId, project: project.id },
  );
  expect(answer).toMatchObject({
    unit: null,
    project: { unitCounts: { total: 0 }, buildings: [{ unitCounts: { total: 0 }, board: { floors: [], units: [] } }] },
    buyers: { edges: [] },
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(feed.payloads).toEqual([]);
  await feed.close();
  const flip = await person.api.data('mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }', {
    input: {
      unitId,
      expectedVersion: 2,
      to: 'RESERVED',
      buyer: { new: { name: 'B', contact: '123' } },
      channel: 'OTHER',
      isConfirmed: true,
      idempotencyKey: 'five-doors-2',
    },
  });
  expect(flip.flipUnit.__typename).toBe('UnitNotFound');
});
