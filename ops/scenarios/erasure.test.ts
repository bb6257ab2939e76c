import { decodeId } from '@offplan/kernel/ids';
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
        `select type from ${subgraph}.event where org_id = $1 and personal::text like $2`,
        [orgId, `%${name}%`],
      );
      found.push(...rows.map(({ type }) => `${subgraph} ${type}`));
    }
    const { rows } = await world.admin.query(
      `select 'log' as place from identity.audit_personal where org_id = $1 and value like $2
       union all select 'member' from inventory.member where org_id = $1 and name like $2`,
      [orgId, `%${name}%`],
    );
    return [...found, ...rows.map(({ place }) => place)];
  };
  expect(await held('Quickenthwaite')).toEqual(
    expect.arrayContaining(['identity member.joined', 'inventory unit.status_changed', 'log', 'member']),
  );
  const { db } = world.system.subgraphs.get('identity')!;
  const personId = decodeId('user', gone.userId)!;
  await db.transaction({ orgId }, async (tx) => {
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
    ['identity', 2],
    ['inventory', 2],
    ['billing', 1],
    ['growth', 1],
  ])
    await world.until(
      `select count(*) = $1 from ${subgraph}.consumed_event where consumer in ('personal_erasure', 'mail_erasure', 'member_erasure')`,
      [consumers],
    );
  expect(await held('Quickenthwaite')).toEqual([]);
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
