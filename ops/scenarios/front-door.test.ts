import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { generatePassportKeys } from '@offplan/kernel/passport/passport-keys';
import { signPassport } from '@offplan/kernel/passport/sign-passport';
import { UnsecuredJWT } from 'jose';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { IdentityService } from '../../gateway/src/auth/identity-service.ts';
import type { TestOrganisation } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

let world: World;
let organisation: TestOrganisation;
beforeAll(async () => {
  world = await World.open();
  organisation = await world.organisation('Halden & Reyes');
});
afterAll(async () => world?.close());

const url = (path: string) => `http://127.0.0.1:${world.system.gateway.port}${path}`;
const raw = (
  path: string,
  options: { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string } = {},
) =>
  request(url(path), {
    method: options.method ?? 'GET',
    headers: { host: 'app.offplan.localhost', ...options.headers },
    body: options.body,
  });

it('GW-10 GW-11 the host picks the surface whatever its case, port or trailing dot; unknown hosts are 404, the API asks for a key', async () => {
  for (const host of ['app.offplan.localhost', 'APP.Offplan.LocalHost:4000', 'app.offplan.localhost.'])
    expect((await raw('/sign-in', { headers: { host } })).statusCode, host).toBe(200);
  for (const host of [
    'evil.example',
    'offplan.localhost',
    'staff.offplan.localhost',
    'app.offplan.localhost.evil.example',
    'halden-reyes.offplan.localhost',
  ]) {
    expect((await raw('/sign-in', { headers: { host } })).statusCode, host).toBe(404);
    expect(
      (
        await raw('/graphql', {
          method: 'POST',
          headers: { host, 'content-type': 'application/json' },
          body: '{"query":"{ tiers { slug } }"}',
        })
      ).statusCode,
      host,
    ).toBe(404);
  }
  expect((await raw('/graphql', { method: 'POST', headers: { host: 'api.offplan.localhost' } })).statusCode).toBe(401);
});

it('GW-11 security check 12: forwarded and internal headers from outside have no effect', async () => {
  const api = organisation.owner.api;
  const answer = await api.graphql(
    '{ viewer { workspace { organisation { slug } } } }',
    {},
    {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-for': '10.0.0.1',
      authorization: 'Passport forged',
      'offplan-address': '10.0.0.1',
    },
  );
  expect(answer.data?.viewer.workspace.organisation.slug).toBe(organisation.slug);
});

it('GW-12 security check 13: every answer carries the security headers, and scripts come from our own files only', async () => {
  for (const [path, host] of [
    ['/', 'app.offplan.localhost'],
    ['/graphql', 'app.offplan.localhost'],
    ['/auth/sign-in', 'app.offplan.localhost'],
    ['/assets/none.js', 'app.offplan.localhost'],
    ['/', 'unknown.example'],
  ] as const) {
    const { headers, body } = await raw(path, { headers: { host } });
    await body.dump();
    expect(headers['content-security-policy'], path).toMatch(
      /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
    );
    expect(headers['content-security-policy'], path).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['permissions-policy'], path).toContain('camera=()');
    expect(headers['access-control-allow-origin'], path).toBeUndefined();
  }
});

it('GW-35 security checks 9 and 10: batches, forms, GET, and foreign origins are refused', async () => {
  const json = { 'content-type': 'application/json' };
  const query = JSON.stringify({ query: '{ tiers { slug } }' });
  expect((await raw('/graphql?query={tiers{slug}}')).statusCode).toBe(405);
  expect(
    (await raw('/graphql', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: query })).statusCode,
  ).toBe(415);
  expect(
    (
      await raw('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'query={tiers{slug}}',
      })
    ).statusCode,
  ).toBe(415);
  expect((await raw('/graphql', { method: 'POST', headers: json, body: `[${query},${query}]` })).statusCode).toBe(400);
  expect(
    (await raw('/graphql', { method: 'POST', headers: { ...json, origin: 'https://evil.example' }, body: query }))
      .statusCode,
  ).toBe(403);
  expect(
    (await raw('/auth/sign-in', { method: 'POST', headers: { ...json, origin: 'https://evil.example' }, body: '{}' }))
      .statusCode,
  ).toBe(403);
  expect((await raw('/graphql', { method: 'POST', headers: json, body: query })).statusCode).toBe(200);
});

it('GW-35 security check 7: each limit is met with 400 and BAD_USER_INPUT', async () => {
  const api = organisation.owner.api;
  const deep = `{ viewer { workspace { organisation { ${'members { edges { node { user { '.repeat(4)} id ${'} } } }'.repeat(4)} } } } }`;
  const cases: Record<string, string> = {
    depth: deep,
    aliases: `{ ${Array.from({ length: 40 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
    'root fields': `{ ${Array.from({ length: 12 }, (_, index) => `a${index}: tiers { slug }`).join(' ')} }`,
    tokens: `{ ${'__typename '.repeat(4_000)} }`,
    directives: `{ tiers { ${'slug @include(if: true) '.repeat(25)} } }`,
    values:
      '{ projects(first: 100) { edges { node { id buildings { id } activity(days: 5) { date } } } } organisation { members(first: 100) { edges { node { id user { id name } } } } auditLog(first: 30000) { edges { node { id } } } } }',
    'fragment spreads itself': 'query { viewer { ...F } } fragment F on Viewer { user { id } ...F }',
  };
  for (const [what, query] of Object.entries(cases)) {
    const answer = await api.graphql(query);
    expect(answer.status, what).toBe(400);
    expect(answer.errors?.[0]?.extensions.code, what).toBe('BAD_USER_INPUT');
  }
  expect((await api.graphql('{ projects(first: 101) { edges { node { id } } } }')).errors?.[0]?.extensions.code).toBe(
    'BAD_USER_INPUT',
  );
});

it('GW-35 GW-38 security checks 8 and 39: no introspection, no subgraph doors, no suggestions, and errors without internals', async () => {
  const api = organisation.owner.api;
  for (const query of [
    '{ __schema { types { name } } }',
    '{ _service { sdl } }',
    '{ _entities(representations: []) { __typename } }',
    '{ resolveViewer(input: { sessionToken: "x" }) { passport } }',
    '{ projectz { id } }',
  ]) {
    const answer = await api.graphql(query);
    expect(answer.status, query).toBe(400);
    expect(answer.text, query).not.toMatch(/Did you mean|stack|\.ts:|node_modules/);
    expect(answer.errors?.[0]?.extensions, query).toMatchObject({
      code: 'BAD_USER_INPUT',
      requestId: expect.any(String),
    });
  }
  const broken = await raw('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
  expect(broken.statusCode).toBe(400);
  expect(await broken.body.text()).not.toMatch(/at .*\(/);
});

it('GW-20 security checks 4 and 31: a subgraph refuses whatever has no valid passport', async () => {
  const http = await World.open({ transport: 'http' });
  try {
    const { inventory } = http.system.subgraphUrls;
    const call = (authorization?: string) =>
      request(`${inventory}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
        body: '{"query":"{ _service { sdl } }"}',
      });
    const foreign = await signPassport({ kind: 'gateway' }, (await generatePassportKeys()).privateKey);
    const unsigned = new UnsecuredJWT({ passport: { kind: 'gateway' } })
      .setIssuer('offplan-gateway')
      .setAudience('offplan-subgraph')
      .setIssuedAt()
      .setExpirationTime('1m')
      .encode();
    for (const authorization of [undefined, 'Bearer x', 'Passport x', `Passport ${foreign}`, `Passport ${unsigned}`]) {
      const answer = await call(authorization);
      expect(answer.statusCode).toBe(401);
      expect(await answer.body.text()).not.toContain('type ');
    }
    const socket = new WebSocket(`${inventory!.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send('{"type":"connection_init","payload":{"passport":"x"}}'));
    expect(await closed).toBe(4403);
  } finally {
    await http.close();
  }
});

it('GW-21 security check 11: a WebSocket without our origin or without a session gets no connection', async () => {
  const open = (headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(url('/graphql').replace('http', 'ws'), 'graphql-transport-ws', {
        headers: { host: 'app.offplan.localhost', ...headers },
      });
      socket.on('unexpected-response', (_, response) => resolve(`http ${response.statusCode}`));
      socket.on('error', () => {});
      socket.on('open', () => socket.send('{"type":"connection_init","payload":{}}'));
      socket.on('close', (code) => resolve(`closed ${code}`));
    });
  expect(await open({})).toBe('http 403');
  expect(await open({ origin: 'https://evil.example' })).toBe('http 403');
  expect(await open({ origin: 'http://app.offplan.localhost' })).toBe('closed 4401');
  expect(await open({ origin: 'http://app.offplan.localhost', host: 'other.example' })).toBe('http 404');
});

/** Writes these lines as they are and never ends its own side; resolves with the status line of the answer. */
function speak(lines: string[]): Promise<string> {
  const socket = connect({ port: world.system.gateway.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    socket.once('data', (data) => resolve(String(data).split('\r\n')[0]!));
    socket.once('error', reject);
  });
}

const openConnections = () =>
  new Promise<number>((resolve, reject) =>
    world.system.gateway.httpServer.getConnections((fault, count) => (fault ? reject(fault) : resolve(count))),
  );

it('GW-35 a request line that is no address is refused, for pages and for WebSockets, and the gateway lives on', async () => {
  const host = 'Host: app.offplan.localhost';
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  expect(await speak(['GET http:// HTTP/1.1', host])).toBe('HTTP/1.1 400 Bad Request');
  expect(await speak(['GET http:// HTTP/1.1', host, ...upgrade])).toBe('HTTP/1.1 400 Bad Request');
  expect(await speak(['GET // HTTP/1.1', host])).toBe('HTTP/1.1 200 OK');
  expect(await speak(['GET // HTTP/1.1', host, ...upgrade])).toBe('HTTP/1.1 404 Not Found');
  expect((await raw('/health')).statusCode).toBe(200);
});

it('GW-33 a refused WebSocket is cut even when its peer never ends the connection', async () => {
  const before = await openConnections();
  const refused = ['GET /graphql HTTP/1.1', 'Host: app.offplan.localhost', 'Connection: Upgrade', 'Upgrade: websocket'];
  for (let count = 0; count < 20; count += 1) expect(await speak(refused)).toBe('HTTP/1.1 403 Forbidden');
  await expect.poll(openConnections).toBeLessThanOrEqual(before);
});

it('GW-35 a made-up cookie buys no larger request: only whoever is signed in may send a unit list', async () => {
  const body = JSON.stringify({ query: '{ tiers { slug } }', variables: { padding: 'x'.repeat(1_000_000) } });
  const send = (cookie: string) =>
    raw('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body });
  const refused = await send(`__Host-offplan-session=${'a'.repeat(43)}`);
  expect(refused.statusCode).toBe(413);
  expect(refused.headers.connection).toBe('close');
  expect((await send(organisation.owner.api.cookie!)).statusCode).toBe(200);
});

it('GW-36 in production only registered operations run, and every other gets the same answer', async () => {
  const { TrustedDocuments } = await import('../../gateway/src/protection/trusted-documents.ts');
  const text = '{ tiers { slug } }';
  const id = createHash('sha256').update(text).digest('hex');
  const strict = new TrustedDocuments({ [`sha256:${id}`]: text }, false);
  expect(strict.find({ documentId: `sha256:${id}` })).toEqual({ text, isTrusted: true });
  expect(strict.find({ query: text })).toEqual({ text, isTrusted: true });
  expect([
    strict.find({ query: '{ tiers { name } }' }),
    strict.find({ documentId: 'sha256:00' }),
    strict.find({}),
  ]).toEqual([null, null, null]);
});

it('SCH-4 GW-4 with billing and growth down the board still answers, and their fields are null with a typed error', async () => {
  const http = await World.open({ transport: 'http' });
  try {
    const org = await http.organisation('Half Down');
    const project = await org.project('Tower', ['12-03']);
    await http.system.stopServing('billing');
    await http.system.stopServing('growth');
    const answer = await org.owner.api.graphql(
      `query ($id: ID!) { project(by: { id: $id }) { name activity { date } organisation { name plan { tier { slug } } } buildings { board { units { number viewerCan { flipTo { isAllowed } } availability { status } } } } } }`,
      { id: project.id },
    );
    expect(answer.data?.project).toMatchObject({
      name: 'Tower',
      activity: null,
      organisation: { name: 'Half Down', plan: null },
      buildings: [{ board: { units: [{ number: '12-03', availability: { status: 'AVAILABLE' } }] } }],
    });
    expect(new Set(answer.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['SERVICE_UNAVAILABLE']));
    const flip = await org.owner.api.data(
      'mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }',
      {
        input: {
          unitId: project.units.get('12-03'),
          expectedVersion: 1,
          to: 'RESERVED',
          buyer: { new: { name: 'B', contact: '123' } },
          channel: 'OTHER',
          isConfirmed: true,
          idempotencyKey: 'half-down-1',
        },
      },
    );
    expect(flip.flipUnit.__typename).toBe('FlipUnitSuccess');
  } finally {
    await http.close();
  }
});

it('GW-37 security check 16: requests of one network at sign-in, and of one person at GraphQL, are limited, with headers and an answer that say for how long', async () => {
  const narrow = await World.open({ settings: { OFFPLAN_AUTH_LIMIT: '8', OFFPLAN_GRAPHQL_LIMIT: '20' } });
  try {
    const { owner } = await narrow.organisation('Narrow House');
    const stranger = narrow.stranger();
    const answers = [];
    for (let attempt = 0; attempt < 8; attempt += 1)
      answers.push(await stranger.post('/auth/sign-up', { name: 'Machine' }));
    // The Owner's sign-up was two of them.
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422, 429, 429]);
    expect(answers[0]!.headers).toMatchObject({
      'ratelimit-policy': '"auth";q=8;w=60',
      ratelimit: expect.stringMatching(/^"auth";r=5;t=\d+$/),
    });
    const refused = answers.at(-1)!;
    expect(refused.body).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    expect(refused.headers['retry-after']).toBe(String(refused.body.retryAfterSeconds));
    expect((await stranger.post('/auth/passkey/options', { purpose: 'sign_in' })).status).toBe(429);

    let last = await owner.api.graphql('{ tiers { slug } }');
    for (let more = 0; more < 30 && last.status === 200; more += 1)
      last = await owner.api.graphql('{ tiers { slug } }');
    expect(last).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(last.headers['retry-after']).toMatch(/^\d+$/);
    // Others go on.
    expect((await stranger.graphql('{ tiers { slug } }')).status).toBe(200);
  } finally {
    await narrow.close();
  }
});

it('GW-37 security check 10: no foreign page uses up the sign-ins of its visitor’s network, and a page that finds them used up says so in words', async () => {
  const narrow = await World.open({ settings: { OFFPLAN_AUTH_LIMIT: '4' } });
  const send = async (path: string, headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') => {
    const answer = await request(`http://127.0.0.1:${narrow.system.gateway.port}${path}`, {
      method,
      headers: { host: 'app.offplan.localhost', ...headers },
      body: method === 'POST' ? '{}' : undefined,
    });
    await answer.body.dump();
    return answer;
  };
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  try {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      expect((await send('/auth/sign-in', { 'content-type': 'text/plain' }, 'POST')).statusCode).toBe(415);
      const origin = 'https://evil.example';
      expect((await send('/auth/sign-in', { 'content-type': 'application/json', origin }, 'POST')).statusCode).toBe(
        403,
      );
      for (const path of ['/auth/google/start', '/auth/google/callback'])
        for (const into of ['image', 'iframe', 'script'])
          expect((await send(path, { ...foreign, 'sec-fetch-dest': into })).statusCode, `${path} ${into}`).toBe(403);
    }
    // Google leads back here from its own site, and that counts.
    const led = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const answers = [];
    for (let attempt = 0; attempt < 5; attempt += 1) answers.push(await send('/auth/google/callback', led));
    expect(answers.map(({ headers }) => headers.location)).toEqual([
      ...Array.from({ length: 4 }, () => '/sign-in?problem=provider_refused'),
      '/sign-in?problem=rate_limited',
    ]);
    expect(answers.at(-1)!.statusCode).toBe(303);
    expect((await send('/auth/google/start?next=/w/halden', led)).headers.location).toBe(
      '/sign-in?problem=rate_limited&next=%2Fw%2Fhalden',
    );
    expect((await send('/auth/google/start?next=//evil.example', led)).headers.location).toBe(
      '/sign-in?problem=rate_limited',
    );
  } finally {
    await narrow.close();
  }
});

it('GW-37 security check 16: made-up sessions and workspaces are counted before identity is asked about them, and people who are signed in go on from the same network', async () => {
  const narrow = await World.open({ settings: { OFFPLAN_GRAPHQL_LIMIT: '10' } });
  const { port } = narrow.system.gateway;
  const headers = { host: 'app.offplan.localhost', 'content-type': 'application/json' };
  const body = '{"query":"{ tiers { slug } }"}';
  const ask = async (cookie: string, workspace: string) => {
    const answer = await request(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { ...headers, cookie, 'offplan-workspace': workspace },
      body,
    });
    await answer.body.dump();
    return answer.statusCode;
  };
  const madeUp = (number: number) => `__Host-offplan-session=${String(number).padStart(43, 'a')}`;
  const connect = (cookie: string) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
        headers: { host: headers.host, origin: `http://${headers.host}`, cookie },
      });
      socket.on('open', () => socket.send('{"type":"connection_init","payload":{}}'));
      socket.on('close', resolve);
    });
  try {
    const { owner, slug } = await narrow.organisation('Cookie House');
    const { owner: other } = await narrow.organisation('Second House');
    const asked = vi.spyOn(IdentityService.prototype, 'resolveViewer');
    // Whoever is signed in costs its network nothing, however often it is asked about.
    for (let count = 0; count < 6; count += 1)
      for (const { cookie } of [owner.api, other.api]) {
        narrow.system.gateway.viewers.forgetAll();
        expect(await ask(cookie!, '')).toBe(200);
      }
    expect(asked).toHaveBeenCalledTimes(12);
    // Past its own limit it cannot go on by naming other workspaces.
    for (let number = 0; number < 40; number += 1) await ask(owner.api.cookie!, `${slug}-${number}`);
    for (let number = 0; number < 40; number += 1) await ask(madeUp(number), '');
    expect(asked.mock.calls.length).toBeLessThan(12 + 15);
    expect(await ask(madeUp(50), '')).toBe(429);
    expect(await connect(madeUp(51))).toBe(4291);
    const log = await request(`http://127.0.0.1:${port}/export/audit`, {
      headers: { host: headers.host, cookie: madeUp(53) },
    });
    expect(log.statusCode).toBe(429);
  } finally {
    vi.restoreAllMocks();
    await narrow.close();
  }
});
