import { randomBytes, randomUUID } from 'node:crypto';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityWorld } from '../testing/identity-world.ts';
import { GENESIS, hashEntry } from './chain.ts';
import { erasePersonal } from './erase-personal.ts';
import { type ChainReport, verifyChain } from './verify-chain.ts';

const PEOPLE = 6;
const ENTRIES = 60;
const DAY = 86_400_000;

/** Where a tampering shows first: the number of the entry that is named. */
type Found = { at: number };

interface Tampering {
  what: string;
  /** Writes beneath, in the open transaction of the superuser, and says where it must be found. */
  act(chain: Chain, dice: Dice): Promise<Found>;
}

/** Random choices of one run, as fast-check made them. */
interface Dice {
  seq: number;
  other: number;
  pick: number;
}

/** A chain beneath the service: the statements of somebody who owns the database. */
class Chain {
  readonly #world: IdentityWorld;
  readonly orgId: string;
  readonly otherOrgId: string;
  last = 0;
  sealed: number[] = [];

  constructor(world: IdentityWorld, orgId: string, otherOrgId: string) {
    this.#world = world;
    this.orgId = orgId;
    this.otherOrgId = otherOrgId;
  }

  // biome-ignore lint/suspicious/noExplicitAny: rows are written back, not computed with
  run(sql: string, parameters: unknown[] = []): Promise<any[]> {
    return this.#world.select(sql.replaceAll(':org', `'${this.orgId}'`), parameters);
  }

  /** Hashes everything anew from an entry on, as somebody with the source code could, and moves the head there. */
  async forgeFrom(seq: number): Promise<void> {
    const rows = await this.run(
      'select seq, body from identity.audit_entry where org_id = :org and seq >= $1 order by seq',
      [seq],
    );
    const [before] = await this.run('select hash from identity.audit_entry where org_id = :org and seq = $1', [
      seq - 1,
    ]);
    let previous: Buffer = before?.hash ?? GENESIS;
    for (const row of rows) {
      const hash = hashEntry(previous, row.body);
      await this.run('update identity.audit_entry set prev_hash = $1, hash = $2 where org_id = :org and seq = $3', [
        previous,
        hash,
        row.seq,
      ]);
      previous = hash;
    }
    await this.run('update identity.audit_head set seq = $1, hash = $2 where org_id = :org', [
      seq + rows.length - 1,
      previous,
    ]);
  }

  /** The first seal that an entry lies under; the chain's end where there is none. */
  sealOver(seq: number): number {
    return this.sealed.find((sealed) => sealed >= seq) ?? this.last;
  }

  async seqWithPersonal(near: number): Promise<{ seq: number; field: string }> {
    const [row] = await this.run(
      'select seq, field from identity.audit_personal where org_id = :org order by abs(seq - $1), field limit 1',
      [near],
    );
    return { seq: Number(row.seq), field: row.field };
  }
}

const COLUMNS: [column: string, value: string][] = [
  ['event_id', 'gen_random_uuid()'],
  ['occurred_at', `occurred_at + interval '1 second'`],
  ['action', `action || '.not'`],
  ['actor_id', 'gen_random_uuid()'],
  ['subject_id', 'gen_random_uuid()'],
  ['on_behalf_of', 'gen_random_uuid()'],
  ['pii_class', `case pii_class when 'none' then 'sensitive' else 'none' end`],
  ['label', `coalesce(label, '') || '!'`],
  ['body', `replace(body, '"version":1', '"version":2')`],
  ['prev_hash', `sha256(prev_hash)`],
  ['hash', `sha256(hash)`],
];

const TAMPERINGS: Tampering[] = [
  ...COLUMNS.map(
    ([column, value]): Tampering => ({
      what: `the column ${column} of an entry`,
      async act(chain, { seq }) {
        await chain.run(`update identity.audit_entry set ${column} = ${value} where org_id = :org and seq = $1`, [seq]);
        return { at: seq };
      },
    }),
  ),
  {
    what: 'the number of an entry',
    async act(chain, { seq }) {
      await chain.run('update identity.audit_entry set seq = seq + 100000 where org_id = :org and seq = $1', [seq]);
      return { at: seq };
    },
  },
  {
    what: 'one letter of the text of an entry',
    async act(chain, { seq, pick }) {
      await chain.run(
        `update identity.audit_entry set body = overlay(body placing
           case substr(body, 1 + $2 % length(body), 1) when 'x' then 'y' else 'x' end from 1 + $2 % length(body) for 1) where org_id = :org and seq = $1`,
        [seq, pick],
      );
      return { at: seq };
    },
  },
  {
    what: 'an entry taken out',
    async act(chain, { seq }) {
      await chain.run('delete from identity.audit_entry where org_id = :org and seq = $1', [seq]);
      return { at: seq };
    },
  },
  {
    what: 'an entry taken out and the gap closed, all hashed anew',
    async act(chain, { seq }) {
      await chain.run('delete from identity.audit_entry where org_id = :org and seq = $1', [seq]);
      for (const table of ['audit_entry', 'audit_personal'])
        await chain.run(`delete from identity.${table} where org_id = :org and seq = $1`, [seq]);
      for (let next = seq + 1; next <= chain.last; next += 1)
        for (const table of ['audit_entry', 'audit_personal'])
          await chain.run(`update identity.${table} set seq = seq - 1 where org_id = :org and seq = $1`, [next]);
      await chain.forgeFrom(seq);
      // The number is in the text too; the last entry of all leaves no other behind it, and the seals miss it.
      return { at: seq };
    },
  },
  {
    what: 'two entries changed round',
    async act(chain, { seq, other }) {
      const [one, two] = seq === other ? [Math.max(1, seq - 1), Math.max(2, seq)] : [seq, other];
      await chain.run('update identity.audit_entry set seq = -1 where org_id = :org and seq = $1', [one]);
      await chain.run('update identity.audit_entry set seq = $1 where org_id = :org and seq = $2', [one, two]);
      await chain.run('update identity.audit_entry set seq = $1 where org_id = :org and seq = -1', [two]);
      return { at: Math.min(one, two) };
    },
  },
  {
    what: 'an entry put in between',
    async act(chain, { seq }) {
      for (let next = chain.last; next >= seq; next -= 1)
        await chain.run('update identity.audit_entry set seq = seq + 1 where org_id = :org and seq = $1', [next]);
      await chain.run(
        `insert into identity.audit_entry select org_id, $1::bigint, gen_random_uuid(), occurred_at, action, actor_id, subject_id, on_behalf_of, pii_class, label, body, prev_hash, hash
         from identity.audit_entry where org_id = :org and seq = $1::bigint + 1`,
        [seq],
      );
      await chain.run('update identity.audit_head set seq = seq + 1 where org_id = :org');
      return { at: seq };
    },
  },
  {
    what: 'the end cut off',
    async act(chain, { seq }) {
      await chain.run('delete from identity.audit_entry where org_id = :org and seq >= $1', [seq]);
      return { at: seq };
    },
  },
  {
    what: 'the end cut off and the head moved back, as far as a seal has it',
    async act(chain, { seq }) {
      const from = Math.min(seq, chain.sealed.at(-1)!);
      await chain.run('delete from identity.audit_entry where org_id = :org and seq >= $1', [from]);
      await chain.run('delete from identity.audit_personal where org_id = :org and seq >= $1', [from]);
      await chain.forgeFrom(from);
      return { at: from };
    },
  },
  {
    what: 'an entry changed and the chain hashed anew from there on',
    async act(chain, { seq }) {
      const from = Math.min(seq, chain.sealed.at(-1)!);
      await chain.run(
        `update identity.audit_entry set body = replace(body, '"requestId":', '"requestId_":') where org_id = :org and seq = $1`,
        [from],
      );
      await chain.forgeFrom(from);
      return { at: chain.sealOver(from) };
    },
  },
  {
    what: 'a seal that seals another entry',
    async act(chain, { pick }) {
      const sealed = chain.sealed[pick % chain.sealed.length]!;
      await chain.run('update identity.audit_seal set seq = seq - 1 where org_id = :org and seq = $1', [sealed]);
      return { at: sealed - 1 };
    },
  },
  ...(
    [
      ['hash', 'sha256(hash)'],
      ['signature', `set_byte(signature, 7, get_byte(signature, 7) # 1)`],
      ['sealed_at', `sealed_at - interval '1 day'`],
      ['day', `day - 1000`],
    ] as const
  ).map(
    ([column, value]): Tampering => ({
      what: `the column ${column} of a seal`,
      async act(chain, { pick }) {
        const sealed = chain.sealed[pick % chain.sealed.length]!;
        await chain.run(`update identity.audit_seal set ${column} = ${value} where org_id = :org and seq = $1`, [
          sealed,
        ]);
        return { at: sealed };
      },
    }),
  ),
  {
    what: 'a seal of another Organisation put in place of one',
    async act(chain, { pick }) {
      const sealed = chain.sealed[pick % chain.sealed.length]!;
      await chain.run(
        `update identity.audit_seal s set hash = o.hash, signature = o.signature, sealed_at = o.sealed_at
         from (select * from identity.audit_seal where org_id = $1 limit 1) o where s.org_id = :org and s.seq = $2`,
        [chain.otherOrgId, sealed],
      );
      return { at: sealed };
    },
  },
  ...(
    [
      ['value', `value || ' '`],
      ['salt', 'sha256(salt)'],
      ['person_id', 'gen_random_uuid()'],
      ['field', `field || '2'`],
    ] as const
  ).map(
    ([column, value]): Tampering => ({
      what: `the column ${column} of a personal field`,
      async act(chain, { seq }) {
        const target = await chain.seqWithPersonal(seq);
        await chain.run(
          `update identity.audit_personal set ${column} = ${value} where org_id = :org and seq = $1 and field = $2`,
          [target.seq, target.field],
        );
        return { at: target.seq };
      },
    }),
  ),
  {
    what: 'a personal field taken away without an erasure',
    async act(chain, { seq }) {
      const target = await chain.seqWithPersonal(seq);
      await chain.run('delete from identity.audit_personal where org_id = :org and seq = $1 and field = $2', [
        target.seq,
        target.field,
      ]);
      return { at: target.seq };
    },
  },
  {
    what: 'an entry of another Organisation put in place of one',
    async act(chain, { seq }) {
      await chain.run('delete from identity.audit_entry where org_id = :org and seq = $1', [seq]);
      await chain.run(
        `insert into identity.audit_entry select :org, $1::bigint, event_id, occurred_at, action, actor_id, subject_id, on_behalf_of, pii_class, label, body, prev_hash, hash
         from identity.audit_entry where org_id = $2 order by seq limit 1`,
        [seq, chain.otherOrgId],
      );
      return { at: seq };
    },
  },
  {
    what: 'an entry moved to another Organisation',
    async act(chain, { seq }) {
      await chain.run(
        'update identity.audit_entry set org_id = $1, event_id = gen_random_uuid(), seq = seq + 100000 where org_id = :org and seq = $2',
        [chain.otherOrgId, seq],
      );
      return { at: seq };
    },
  },
  {
    what: 'the whole chain given to another Organisation',
    async act(chain) {
      for (const table of ['audit_entry', 'audit_personal', 'audit_seal', 'audit_head']) {
        await chain.run(`delete from identity.${table} where org_id = :org`);
        await chain.run(`update identity.${table} set org_id = :org where org_id = $1`, [chain.otherOrgId]);
      }
      // Its own seal is not one of this Organisation.
      const [seal] = await chain.run('select seq from identity.audit_seal where org_id = :org order by seq limit 1');
      return { at: Number(seal.seq) };
    },
  },
  {
    what: 'the hash of the head',
    async act(chain) {
      await chain.run('update identity.audit_head set hash = sha256(hash) where org_id = :org');
      return { at: chain.last };
    },
  },
  {
    what: 'the head moved on',
    async act(chain) {
      await chain.run('update identity.audit_head set seq = seq + 1 where org_id = :org');
      return { at: chain.last + 1 };
    },
  },
  {
    what: 'the head taken away',
    async act(chain) {
      await chain.run('delete from identity.audit_head where org_id = :org');
      return { at: 1 };
    },
  },
];

describe('the audit chain under every kind of tampering', () => {
  let world: IdentityWorld;
  let chain: Chain;
  const erasedValues: string[] = [];

  beforeAll(async () => {
    world = await IdentityWorld.open();
    const [ours, others] = [await world.organisation('tampered'), await world.organisation('untouched')];
    chain = new Chain(world, ours.id, others.id);
    const people = Array.from({ length: PEOPLE }, () => ({
      id: randomUUID(),
      name: `P-${randomBytes(6).toString('hex')}`,
    }));
    for (let index = 0; index < ENTRIES; index += 1) {
      const buyer = people[index % PEOPLE]!;
      for (const orgId of index % 4 === 0 ? [ours.id, others.id] : [ours.id])
        await world.publish({
          orgId,
          actor: { kind: 'user', id: people[(index * 5 + 1) % PEOPLE]!.id },
          onBehalfOf: index % 7 === 0 ? others.id : null,
          data: {
            label: `U-${index}`,
            before: { status: 'available' },
            after: { status: 'reserved' },
            buyerId: buyer.id,
          },
          personal: {
            actorName: people[(index * 5 + 1) % PEOPLE]!.name,
            buyerName: buyer.name,
            note: `Nº ${index} — ${buyer.name}`,
          },
          piiClass: 'sensitive',
        });
      if (index % 20 !== 19) continue;
      await world.settle();
      world.clock.advance(DAY);
      await world.sealNow();
      // A person is erased between: what follows must leave everything provable.
      const gone = people[index === 19 ? 0 : 3]!;
      if (index < 59) {
        erasedValues.push(gone.name);
        for (const orgId of [ours.id, others.id])
          await world.subgraph.db.transaction({ orgId }, (tx) =>
            erasePersonal(tx, { personId: gone.id, actor: { kind: 'system' }, reason: 'asked for' }),
          );
      }
      people[index === 19 ? 0 : 3] = { id: randomUUID(), name: `P-${randomBytes(6).toString('hex')}` };
    }
    await world.settle();
    chain.last = (await proof()).toSeq;
    chain.sealed = (
      await chain.run('select distinct seq from identity.audit_seal where org_id = :org order by seq')
    ).map((row) => Number(row.seq));
  });

  afterAll(() => world.close());

  /** Proves the chain as the superuser sees it, inside the transaction that tampers. */
  function proof(): Promise<ChainReport> {
    const reader: Pick<Transaction, 'query'> = {
      query: (sql, parameters = []) => {
        const parts = sql.split('?');
        const numbered = parts.map((part, index) => (index === 0 ? part : `$${index}${part}`)).join('');
        return world.select(numbered, [...parameters]) as never;
      },
    };
    return verifyChain(reader, chain.orgId, { fromSeq: 1, toSeq: null }, world.options.sealKey);
  }

  it('ID-71 stays provable after people were erased between, and what was erased is nowhere in the log', async () => {
    expect(await proof()).toMatchObject({ fault: null, toSeq: chain.last });
    expect(chain.sealed).toHaveLength(3);
    expect(erasedValues).toHaveLength(2);
    for (const value of erasedValues)
      expect(
        await world.select(
          `select 'text' from identity.audit_entry where body like $1 or label like $1 union all select 'field' from identity.audit_personal where value like $1`,
          [`%${value}%`],
        ),
      ).toEqual([]);
  });

  it.each(TAMPERINGS.map((tampering) => [tampering.what, tampering] as const))(
    'ID-71 finds, wherever it is: %s',
    async (_, tampering) => {
      const dice = fc.record({
        seq: fc.integer({ min: 1, max: chain.last }),
        other: fc.integer({ min: 1, max: chain.last }),
        pick: fc.nat({ max: 10_000 }),
      });
      await fc.assert(
        fc.asyncProperty(dice, async (thrown) => {
          await world.select('begin');
          try {
            await world.select('set local session_replication_role = replica');
            const found = await tampering.act(chain, thrown);
            const { fault } = await proof();
            expect(fault, `${tampering.what} ${JSON.stringify(thrown)}`).not.toBeNull();
            expect(fault!.seq, fault!.reason).toBe(found.at);
          } finally {
            await world.select('rollback');
          }
        }),
        { numRuns: 12 },
      );
      expect((await proof()).fault).toBeNull();
    },
  );
});
