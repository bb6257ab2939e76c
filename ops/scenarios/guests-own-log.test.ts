import { afterAll, beforeAll, expect, it } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(async () => world?.close());

const FLIP =
  'mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename ... on UnitStatusConflict { winner { id name } } } }';
const LOG =
  '{ organisation { auditLog(first: 50, filter: { action: "unit.status_conflict" }) { edges { node { details { name value } changes { field after } actor { name } } } } } verifyAuditLog { __typename } }';

it('ID-75 INV-68 a guest’s own log tells that it came second, and not who of another guest came first; of the host it tells', async () => {
  const host = await world.organisation('Halden');
  const project = await host.project('Aurelia', ['12-01', '12-02']);
  await host.owner.api.data(
    'mutation ($input: SetAllocationModeInput!) { setAllocationMode(input: $input) { __typename } }',
    { input: { projectId: project.id, mode: 'OPEN' } },
  );
  const [heron, swan] = [await world.organisation('Blue Heron'), await world.organisation('White Swan')];
  const [first, second] = [(await host.guest(heron, project)).person, (await host.guest(swan, project)).person];
  const reserve = async (api: typeof first.api, number: string, key: string) =>
    (
      await api.data(FLIP, {
        input: {
          unitId: project.units.get(number),
          expectedVersion: 1,
          to: 'RESERVED',
          buyer: { new: { name: 'Irina Volkova', contact: '+971 50 318 41 27' } },
          channel: 'AGENCY',
          isConfirmed: true,
          idempotencyKey: key,
        },
      })
    ).flipUnit;
  await reserve(first.api, '12-01', 'guests-log-1');
  expect(await reserve(second.api, '12-01', 'guests-log-2')).toEqual({
    __typename: 'UnitStatusConflict',
    winner: { id: null, name: heron.name },
  });
  await reserve(host.owner.api, '12-02', 'guests-log-3');
  await reserve(second.api, '12-02', 'guests-log-4');
  for (const subgraph of ['identity', 'inventory'])
    await world.until(`select not exists (select from ${subgraph}.outbox)`);
  await world.until(
    `select (select max(position) from bus.message) = position from bus.cursor where consumer = 'identity.audit'`,
  );
  const own = swan.owner.api.anotherWindow();
  own.workspace = swan.slug;
  const { organisation, verifyAuditLog } = await own.data(LOG);
  const winners = organisation.auditLog.edges
    .map(({ node }: { node: { details: { name: string; value: string }[] } }) =>
      node.details.filter(({ name }) => name.startsWith('winner') || name === 'hostOnly'),
    )
    .reverse();
  expect(winners[0]).toEqual([]);
  expect(winners[1]).toEqual(expect.arrayContaining([{ name: 'winnerName', value: host.owner.name }]));
  expect(JSON.stringify(organisation)).not.toContain(heron.owner.name);
  expect(verifyAuditLog.__typename).toBe('AuditLogVerified');
  const ofHost = await host.owner.api.data(LOG);
  expect(JSON.stringify(ofHost.organisation)).toContain(heron.owner.name);
});
