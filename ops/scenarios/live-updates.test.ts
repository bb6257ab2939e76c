import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { ApiClient, LiveFeed } from '../client/api-client.ts';
import { soonFor } from '../testing/expect-soon.ts';
import type { TestOrganisation, TestPerson, TestProject } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

const FEED = `subscription ($id: ID!, $after: String) { unitsChanged(projectId: $id, after: $after) { cursor mustRefetch removedUnitIds
  units { id number organisation { name } availability { version status changedBy { name } } } } }`;
const FLIP = `mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename ... on UserError { message } } }`;

let world: World;
let organisation: TestOrganisation;
let project: TestProject;
beforeAll(async () => {
  world = await World.open();
  organisation = await world.organisation('Halden & Reyes');
  project = await organisation.project(
    'Aurelia',
    Array.from({ length: 40 }, (_, index) => `12-${String(index + 1).padStart(2, '0')}`),
  );
});
afterAll(async () => world?.close());

async function flip(api: ApiClient, number: string, to = 'RESERVED', expectedVersion = 1): Promise<string> {
  const form = to === 'AVAILABLE' ? {} : { buyer: { new: { name: 'Irina', contact: '12345' } }, channel: 'OTHER' };
  const { flipUnit } = await api.data(FLIP, {
    input: {
      unitId: project.units.get(number)!,
      expectedVersion,
      to,
      ...form,
      isConfirmed: true,
      idempotencyKey: randomUUID(),
    },
  });
  return flipUnit.__typename;
}

async function watch(api: ApiClient, after?: string): Promise<LiveFeed> {
  const feed = api.live(FEED, { id: project.id, after });
  await feed.opened;
  await new Promise((resolve) => setTimeout(resolve, 150));
  return feed;
}

const unitsIn = (feed: LiveFeed) =>
  feed.payloads.flatMap(({ data }) => data?.unitsChanged.units ?? []) as {
    number: string;
    availability: { version: number; status: string; changedBy: { name: string } };
    organisation: { name: string };
  }[];

it('GW-30 GW-31 a change reaches every viewer of the project, completed by other subgraphs, over one upstream for equal rights', async () => {
  const lina = await organisation.agent('Lina');
  const feeds = [await watch(lina.api), await watch(lina.api.anotherWindow()), await watch(organisation.owner.api)];
  expect(world.system.gateway.hub.upstreams).toBe(2);
  await flip(organisation.owner.api, '12-01');
  for (const feed of feeds) {
    await feed.until(({ payloads }) => payloads.length > 0);
    expect(unitsIn(feed)).toMatchObject([
      {
        number: '12-01',
        organisation: { name: 'Halden & Reyes' },
        availability: { version: 2, status: 'RESERVED', changedBy: { name: organisation.owner.name } },
      },
    ]);
  }
  for (const feed of feeds) await feed.close();
  await world.until('select true');
  for (let attempt = 0; attempt < 50 && world.system.gateway.hub.upstreams > 0; attempt += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(world.system.gateway.hub.upstreams).toBe(0);
});

it('INV-41 whoever comes back with its cursor receives what it missed, nothing is lost, and joins the others again', async () => {
  const owner = organisation.owner.api;
  const steady = await watch(owner);
  await flip(owner, '12-02');
  await steady.until(({ payloads }) => payloads.length > 0);
  const cursor = steady.payloads[0]!.data!.unitsChanged.cursor as string;
  await flip(owner, '12-03');
  await flip(owner, '12-04');
  await steady.until((feed) => unitsIn(feed).length >= 3);
  const back = await watch(owner.anotherWindow(), cursor);
  await back.until((feed) => unitsIn(feed).length >= 2);
  expect(
    unitsIn(back)
      .map(({ number }) => number)
      .sort(),
  ).toEqual(['12-03', '12-04']);
  await flip(owner, '12-05');
  await back.until((feed) => unitsIn(feed).some(({ number }) => number === '12-05'));
  await steady.until((feed) => unitsIn(feed).some(({ number }) => number === '12-05'));
  await flip(owner, '12-06');
  await back.until((feed) => unitsIn(feed).some(({ number }) => number === '12-06'));
  expect(world.system.gateway.hub.upstreams).toBe(1);
  await steady.close();
  await back.close();
});

it('INV-41 a cursor that is too old, or none of ours, is told to load the board again and goes on live', async () => {
  const owner = organisation.owner.api;
  const feed = await watch(owner, 'not-a-cursor');
  await feed.until(({ payloads }) => payloads.length > 0);
  expect(feed.payloads[0]!.data!.unitsChanged).toMatchObject({ mustRefetch: true, units: [] });
  await flip(owner, '12-07');
  await feed.until((one) => unitsIn(one).length > 0);
  await feed.close();
});

it('INV-40 GW-32 200 changes from several people arrive complete and in the order of their versions', async () => {
  const owner = organisation.owner.api;
  const feed = await watch(owner);
  const numbers = Array.from({ length: 20 }, (_, index) => `12-${index + 11}`);
  await Promise.all(
    numbers.map(async (number) => {
      for (let round = 0; round < 10; round += 1)
        expect(await flip(owner, number, round % 2 === 0 ? 'RESERVED' : 'AVAILABLE', round + 1)).toBe(
          'FlipUnitSuccess',
        );
    }),
  );
  await feed.until((one) =>
    numbers.every((number) => unitsIn(one).some((unit) => unit.number === number && unit.availability.version === 11)),
  );
  for (const number of numbers) {
    const versions = unitsIn(feed)
      .filter((unit) => unit.number === number)
      .map(({ availability }) => availability.version);
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
  }
  await feed.close();
});

it('GW-20 ID-32 security check 5: a deactivated member’s open subscription ends within a second, and the next request is refused', async () => {
  const other = await world.organisation('Leavers');
  const leaver: TestPerson = await other.agent('Leaver');
  const theirs = await other.project('Left', ['01-01']);
  const feed = leaver.api.live(FEED, { id: theirs.id });
  await feed.opened;
  const { organisation: seen } = await other.owner.api.data(
    '{ organisation { members { edges { node { id user { id } } } } } }',
  );
  const memberId = seen.members.edges.find(
    ({ node }: { node: { user: { id: string } } }) => node.user.id === leaver.userId,
  ).node.id;
  const expectSoon = await soonFor(other.owner.api);
  await expectSoon(async () => {
    await other.owner.api.data(
      'mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) { __typename } }',
      { input: { memberId } },
    );
    await feed.until(({ closed }) => closed !== null, 5_000);
  });
  expect(feed.closed?.code).toBe(4403);
  const answer = await leaver.api.graphql('{ projects { edges { node { name } } } }');
  expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  await feed.close();
});

it('ID-32 ID-26 ID-57 GW-20 security check 5: who leaves, whose grant changes and whose Organisation or host is suspended loses the open board within a second', async () => {
  const host = await world.organisation('Pausing Host');
  const agency = await world.organisation('Pausing Agency');
  const theirs = await host.project('Paused', ['01-01']);
  const leaver = await host.agent('Leaver');
  const stayer = await host.agent('Stayer');
  const { person, grantId } = await host.guest(agency, theirs);
  const say = (orgId: string, type: string) =>
    world.system.bus.publish([
      {
        ...{ id: uuidv7(), source: 'billing', orgId: decodeId('org', orgId)!, type, data: { reason: 'dispute' } },
        ...{ subjectType: 'organisation', subjectId: decodeId('org', orgId)!, seq: 1, actor: { kind: 'system' } },
        ...{ onBehalfOf: null, requestId: null, personal: {}, piiClass: 'none', occurredAt: new Date().toISOString() },
      },
    ]);
  const closesWithinASecond = async (api: ApiClient, act: () => Promise<unknown>) => {
    const feed = api.live(FEED, { id: theirs.id });
    await feed.opened;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const expectSoon = await soonFor(host.owner.api);
    await act();
    await expectSoon(() => feed.until(({ closed }) => closed !== null, 5_000));
    await feed.close();
  };
  await closesWithinASecond(leaver.api, () => leaver.api.data('mutation { leaveOrganisation { __typename } }'));
  await closesWithinASecond(person.api, () =>
    host.owner.api.data(
      'mutation ($input: ChangeGuestCapabilitiesInput!) { changeGuestCapabilities(input: $input) { __typename } }',
      { input: { grantId, capabilities: ['CONTENT'] } },
    ),
  );
  await closesWithinASecond(person.api, () => say(agency.id, 'suspension.imposed'));
  await say(agency.id, 'suspension.lifted');
  await world.until(`select status = 'active' from identity.organisation where id = $1`, [decodeId('org', agency.id)]);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await Promise.all([
    closesWithinASecond(person.api, () => Promise.resolve()),
    closesWithinASecond(stayer.api, () => say(host.id, 'suspension.imposed')),
  ]);
});

it('ID-53 INV-40 a unit taken from a guest disappears from its open board within a second; a withdrawn guest loses its connection and its units', async () => {
  const agency = await world.organisation('Blue Heron');
  const { grantId, person } = await organisation.guest(agency, project);
  const unitId = project.units.get('12-08')!;
  const assign = (guestOrganisationId: string | null) =>
    organisation.owner.api.data(
      'mutation ($input: AssignUnitsInput!) { assignUnits(input: $input) { __typename ... on UserError { message } } }',
      { input: { projectId: project.id, unitIds: [unitId], guestOrganisationId } },
    );
  const feed = await watch(person.api);
  await assign(agency.id);
  await feed.until((one) => unitsIn(one).some(({ number }) => number === '12-08'));
  const expectSoon = await soonFor(organisation.owner.api);
  await expectSoon(async () => {
    await assign(null);
    await feed.until(({ payloads }) => payloads.some(({ data }) => data?.unitsChanged.removedUnitIds.includes(unitId)));
  });
  await flip(organisation.owner.api, '12-09');
  await assign(agency.id);
  await feed.until((one) => unitsIn(one).filter(({ number }) => number === '12-08').length >= 2);
  expect(unitsIn(feed).some(({ number }) => number === '12-09')).toBe(false);
  await organisation.owner.api.data(
    'mutation ($input: WithdrawGuestInput!) { withdrawGuest(input: $input) { __typename } }',
    { input: { grantId } },
  );
  await feed.until(({ closed }) => closed !== null, 5_000);
  expect(feed.closed?.code).toBe(4403);
  await world.until('select count(*) = 0 from inventory.unit where assigned_org_id is not null');
  await feed.close();
});

it.each(['in-process', 'http'] as const)(
  'GW-31 whoever leaves a quiet project frees its place on the bus at once (%s)',
  async (transport) => {
    const own = await World.open({ transport });
    try {
      const org = await own.organisation('Quiet');
      const tower = await org.project('Tower', ['01-01']);
      const { bus } = own.system;
      const tail = bus.tail.bind(bus);
      const open = new Set<object>();
      let opened = 0;
      bus.tail = async (...parameters) => {
        const inner = await tail(...parameters);
        open.add(inner);
        opened += 1;
        return {
          close() {
            open.delete(inner);
            inner.close();
          },
        };
      };
      for (let round = 1; round <= 20; round += 1) {
        const feed = org.owner.api.live(FEED, { id: tower.id });
        await feed.opened;
        // Some leave while their feed is still being opened.
        if (round % 4 > 0) await expect.poll(() => open.size).toBeGreaterThan(0);
        await feed.close();
        await expect.poll(() => own.system.gateway.hub.upstreams).toBe(0);
      }
      await expect.poll(() => open.size).toBe(0);
      expect(opened).toBeGreaterThanOrEqual(15);
    } finally {
      await own.close();
    }
  },
);

/** Removes all events from the bus, and those that are still to come up to a point that nobody has reached, as if they had been pruned. */
async function loseEvents({ admin }: World): Promise<void> {
  await admin.query(
    `with gone as (select coalesce(max(position), 0) + 1000 as through from bus.message)
     select setval(pg_get_serial_sequence('bus.message', 'position'), through) from gone`,
  );
  await admin.query(
    `begin; update bus.pruned set through = (select max(position) from bus.message) + 1000;
     update bus.cursor set position = (select through from bus.pruned); delete from bus.message; commit`,
  );
}

it('INV-41 GW-21 after a gap in the bus an open board is told to load again and goes on live, and everybody’s rights are asked anew', async () => {
  const own = await World.open();
  try {
    const org = await own.organisation('Cut Off');
    const tower = await org.project('Tower', ['01-01', '01-02']);
    const leaver = await org.agent('Leaver');
    const feeds = [org.owner.api.live(FEED, { id: tower.id }), leaver.api.live(FEED, { id: tower.id })];
    for (const feed of feeds) await feed.opened;
    await expect.poll(() => own.system.gateway.hub.upstreams).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 150));
    // Nothing tells of this: the event about it is among those that were lost.
    await own.admin.query(`update identity.membership set status = 'ended', ended_at = now() where user_id = $1`, [
      decodeId('user', leaver.userId),
    ]);
    await loseEvents(own);
    await feeds[1]!.until(({ closed }) => closed !== null);
    expect(feeds[1]!.closed?.code).toBe(4403);
    await feeds[0]!.until(({ payloads }) => payloads.length > 0);
    expect(feeds[0]!.payloads[0]!.data!.unitsChanged).toMatchObject({ mustRefetch: true, units: [] });
    const newcomer = org.owner.api.anotherWindow().live(FEED, { id: tower.id });
    await newcomer.opened;
    await org.owner.api.data(FLIP, {
      input: {
        unitId: tower.units.get('01-01')!,
        expectedVersion: 1,
        to: 'RESERVED',
        buyer: { new: { name: 'Irina', contact: '12345' } },
        channel: 'OTHER',
        isConfirmed: true,
        idempotencyKey: randomUUID(),
      },
    });
    for (const feed of [feeds[0]!, newcomer]) await feed.until((one) => unitsIn(one).length > 0);
    for (const feed of [...feeds, newcomer]) await feed.close();
  } finally {
    await own.close();
  }
});

it('GW-20 GW-21 whoever loses access while being let in does not stay', async () => {
  const own = await World.open();
  try {
    const org = await own.organisation('Between');
    const tower = await org.project('Tower', ['01-01']);
    const leaver = await org.agent('Leaver');
    const { organisation: seen } = await org.owner.api.data(
      '{ organisation { members { edges { node { id user { id } } } } } }',
    );
    const memberId = seen.members.edges.find(
      ({ node }: { node: { user: { id: string } } }) => node.user.id === leaver.userId,
    ).node.id;
    const { viewers, sockets } = own.system.gateway;
    const resolve = viewers.resolve.bind(viewers);
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    viewers.resolve = async (token, place, facts) => {
      const viewer = await resolve(token, place, facts);
      if (viewer.passport.user?.id === decodeId('user', leaver.userId)) {
        asked.resolve();
        await answered.promise;
      }
      return viewer;
    };
    const rechecked = Promise.withResolvers<void>();
    const recheck = sockets.recheck.bind(sockets);
    sockets.recheck = async (event) => {
      await recheck(event);
      if (event.type === 'member.deactivated') rechecked.resolve();
    };
    const feed = leaver.api.live(FEED, { id: tower.id });
    await asked.promise;
    await org.owner.api.data(
      'mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) { __typename } }',
      { input: { memberId } },
    );
    await rechecked.promise;
    answered.resolve();
    await feed.until(({ closed }) => closed !== null);
    expect(feed.closed?.code).toBe(4403);
    await feed.close();
  } finally {
    await own.close();
  }
});

it('GW-20 GW-21 security check 11: a connection does not outlive its session, whose expiry no event tells', async () => {
  const own = await World.open({ socketLimits: { recheckMilliseconds: 200 } });
  try {
    const org = await own.organisation('Expiring');
    const tower = await org.project('Tower', ['01-01']);
    const feed = org.owner.api.live(FEED, { id: tower.id });
    await feed.opened;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(feed.closed).toBeNull();
    own.clock.advance(400 * 24 * 3_600_000);
    await feed.until(({ closed }) => closed !== null);
    expect(feed.closed?.code).toBe(4401);
    await feed.close();
  } finally {
    await own.close();
  }
});

it('INV-40 INV-56 in Open mode a unit that is held back disappears from a guest’s open board', async () => {
  const developer = await world.organisation('Open Doors');
  const tower = await developer.project('Open Tower', ['01-01', '01-02']);
  const { person } = await developer.guest(await world.organisation('Grey Heron'), tower);
  const owner = developer.owner.api;
  const { setAllocationMode } = await owner.data(
    'mutation ($input: SetAllocationModeInput!) { setAllocationMode(input: $input) { __typename ... on UserError { message } } }',
    { input: { projectId: tower.id, mode: 'OPEN' } },
  );
  expect(setAllocationMode.__typename).toBe('SetAllocationModeSuccess');
  const feed = person.api.live(FEED, { id: tower.id });
  await feed.opened;
  await new Promise((resolve) => setTimeout(resolve, 150));
  const unitId = tower.units.get('01-01')!;
  const release = (isReleased: boolean) =>
    owner.data('mutation ($input: ReleaseUnitsInput!) { releaseUnits(input: $input) { __typename } }', {
      input: { projectId: tower.id, unitIds: [unitId], isReleased },
    });
  await release(false);
  await feed.until(({ payloads }) => payloads.length > 0);
  expect(feed.payloads.map(({ data }) => data?.unitsChanged)).toMatchObject([{ removedUnitIds: [unitId], units: [] }]);
  await release(true);
  await feed.until((one) => unitsIn(one).length > 0);
  expect(unitsIn(feed)).toMatchObject([{ number: '01-01' }]);
  await feed.close();
});

/** A WebSocket that speaks the protocol by hand: what came, by type, and the code with which it was closed. */
async function rawSocket(port: number, api: ApiClient) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
    headers: { host: new URL(api.origin).host, origin: api.origin, ...(api.cookie ? { cookie: api.cookie } : {}) },
  });
  const came: { type: string; id?: string; payload?: unknown }[] = [];
  const state = { closed: null as number | null };
  socket.on('message', (data) => came.push(JSON.parse(String(data))));
  socket.on('close', (code) => {
    state.closed = code;
  });
  await once(socket, 'open');
  const count = (type: string) => came.filter((one) => one.type === type).length;
  return { socket, came, state, count, say: (message: object) => socket.send(JSON.stringify(message)) };
}

it('GW-21 GW-33 security check 11: a stranger decides nothing about what we send, and may not send much', async () => {
  const stranger = world.stranger();
  const { port } = world.system.gateway;
  const polite = await rawSocket(port, stranger);
  polite.say({ type: 'ping', payload: { echo: 'me' } });
  await expect.poll(() => polite.came).toEqual([{ type: 'pong' }]);
  polite.socket.close();
  const loud = await rawSocket(port, stranger);
  loud.say({ type: 'ping', payload: { echo: 'x'.repeat(5_000) } });
  await expect.poll(() => loud.state.closed).toBe(1009);
  expect(loud.came).toEqual([]);
});

it('GW-21 GW-31 security check 11: a burst does not pass the limit of subscriptions, junk variables open no upstreams, and what ends is freed', async () => {
  const own = await World.open({ socketLimits: { subscriptions: 5 } });
  try {
    const org = await own.organisation('Burst');
    const tower = await org.project('Tower', ['01-01']);
    const { port, hub } = own.system.gateway;
    const { socket, say, count, came } = await rawSocket(port, org.owner.api);
    say({ type: 'connection_init', payload: { workspace: org.slug } });
    await expect.poll(() => count('connection_ack')).toBe(1);
    const burst = (name: string, projectId: string) => {
      for (let index = 0; index < 50; index += 1)
        say({
          type: 'subscribe',
          id: `${name}-${index}`,
          payload: { query: FEED, variables: { id: projectId, [`junk${index}`]: index } },
        });
    };
    burst('first', tower.id);
    await expect.poll(() => count('error')).toBe(45);
    expect([hub.members, hub.upstreams]).toEqual([5, 1]);
    for (let index = 0; index < 5; index += 1) say({ type: 'complete', id: `first-${index}` });
    await expect.poll(() => [hub.members, hub.upstreams]).toEqual([0, 0]);
    burst('missing', 'project_00000000000000000000000000000000');
    await expect.poll(() => came.filter(({ id }) => id?.startsWith('missing')).length).toBeGreaterThanOrEqual(50);
    await expect.poll(() => hub.members).toBe(0);
    burst('last', tower.id);
    await expect.poll(() => hub.members).toBe(5);
    socket.terminate();
    await expect.poll(() => [hub.members, hub.upstreams]).toEqual([0, 0]);
  } finally {
    await own.close();
  }
});

it('GW-33 a drain tells every client to connect again', async () => {
  const own = await World.open();
  try {
    const org = await own.organisation('Drained');
    const tower = await org.project('Tower', ['01-01']);
    const feed = org.owner.api.live(FEED, { id: tower.id });
    await feed.opened;
    await own.system.gateway.sockets.drain();
    await feed.until(({ closed }) => closed !== null);
    expect(feed.closed?.code).toBe(1012);
    await feed.close();
  } finally {
    await own.close();
  }
});
