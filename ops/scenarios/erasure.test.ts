import { FIELD_OWNERS, OWNERLESS_FIELDS } from '@offplan/kernel/events/personal-fields';
import { decodeId, PLATFORM_ORG_ID } from '@offplan/kernel/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(async () => world?.close());

const SUBGRAPHS = ['identity', 'inventory', 'billing', 'growth'];

it('ID-71 ID-72 who is erased is in no log, no event and no mirror of the Organisation any more, colleagues are, and the log still verifies', async () => {
  const host = await world.organisation('Forgetful');
  const project = await host.project('Creek', ['01-01']);
  const gone = await host.agent('Zebulon Quickenthwaite');
  const stays = await host.agent('Marigold Featherstone');
  const { flipUnit } = await gone.api.data(
    'mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }',
    {
      input: {
        unitId: project.units.get('01-01'),
        expectedVersion: 1,
        to: 'RESERVED',
        buyer: { new: { name: 'Irina Volkova', contact: '+971 50 123 4567' } },
        channel: 'WEBSITE',
        isConfirmed: true,
        idempotencyKey: 'erasure-flip-1',
      },
    },
  );
  expect(flipUnit.__typename).toBe('FlipUnitSuccess');
  // What the account itself leaves behind in the Platform's log.
  await gone.api.data('mutation { changeName(input: { name: "Zebulon Quickenthwaite-Smythe" }) { __typename } }');
  await gone.api.post('/auth/sign-in', { email: gone.email, password: 'not the password of Quickenthwaite' });
  const orgId = decodeId('org', host.id)!;
  const settled = async () => {
    for (const subgraph of SUBGRAPHS) await world.until(`select not exists (select from ${subgraph}.outbox)`);
    await world.until(
      `select (select max(position) from bus.message) = position from bus.cursor where consumer = 'identity.audit'`,
    );
  };
  await settled();
  const held = async (name: string) => {
    const found: string[] = [];
    for (const subgraph of SUBGRAPHS) {
      const { rows } = await world.admin.query(
        `select type from ${subgraph}.event where org_id in ($1, $2) and (personal::text like $3 or data::text like $3)`,
        [orgId, PLATFORM_ORG_ID, `%${name}%`],
      );
      found.push(...rows.map(({ type }) => `${subgraph} ${type}`));
    }
    const { rows } = await world.admin.query(
      `select 'log' as place from identity.audit_personal where org_id in ($1, $2) and value like $3
       union all select 'log' from identity.audit_entry where org_id in ($1, $2) and body like $3
       union all select 'member' from inventory.member where org_id = $1 and name like $3
       union all select 'unit' from inventory.unit where org_id = $1 and status_changed_by_name like $3
       union all select 'mail' from identity.mail where org_id in ($1, $2) and recipient like $3 and state <> 'queued'`,
      [orgId, PLATFORM_ORG_ID, `%${name}%`],
    );
    return [...found, ...rows.map(({ place }) => place)];
  };
  expect(await held('Quickenthwaite')).toEqual(
    expect.arrayContaining([
      'identity member.joined',
      'identity user.renamed',
      'inventory unit.status_changed',
      'log',
      'member',
      'unit',
    ]),
  );
  expect(await held(gone.email)).toEqual(expect.arrayContaining(['identity sign_in.refused', 'mail']));
  const { db } = world.system.subgraphs.get('identity')!;
  const personId = decodeId('user', gone.userId)!;
  for (const scope of [orgId, PLATFORM_ORG_ID])
    await db.transaction({ orgId: scope }, async (tx) => {
      await tx.query('select identity.erase_personal(?, gen_random_uuid(), ?::jsonb, ?, null, ?)', [
        personId,
        '{"kind":"system"}',
        'asked for',
        tx.now,
      ]);
      tx.eventsWereWritten();
    });
  await settled();
  for (const [subgraph, consumers] of [
    ['identity', 4],
    ['inventory', 4],
    ['billing', 2],
    ['growth', 2],
  ])
    await world.until(
      `select count(*) = $1 from ${subgraph}.consumed_event where consumer in ('personal_erasure', 'mail_erasure', 'member_erasure')`,
      [consumers],
    );
  expect(await held('Quickenthwaite')).toEqual([]);
  // What was written while the address was a stranger's is nobody's to erase.
  expect(await held(gone.email)).not.toContain('identity sign_in.refused');
  expect(await held('Featherstone')).toEqual(expect.arrayContaining(['identity member.joined', 'log', 'member']));
  const { rows: mails } = await world.admin.query('select from identity.mail where org_id = $1 and user_id = $2', [
    orgId,
    personId,
  ]);
  expect(mails).toEqual([]);
  expect(stays.userId).not.toBe(gone.userId);
  const { verifyAuditLog } = await host.owner.api.data(
    '{ verifyAuditLog { __typename ... on AuditLogBroken { brokenSeq reason } } }',
  );
  expect(verifyAuditLog).toEqual({ __typename: 'AuditLogVerified' });
});

it('ID-72 the service erases nothing that nobody has ordered, and changes no event by itself', async () => {
  const { id } = await world.organisation('Steadfast');
  const orgId = decodeId('org', id)!;
  for (const subgraph of SUBGRAPHS) {
    const { db } = world.system.subgraphs.get(subgraph)!;
    for (const [sql, reason] of [
      [`select ${subgraph}.erase_event_fields(gen_random_uuid(), gen_random_uuid(), '{}')`, /Nobody has ordered/],
      [`update ${subgraph}.event set personal = '{}'`, /permission denied/],
      [`delete from ${subgraph}.event`, /permission denied/],
    ] as const)
      await expect(
        db.transaction({ orgId }, (tx) => tx.query(sql)),
        `${subgraph}: ${sql}`,
      ).rejects.toThrow(reason);
  }
});

it('ID-71 every personal field of an event names whose it is, so that it can be erased with that person', async () => {
  for (const subgraph of SUBGRAPHS) {
    const { rows } = await world.admin.query(
      `select distinct type, jsonb_object_keys(personal) as field from ${subgraph}.event`,
    );
    for (const { type, field } of rows)
      expect(field in FIELD_OWNERS || OWNERLESS_FIELDS.has(field), `${subgraph} ${type} ${field}`).toBe(true);
  }
});
