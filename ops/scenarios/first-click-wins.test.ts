import { randomUUID } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { decodeId } from '@offplan/kernel/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../client/api-client.ts';
import type { TestOrganisation, TestProject } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

const FLIP = `mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename
  ... on FlipUnitSuccess { unit { availability { version status } } }
  ... on UnitStatusConflict { code winner { name } actualVersion status occurredAt }
  ... on UserError { message } } }`;

let world: World;
let organisation: TestOrganisation;
let project: TestProject;
beforeAll(async () => {
  world = await World.open();
  organisation = await world.organisation('Halden & Reyes');
  project = await organisation.project('Aurelia', ['12-03', '12-04', '12-05', '12-06']);
});
afterAll(async () => world?.close());

const input = (unit: string, idempotencyKey: string = randomUUID()) => ({
  unitId: project.units.get(unit)!,
  expectedVersion: 1,
  to: 'RESERVED',
  buyer: { new: { name: 'Irina', contact: '+971 50 555 0127' } },
  channel: 'EXHIBITION',
  isConfirmed: true,
  idempotencyKey,
});

/** A proxy that cuts connections at random: `chance` for each piece of data in either direction. */
async function cuttingProxy(
  target: number,
  chance: number,
): Promise<{ port: number; cuts: () => number; close(): void }> {
  let cuts = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.on('data', (piece) => {
        if (Math.random() < chance) {
          cuts += 1;
          near.destroy();
          far.destroy();
        } else to.write(piece);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    cuts: () => cuts,
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

it('INV-35 INV-33 security check 19: of 1,000 concurrent flips of one unit, with connections cut at random and retried with their keys, one wins, 999 conflicts name that winner, and the audit log has 1,000 attempts', async () => {
  const aleksey = await organisation.agent('Aleksey');
  const lina = await organisation.agent('Lina');
  const proxy = await cuttingProxy(world.system.gateway.port, 0.02);
  let retries = 0;
  const attempt = async (index: number) => {
    const person = index % 2 === 0 ? aleksey : lina;
    const api = new ApiClient(proxy.port, 'app.offplan.localhost');
    api.cookie = person.api.cookie;
    api.workspace = organisation.slug;
    const click = input('12-03');
    for (;;) {
      try {
        const { flipUnit } = await api.data(FLIP, { input: click });
        return { who: person.name, ...flipUnit };
      } catch (fault) {
        // Only a cut is tried again; a refusal would be a fault of ours.
        if (String(fault).includes('The request failed')) throw fault;
        retries += 1;
      }
    }
  };
  const answers = await Promise.all(Array.from({ length: 1_000 }, (_, index) => attempt(index)));
  proxy.close();
  expect(proxy.cuts()).toBeGreaterThan(10);
  expect(retries).toBeGreaterThan(10);
  const winners = answers.filter(({ __typename }) => __typename === 'FlipUnitSuccess');
  expect(winners).toHaveLength(1);
  const conflicts = answers.filter(({ __typename }) => __typename === 'UnitStatusConflict');
  expect(conflicts).toHaveLength(999);
  expect(new Set(conflicts.map(({ winner }) => winner.name))).toEqual(new Set([winners[0]!.who]));
  const unitId = decodeId('unit', project.units.get('12-03')!);
  await world.until(
    `select count(*) = 1000 from identity.audit_entry where subject_id = $1 and action in ('unit.status_changed', 'unit.status_conflict')`,
    [unitId],
  );
  const { rows } = await world.admin.query(
    `select count(*)::int as won from identity.audit_entry where subject_id = $1 and action = 'unit.status_changed'`,
    [unitId],
  );
  expect(rows).toEqual([{ won: 1 }]);
  const { verifyAuditLog } = await organisation.owner.api.data(
    '{ verifyAuditLog { __typename ... on AuditLogVerified { entries } ... on AuditLogBroken { brokenSeq reason } } }',
  );
  expect(verifyAuditLog.__typename).toBe('AuditLogVerified');
  expect(verifyAuditLog.entries).toBeGreaterThan(1_000);
}, 120_000);

it('INV-32 GW-44 a lost flip is HTTP 409 for a client that takes graphql-response+json and asks for nothing else, and 200 for any other', async () => {
  const owner = organisation.owner.api;
  await owner.data(FLIP, { input: input('12-04') });
  const lost = await owner.graphql(FLIP, { input: input('12-04') });
  expect(lost.status).toBe(409);
  expect(lost.data?.flipUnit.__typename).toBe('UnitStatusConflict');
  const byType = await owner.graphql(
    'mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename ... on UnitStatusConflict { actualVersion } } }',
    { input: input('12-04') },
  );
  expect(byType).toMatchObject({ status: 409, data: { flipUnit: { __typename: 'UnitStatusConflict' } } });
  const plain = await owner.graphql(FLIP, { input: input('12-04') }, { accept: 'application/json' });
  expect(plain.status).toBe(200);
  const two = await owner.graphql(
    `mutation ($input: FlipUnitInput!, $other: FlipUnitInput!) { flipUnit(input: $input) { ... on UserError { code } } again: flipUnit(input: $other) { ... on UserError { code } } }`,
    {
      input: input('12-04'),
      other: input('12-04'),
    },
  );
  expect(two.status).toBe(200);
});

it('SCH-7 INV-36 the success returns all that changed, the whole history of the unit is readable, and looking at a past board changes nothing', async () => {
  const owner = organisation.owner.api;
  const { flipUnit } = await owner.data(FLIP, { input: input('12-05') });
  expect(flipUnit.unit.availability).toEqual({ version: 2, status: 'RESERVED' });
  const { unit } = await owner.data(
    `query ($id: ID!) { unit(id: $id) { history { edges { node { type from to actor { name } buyerName channel } } } } }`,
    { id: project.units.get('12-05') },
  );
  expect(unit.history.edges).toEqual([
    {
      node: {
        type: 'unit.status_changed',
        from: 'AVAILABLE',
        to: 'RESERVED',
        actor: { name: organisation.owner.name },
        buyerName: 'Irina',
        channel: 'EXHIBITION',
      },
    },
  ]);
  world.clock.advance(60_000);
  await owner.data(FLIP, {
    input: { ...input('12-05'), expectedVersion: 2, to: 'AVAILABLE', buyer: null, channel: null },
  });
  const { project: past } = await owner.data(
    `query ($id: ID!, $at: DateTime!) { project(by: { id: $id }) { buildings { board(asOf: $at) { units { number availability { status } } } } } }`,
    { id: project.id, at: new Date(world.clock.now().getTime() - 30_000).toISOString() },
  );
  const then = new Map(
    past.buildings[0].board.units.map((one: { number: string; availability: { status: string } }) => [
      one.number,
      one.availability.status,
    ]),
  );
  expect(then.get('12-05')).toBe('RESERVED');
  // Whoever looks back changes nothing.
  const { unit: now } = await owner.data('query ($id: ID!) { unit(id: $id) { availability { status version } } }', {
    id: project.units.get('12-05'),
  });
  expect(now.availability).toEqual({ status: 'AVAILABLE', version: 3 });
});
