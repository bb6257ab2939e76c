import { randomUUID } from 'node:crypto';
import { encodeId } from '@offplan/kernel/ids';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityWorld, type Person, tokenOf, uuidOf } from './testing/identity-world.ts';

/** Tables of one Organisation's rows, and the column that says whose. */
const TENANT_TABLES = {
  organisation: 'id',
  membership: 'org_id',
  invitation: 'org_id',
  guest_grant: 'org_id',
  workspace_visit: 'org_id',
  project_name: 'org_id',
  entitlement_mirror: 'org_id',
  event: 'org_id',
  audit_entry: 'org_id',
  audit_personal: 'org_id',
  audit_head: 'org_id',
  audit_seal: 'org_id',
};

describe('tenants of identity', () => {
  let world: IdentityWorld;
  let host: { id: string; slug: string; owner: Person };
  let stranger: { id: string; slug: string; owner: Person };
  let guest: { id: string; slug: string; owner: Person };
  let projectId: string;

  beforeAll(async () => {
    world = await IdentityWorld.open();
    host = await world.organisation('host');
    stranger = await world.organisation('stranger');
    guest = await world.organisation('heron');
    projectId = await world.project(host.id, 'Aurelia Creek');
    await world.member(host, 'Lina');
    await world.invite(host.owner, 'omar@host.example');
    await world.as(
      host.owner,
      'mutation ($input: InviteGuestInput!) { answer: inviteGuest(input: $input) { __typename } }',
      {
        input: { projectId, email: guest.owner.email, capabilities: ['SALES'] },
      },
    );
    await world.accept(guest.owner, await world.tokenMailedTo(guest.owner.email, 'guest_invitation'));
    await world.settle();
    await world.sealNow();
  });

  afterAll(() => world.close());

  /** What the service's role sees of the host's rows with these settings, table by table; empty ones left out. */
  async function seen(settings: Record<string, string>): Promise<Record<string, number>> {
    const client = new Client({ connectionString: world.appUrl });
    await client.connect();
    await client.query('begin');
    for (const [name, value] of Object.entries(settings))
      await client.query('select set_config($1, $2, true)', [name, value]);
    const counts: Record<string, number> = {};
    for (const [table, column] of Object.entries(TENANT_TABLES)) {
      const { rows } = await client.query(`select count(*)::int as rows from identity.${table} where ${column} = $1`, [
        host.id,
      ]);
      if (rows[0].rows > 0) counts[table] = rows[0].rows;
    }
    await client.end();
    return counts;
  }

  it('ID-33 shows no tenant’s rows without a tenant, none of the host’s to another, and all of them to itself', async () => {
    expect(await seen({})).toEqual({});
    expect(await seen({ 'app.org_id': stranger.id })).toEqual({});
    expect(Object.keys(await seen({ 'app.org_id': host.id })).sort()).toEqual(Object.keys(TENANT_TABLES).sort());
  });

  it('ID-32 shows a person its own membership and Organisation across tenants, and of others nothing', async () => {
    const lina = (
      await world.select(`select user_id from identity.membership where org_id = $1 and role = 'sales_agent'`, [
        host.id,
      ])
    )[0].user_id;
    expect(await seen({ 'app.user_id': lina })).toEqual({ organisation: 1, membership: 1 });
  });

  it('ID-34 shows a guest in its host’s scope its own grant and nothing of the host’s people, invitations and audit log', async () => {
    const passport = (await world.passport({ ...guest.owner, workspace: 'host' }))!;
    const asGuest = {
      'app.org_id': host.id,
      'app.user_id': passport.user!.id,
      'app.project_ids': `{${uuidOf('project', projectId)}}`,
    };
    expect(await seen(asGuest)).toEqual({
      organisation: 1,
      guest_grant: 1,
      project_name: 1,
      workspace_visit: 1,
      entitlement_mirror: 1,
    });
    const { organisation, viewer } = await world.run(
      passport,
      'query { organisation { name members { totalCount } invitations { edges { cursor } } guestGrants { edges { cursor } } seats { used } auditLog { totalCount } } viewer { workspace { role } } }',
    );
    expect(organisation).toEqual({
      name: 'The host',
      members: null,
      invitations: null,
      guestGrants: null,
      seats: null,
      auditLog: null,
    });
    expect(viewer.workspace.role).toBe('EXTERNAL_SALES_AGENT');
  });

  it('ID-33 shows the one row that a token opens, and accepts no write into another tenant', async () => {
    expect(await seen({ 'app.token_hash': '00'.repeat(32) })).toEqual({});
    const [{ hash }] = await world.select(
      `select encode(token_hash, 'hex') as hash from identity.invitation where org_id = $1 and status = 'pending'`,
      [host.id],
    );
    expect(await seen({ 'app.token_hash': hash })).toEqual({ invitation: 1 });
    const write = world.subgraph.db.transaction({ orgId: stranger.id }, (tx) =>
      tx.query(`insert into identity.project_name (org_id, project_id, name) values (?, ?, 'Mine')`, [
        host.id,
        randomUUID(),
      ]),
    );
    await expect(write).rejects.toThrow(/row-level security/);
    const updated = await world.subgraph.db.transaction({ orgId: stranger.id }, (tx) =>
      tx.query(`update identity.membership set role = 'admin' where org_id = ? returning id`, [host.id]),
    );
    expect(updated).toEqual([]);
  });

  it('SCH-3 answers ids of another tenant exactly like unknown ones', async () => {
    const rows = await world.select(
      `select (select id from identity.membership where org_id = $1 and role = 'sales_agent') as member, (select id from identity.invitation where org_id = $1 and status = 'pending') as invitation,
         (select id from identity.guest_grant where org_id = $1) as grant`,
      [host.id],
    );
    const operations = {
      member: ['deactivateMember', 'DeactivateMemberInput', 'memberId', {}],
      invitation: ['revokeInvitation', 'RevokeInvitationInput', 'invitationId', {}],
      grant: ['withdrawGuest', 'WithdrawGuestInput', 'grantId', {}],
    } as const;
    for (const [kind, [field, type, argument]] of Object.entries(operations) as [
      keyof typeof operations,
      (typeof operations)[keyof typeof operations],
    ][]) {
      const ask = (id: string) =>
        world.as(
          stranger.owner,
          `mutation ($input: ${type}!) { answer: ${field}(input: $input) { __typename ... on UserError { code message } } }`,
          { input: { [argument]: id } },
        );
      const foreign = await ask(encodeId(kind, rows[0][kind]));
      expect(foreign, kind).toEqual(await ask(encodeId(kind, randomUUID())));
      expect(foreign, kind).toEqual(await ask('nonsense'));
    }
  });

  it('serves more requests at once than it has connections, of those too that read in two scopes', async () => {
    const { link } = await world.invite(host.owner, 'many@host.example');
    const previews = Array.from({ length: 40 }, () =>
      world.run({ kind: 'anonymous' }, 'query ($token: String!) { invitation(token: $token) { status } }', {
        token: tokenOf(link),
      }),
    );
    const grants = Array.from({ length: 40 }, () =>
      world.as(host.owner, 'query { organisation { guestGrants { edges { node { memberCount } } } } }'),
    );
    for (const answer of await Promise.all(previews)) expect(answer.invitation.status).toBe('PENDING');
    for (const answer of await Promise.all(grants))
      expect(answer.organisation.guestGrants.edges).toEqual([{ node: { memberCount: 1 } }]);
  });
});
