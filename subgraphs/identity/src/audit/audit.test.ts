import { randomUUID } from 'node:crypto';
import { PLATFORM_ORG_ID } from '@offplan/kernel/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IdentityWorld, type Person } from '../testing/identity-world.ts';
import { GENESIS, hashEntry } from './chain.ts';
import { erasePersonal } from './erase-personal.ts';

const VERIFY = `query ($input: VerifyAuditLogInput) { answer: verifyAuditLog(input: $input) { __typename
  ... on AuditLogVerified { entries fromSeq toSeq lastSeq head unsealedDays lastSeal { day seq head } } ... on AuditLogBroken { brokenSeq reason } ... on NotPermitted { refused: reason leastTier } } }`;
const LOG = `query ($filter: AuditFilter, $first: Int, $after: String) { organisation { auditLog(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
  edges { node { id seq action actor { kind id name } subject { type id label } onBehalfOf { name slug } changes { field before after } details { name value } address piiClass hash previousHash } } } } }`;

interface Organisation {
  id: string;
  slug: string;
  owner: Person;
}

describe('the audit log', () => {
  let world: IdentityWorld;
  let organisation: Organisation;
  let number = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open();
  });

  afterAll(() => world.close());

  beforeEach(async () => {
    number += 1;
    // On trial: the first payment would be an entry too.
    organisation = await world.organisation(`audited-${number}`, { isTrial: true });
  });

  const verify = async (input: object | null = null, by = organisation.owner) =>
    (await world.as(by, VERIFY, { input })).answer;
  const log = async (variables: Record<string, unknown> = {}, by = organisation.owner) =>
    (await world.as(by, LOG, variables)).organisation.auditLog;
  const nodes = async (filter: object = {}) => (await log({ filter })).edges.map((edge: { node: object }) => edge.node);

  /** So many flips of units, each with a buyer. */
  async function flips(count: number, change: object = {}): Promise<void> {
    for (let flip = 0; flip < count; flip += 1)
      await world.publish({
        orgId: organisation.id,
        actor: { kind: 'user', id: randomUUID() },
        data: {
          label: `14-0${flip}`,
          before: { status: 'available' },
          after: { status: 'reserved' },
          buyerId: randomUUID(),
        },
        personal: {
          actorName: 'Aleksey Morozov',
          address: '203.0.113.9',
          buyerName: 'Irina Volkova',
          buyerContact: '+971 50 123 4567',
        },
        piiClass: 'sensitive',
        ...change,
      });
    await world.settle();
  }

  it('ID-70 holds every change of every subgraph with actor, subject, changes and address, each once', async () => {
    await flips(1);
    const [{ event_id: eventId }] = await world.select(
      'select event_id from identity.audit_entry where org_id = $1 order by seq desc limit 1',
      [organisation.id],
    );
    const [{ event }] = await world.select('select event from bus.message where event_id = $1', [eventId]);
    await world.subgraph.db.transaction({ orgId: organisation.id }, (tx) =>
      tx.query(`select 1 from identity.consumed_event where event_id = ? and consumer = 'audit'`, [eventId]),
    );
    const page = await log();
    expect(page.totalCount).toBe(page.edges.length);
    expect(page.edges[0].node).toMatchObject({
      seq: page.totalCount,
      action: 'unit.status_changed',
      actor: { kind: 'user', id: `user_${event.actor.id.replaceAll('-', '')}`, name: 'Aleksey Morozov' },
      subject: { type: 'unit', id: `unit_${event.subjectId.replaceAll('-', '')}`, label: '14-00' },
      changes: [{ field: 'status', before: 'available', after: 'reserved' }],
      address: '203.0.113.9',
      piiClass: 'SENSITIVE',
      previousHash: page.edges[1].node.hash,
    });
    expect(page.edges[0].node.details).toEqual(expect.arrayContaining([{ name: 'buyerName', value: 'Irina Volkova' }]));
    expect(page.edges.map((edge: { node: { action: string } }) => edge.node.action).reverse()).toEqual([
      'organisation.created',
      'member.joined',
      'entitlements.changed',
      'unit.status_changed',
    ]);
    expect(page.edges.at(-1).node.previousHash).toBe(GENESIS.toString('hex'));
  });

  it('ID-74 logs both attempts of a conflict with the winner, and leaving and removal as different entries', async () => {
    const unit = randomUUID();
    await flips(1, { subjectId: unit });
    await flips(1, {
      subjectId: unit,
      type: 'unit.status_conflict',
      data: { label: '14-07', attempted: 'reserved', winnerId: randomUUID() },
      personal: { actorName: 'Lina Haddad', winnerName: 'Aleksey Morozov' },
    });
    const [lina, omar] = [await world.member(organisation, 'Lina'), await world.member(organisation, 'Omar')];
    const idOf = async (person: Person) => {
      const { id } = (await world.passport(person))!.user!;
      const [member] = await world.select('select id from identity.membership where org_id = $1 and user_id = $2', [
        organisation.id,
        id,
      ]);
      return `member_${member.id.replaceAll('-', '')}`;
    };
    await world.as(lina, 'mutation { leaveOrganisation { __typename } }');
    await world.as(
      organisation.owner,
      'mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) { __typename } }',
      { input: { memberId: await idOf(omar) } },
    );
    await world.settle();
    const ofUnit = await nodes({ subjectId: `unit_${unit.replaceAll('-', '')}` });
    expect(
      ofUnit.map((entry: { action: string; actor: { name: string } }) => [entry.action, entry.actor.name]),
    ).toEqual([
      ['unit.status_conflict', 'Lina Haddad'],
      ['unit.status_changed', 'Aleksey Morozov'],
    ]);
    expect(ofUnit[0].details).toEqual(expect.arrayContaining([{ name: 'winnerName', value: 'Aleksey Morozov' }]));
    const [removed, left] = await nodes({ action: 'member.*' });
    expect([left.action, left.actor.name, left.subject.label]).toEqual(['member.left', 'Lina', 'Lina']);
    expect([removed.action, removed.actor.name, removed.subject.label]).toEqual([
      'member.deactivated',
      organisation.owner.name,
      'Omar',
    ]);
    expect(await verify()).toMatchObject({ __typename: 'AuditLogVerified' });
  });

  it('ID-75 writes a guest’s acts into the host’s chain, on its behalf, and into its own', async () => {
    const guest = await world.organisation(`guest-${number}`);
    const projectId = await world.project(organisation.id, 'Aurelia Creek');
    await world.as(
      organisation.owner,
      'mutation ($input: InviteGuestInput!) { answer: inviteGuest(input: $input) { __typename } }',
      {
        input: { projectId, email: guest.owner.email, capabilities: ['SALES'] },
      },
    );
    await world.accept(guest.owner, await world.tokenMailedTo(guest.owner.email, 'guest_invitation'));
    // The flip comes by another way than the events of identity: they shall be first.
    await world.settle();
    await flips(1, { onBehalfOf: guest.id, personal: { actorName: 'Jonas Weller' } });
    expect((await nodes())[0]).toMatchObject({
      action: 'unit.status_changed',
      actor: { name: 'Jonas Weller' },
      onBehalfOf: { slug: guest.slug },
    });
    const own = await log({}, guest.owner);
    expect(own.edges.slice(0, 2).map((edge: { node: { action: string } }) => edge.node.action)).toEqual([
      'unit.status_changed',
      'guest_grant.accepted',
    ]);
    expect(await verify()).toMatchObject({ __typename: 'AuditLogVerified' });
    expect(await verify(null, guest.owner)).toMatchObject({ __typename: 'AuditLogVerified' });
  });

  it('ID-71 proves a whole chain and any part of it, also one longer than a batch and the Platform’s own', async () => {
    const { id } = organisation;
    await world.bus.publish(await Promise.all(Array.from({ length: 2_500 }, (_, index) => eventOf(id, index))));
    await world.settle();
    expect(await verify()).toMatchObject({
      __typename: 'AuditLogVerified',
      entries: 2_503,
      fromSeq: 1,
      toSeq: 2_503,
      lastSeal: null,
    });
    expect(await verify({ fromSeq: 1_990, toSeq: 2_010 })).toMatchObject({
      __typename: 'AuditLogVerified',
      entries: 21,
      fromSeq: 1_990,
      toSeq: 2_010,
    });
    const [platform] = await world.select('select seq from identity.audit_head where org_id = $1', [PLATFORM_ORG_ID]);
    expect(Number(platform.seq)).toBeGreaterThan(3);
    expect(
      await world.select('select count(*)::int = max(seq) as whole from identity.audit_entry where org_id = $1', [
        PLATFORM_ORG_ID,
      ]),
    ).toEqual([{ whole: true }]);
  });

  it('ID-71 proves a long log part by part, and that the parts join', async () => {
    await flips(6);
    const first = await verify({ toSeq: 4 });
    expect(first).toMatchObject({ __typename: 'AuditLogVerified', toSeq: 4, lastSeq: 9 });
    expect(await verify({ fromSeq: 5, follows: first.head })).toMatchObject({
      __typename: 'AuditLogVerified',
      toSeq: 9,
    });
    expect(await verify({ fromSeq: 5, follows: GENESIS.toString('hex') })).toMatchObject({
      __typename: 'AuditLogBroken',
      brokenSeq: 4,
    });
  });

  it('ID-71 seals every chain each day, the Platform’s too, and a day without a seal is named', async () => {
    await flips(1);
    const day = (offset: number) =>
      new Date(world.clock.now().getTime() + offset * 86_400_000).toISOString().slice(0, 10);
    expect((await verify()).unsealedDays).toEqual([]);
    world.clock.advance(86_400_000);
    await world.sealNow();
    expect(await verify()).toMatchObject({ unsealedDays: [], lastSeal: { day: day(-1) } });
    expect(
      await world.select(
        'select h.org_id from identity.audit_head h where not exists (select from identity.audit_seal s where s.org_id = h.org_id and s.day = $1)',
        [day(-1)],
      ),
    ).toEqual([]);
    world.clock.advance(3 * 86_400_000);
    await world.sealNow();
    expect((await verify()).unsealedDays).toEqual([day(-2), day(-3)]);
  });

  function eventOf(orgId: string, index: number) {
    return {
      id: randomUUID(),
      source: 'inventory',
      orgId,
      subjectType: 'unit',
      subjectId: randomUUID(),
      seq: 1,
      type: 'unit.repriced',
      actor: { kind: 'system' as const },
      onBehalfOf: null,
      requestId: null,
      data: { label: `U-${index}`, after: { priceMinor: index } },
      personal: { note: `Цена ${index}` },
      piiClass: 'none' as const,
      occurredAt: world.clock.now().toISOString(),
    };
  }

  describe('tampered with beneath', () => {
    /** Does something that no role of the service can, as the database's superuser with the guards off. */
    async function tamper(...statements: string[]): Promise<void> {
      await world.select('begin');
      await world.select('set local session_replication_role = replica');
      for (const sql of statements) await world.select(sql.replaceAll(':org', `'${organisation.id}'`));
      await world.select('commit');
    }

    /** Writes the chain anew from an entry on, as somebody with the source code could: every hash fits again. */
    async function forgeFrom(seq: number): Promise<void> {
      const rows = await world.select(
        'select seq, body from identity.audit_entry where org_id = $1 and seq >= $2 order by seq',
        [organisation.id, seq],
      );
      const [before] = await world.select('select hash from identity.audit_entry where org_id = $1 and seq = $2', [
        organisation.id,
        seq - 1,
      ]);
      let previous: Buffer = before.hash;
      for (const row of rows) {
        const hash = hashEntry(previous, row.body);
        await tamper(
          `update identity.audit_entry set prev_hash = '\\x${previous.toString('hex')}', hash = '\\x${hash.toString('hex')}' where org_id = :org and seq = ${row.seq}`,
        );
        previous = hash;
      }
      await tamper(
        `update identity.audit_head set hash = '\\x${previous.toString('hex')}', seq = ${rows.at(-1)!.seq} where org_id = :org`,
      );
    }

    beforeEach(() => flips(6));

    const CASES: [what: string, statements: string[], brokenSeq: number, reason: RegExp][] = [
      [
        'the text of an entry',
        [`update identity.audit_entry set body = replace(body, 'reserved', 'sold') where org_id = :org and seq = 5`],
        5,
        /text/,
      ],
      [
        'an action that is shown',
        [`update identity.audit_entry set action = 'unit.edited' where org_id = :org and seq = 6`],
        6,
        /action/,
      ],
      [
        'who did it, as it is searched',
        [`update identity.audit_entry set actor_id = gen_random_uuid() where org_id = :org and seq = 4`],
        4,
        /actor/,
      ],
      [
        'when it happened',
        [
          `update identity.audit_entry set occurred_at = occurred_at - interval '1 hour' where org_id = :org and seq = 4`,
        ],
        4,
        /time/,
      ],
      [
        'a unit’s number',
        [`update identity.audit_entry set label = '99-99' where org_id = :org and seq = 8`],
        8,
        /label/,
      ],
      [
        'a personal field',
        [`update identity.audit_personal set value = 'Omar' where org_id = :org and seq = 7 and field = 'buyerName'`],
        7,
        /buyerName/,
      ],
      [
        'a personal field that never was',
        [`insert into identity.audit_personal values (:org, 2, 'buyerName', null, '\\x00', 'Omar')`],
        2,
        /buyerName/,
      ],
      ['an entry taken out', ['delete from identity.audit_entry where org_id = :org and seq = 5'], 5, /missing/],
      [
        'two entries changed round',
        [
          'update identity.audit_entry set seq = 1000 where org_id = :org and seq = 5',
          'update identity.audit_entry set seq = 5 where org_id = :org and seq = 6',
          'update identity.audit_entry set seq = 6 where org_id = :org and seq = 1000',
        ],
        5,
        /follow/,
      ],
      [
        'an entry put in between',
        [
          'update identity.audit_entry set seq = seq + 1000 where org_id = :org and seq >= 6',
          `insert into identity.audit_entry select org_id, 6, gen_random_uuid(), occurred_at, action, actor_id, subject_id, on_behalf_of, pii_class, label, body, prev_hash, hash
             from identity.audit_entry where org_id = :org and seq = 5`,
          'update identity.audit_entry set seq = seq - 999 where org_id = :org and seq >= 1006',
          'update identity.audit_head set seq = seq + 1 where org_id = :org',
        ],
        6,
        /follow/,
      ],
      [
        'an entry added behind the head',
        [
          `insert into identity.audit_entry select org_id, 10, gen_random_uuid(), occurred_at, action, actor_id, subject_id, on_behalf_of, pii_class, label, body, hash, hash
             from identity.audit_entry where org_id = :org and seq = 9`,
        ],
        10,
        /text|beyond/,
      ],
      ['the end cut off', ['delete from identity.audit_entry where org_id = :org and seq > 6'], 7, /missing/],
      ['the head moved', [`update identity.audit_head set hash = '\\x00' where org_id = :org`], 9, /head/],
      ['all of it deleted', ['delete from identity.audit_entry where org_id = :org'], 1, /missing/],
    ];

    it.each(CASES)('ID-71 finds %s', async (_, statements, brokenSeq, reason) => {
      expect(await verify()).toMatchObject({ __typename: 'AuditLogVerified', entries: 9 });
      await tamper(...statements);
      expect(await verify()).toEqual({
        __typename: 'AuditLogBroken',
        brokenSeq,
        reason: expect.stringMatching(reason),
      });
    });

    it('ID-71 finds by the daily seals what fits together again: a chain cut off or written anew', async () => {
      const day = world.clock.now().toISOString().slice(0, 10);
      world.clock.set(new Date(`${day}T23:59:59Z`));
      world.clock.advance(1_000);
      await world.sealNow();
      await world.sealNow();
      await flips(3);
      expect(await verify()).toMatchObject({ entries: 12, lastSeal: { day, seq: 9 } });
      await tamper('delete from identity.audit_entry where org_id = :org and seq > 7');
      await forgeFrom(7);
      expect(await verify()).toEqual({ __typename: 'AuditLogBroken', brokenSeq: 8, reason: 'The entry is missing.' });
    });

    it('ID-71 finds by the seals a forged entry whose chain was hashed anew, and a forged seal', async () => {
      await world.sealNow();
      await tamper(
        `update identity.audit_entry set body = replace(body, 'reserved', 'sold') where org_id = :org and seq = 6`,
      );
      await forgeFrom(6);
      expect(await verify()).toEqual({
        __typename: 'AuditLogBroken',
        brokenSeq: 9,
        reason: expect.stringContaining('seal'),
      });
      await tamper(
        'update identity.audit_seal s set hash = e.hash from identity.audit_entry e where s.org_id = :org and e.org_id = s.org_id and e.seq = s.seq',
      );
      expect(await verify()).toEqual({
        __typename: 'AuditLogBroken',
        brokenSeq: 9,
        reason: expect.stringContaining('not one of ours'),
      });
    });
  });

  it('ID-71 and ID-72 erase one person’s fields through one logged function, and the chain still verifies', async () => {
    const buyerId = randomUUID();
    await flips(2, {
      data: { label: '14-07', buyerId },
      personal: {
        actorName: 'Aleksey',
        buyerName: 'Irina Volkova',
        buyerContact: '+971 50 123 4567',
        note: 'Calls back',
      },
    });
    await flips(1);
    const head = (await verify()).head;
    const gone = await world.subgraph.db.transaction({ orgId: organisation.id }, (tx) =>
      erasePersonal(tx, { personId: buyerId, actor: { kind: 'system' }, reason: 'asked for' }),
    );
    expect(gone).toBe(6);
    await world.settle();
    const entries = await nodes({ action: 'unit.status_changed' });
    expect(entries[1].details).toEqual(
      expect.arrayContaining([
        { name: 'buyerName', value: null },
        { name: 'note', value: null },
      ]),
    );
    expect(entries[1].actor.name).toBe('Aleksey');
    expect(entries[0].details).toEqual(expect.arrayContaining([{ name: 'buyerName', value: 'Irina Volkova' }]));
    const [erasure] = await nodes({ action: 'audit.personal_erased' });
    expect(erasure).toMatchObject({
      piiClass: 'PSEUDONYMOUS',
      previousHash: head,
      details: expect.arrayContaining([{ name: 'fields', value: '6' }]),
    });
    expect(await verify()).toMatchObject({ __typename: 'AuditLogVerified' });
    const other = await world.organisation(`other-${number}`);
    const reach = await world.subgraph.db.transaction({ orgId: other.id }, (tx) =>
      erasePersonal(tx, {
        personId: (entries[0].actor.id as string).replace('user_', ''),
        actor: { kind: 'system' },
        reason: 'too far',
      }),
    );
    expect(reach).toBe(0);
  });

  it('ID-72 gives the service no way to change or delete an entry, a personal field or a seal', async () => {
    await flips(1);
    await world.sealNow();
    for (const sql of [
      `update identity.audit_entry set action = 'x'`,
      'delete from identity.audit_entry',
      `update identity.audit_personal set value = 'x'`,
      'delete from identity.audit_personal',
      'delete from identity.audit_head',
      `update identity.audit_seal set seq = 1`,
      'delete from identity.audit_seal',
      'truncate identity.audit_entry cascade',
    ])
      await expect(
        world.subgraph.db.transaction({ orgId: organisation.id }, (tx) => tx.query(sql)),
        sql,
      ).rejects.toThrow(/permission denied/);
    await expect(world.select('delete from identity.audit_entry')).rejects.toThrow(/append-only/);
    await expect(world.select('truncate identity.audit_entry cascade')).rejects.toThrow(/append-only/);
  });

  it('ID-73 pages and filters by actor, action, subject, time, class and text', async () => {
    await flips(5);
    const whole = await nodes();
    const first = await log({ first: 3 });
    const second = await log({ first: 100, after: first.pageInfo.endCursor });
    expect([...first.edges, ...second.edges].map((edge) => edge.node.seq)).toEqual(
      whole.map((entry: { seq: number }) => entry.seq),
    );
    expect(first.pageInfo.hasNextPage).toBe(true);
    const flip = whole[0];
    const labels = async (filter: object) =>
      (await nodes(filter)).map((entry: { subject: { label: string } }) => entry.subject.label);
    expect(await labels({ actorId: flip.actor.id })).toEqual(['14-04']);
    expect(await labels({ subjectId: flip.subject.id, action: 'unit.*' })).toEqual(['14-04']);
    expect(await labels({ search: '14-03' })).toEqual(['14-03']);
    expect(await labels({ search: 'irina', action: 'unit.status_changed' })).toHaveLength(5);
    expect(await labels({ search: '%' })).toEqual([]);
    expect(await labels({ piiClass: 'SENSITIVE' })).toHaveLength(5);
    expect(await labels({ actorId: 'unit_0' })).toEqual([]);
    const now = world.clock.now();
    expect(await labels({ from: now.toISOString(), to: now.toISOString() })).toEqual([]);
    expect(await labels({ from: now.toISOString() })).toHaveLength(8);
  });

  it('ID-73 offers as actors all who are in the log, page by page: who left, a guest’s people, an Operator and the system', async () => {
    const lina = await world.member(organisation, 'Lina');
    await world.as(lina, 'mutation { leaveOrganisation { __typename } }');
    await world.settle();
    const operator = randomUUID();
    await flips(2, {
      actor: { kind: 'user', id: randomUUID() },
      onBehalfOf: randomUUID(),
      personal: { actorName: 'Jonas' },
    });
    await flips(1, { actor: { kind: 'operator', id: operator }, personal: { actorName: 'Support' } });
    await world.organisation(`elsewhere-${number}`);
    const ACTORS = `query ($first: Int, $after: String) { organisation { auditActors(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor } edges { node { id kind name } } } } }`;
    const page = async (variables: Record<string, unknown>, by = organisation.owner) =>
      (await world.as(by, ACTORS, variables)).organisation.auditActors;
    const all = (await page({})).edges.map(({ node }: { node: { id: string } }) => node);
    expect(all.map(({ kind, name }: { kind: string; name: string }) => [kind, name])).toEqual(
      expect.arrayContaining([
        ['system', null],
        ['user', organisation.owner.name],
        ['user', 'Lina'],
        ['user', 'Jonas'],
        ['operator', 'Support'],
      ]),
    );
    expect(all).toHaveLength(5);
    const byPage: object[] = [];
    for (let after: string | null = null, hasNext = true; hasNext; ) {
      const { edges, pageInfo } = await page({ first: 2, after });
      byPage.push(...edges.map(({ node }: { node: object }) => node));
      after = pageInfo.endCursor;
      hasNext = pageInfo.hasNextPage;
    }
    expect(byPage).toEqual(all);
    // What is offered leads to all entries between them, and each to its own.
    let entries = 0;
    for (const { id, kind } of all) {
      const own = await nodes({ actorId: id });
      expect(new Set(own.map(({ actor }: { actor: { kind: string } }) => actor.kind))).toEqual(new Set([kind]));
      entries += own.length;
    }
    expect(entries).toBe((await log()).totalCount);
    expect(await page({}, await world.member(organisation, 'Agent'))).toBeNull();
  });

  it('ID-31 and BIL-2 show it to Owner and Admin of a plan that includes it, and to nobody else', async () => {
    const agent = await world.member(organisation, 'Agent');
    const admin = await world.member(organisation, 'Admin', 'ADMIN');
    expect(await log({}, agent)).toBeNull();
    expect(await verify(null, agent)).toEqual({ __typename: 'NotPermitted', refused: 'ROLE', leastTier: null });
    expect(await log({}, admin)).not.toBeNull();
    await world.entitle(organisation.id, { version: 2, tier: 'free_guest', features: [] });
    expect(await log({}, admin)).toBeNull();
    expect(await verify(null, admin)).toEqual({ __typename: 'NotPermitted', refused: 'FEATURE', leastTier: 'tier_1' });
  });
});
