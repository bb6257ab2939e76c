import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { uuidv7 } from '@offplan/kernel/ids';
import { buildSchema } from 'graphql';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthRoute } from '../../gateway/src/auth/auth-route.ts';
import { GOOGLE_ROUTES } from '../../gateway/src/auth/google-routes.ts';
import { LINK_ROUTES } from '../../gateway/src/auth/link-routes.ts';
import { PASSKEY_ROUTES } from '../../gateway/src/auth/passkey-routes.ts';
import { SESSION_ROUTES } from '../../gateway/src/auth/session-routes.ts';
import { SIGN_UP_ROUTES } from '../../gateway/src/auth/sign-up-routes.ts';
import { ADMIN_APP, buildAdminApp } from '../local/admin-app.ts';
import { World } from '../testing/world.ts';

const APP = 'app.offplan.localhost';
const JSON_BODY = { 'content-type': 'application/json' };
const TIERS = '{ tiers { slug } }';
const ROUTES: Readonly<Record<string, AuthRoute>> = {
  ...SESSION_ROUTES,
  ...PASSKEY_ROUTES,
  ...GOOGLE_ROUTES,
  ...LINK_ROUTES,
  ...SIGN_UP_ROUTES,
};
const POSTED = Object.keys(ROUTES).filter((path) => ROUTES[path]!.method === 'POST');
/** What an answer must never hold: stacks, files, addresses within, words of libraries. */
const INTERNALS =
  /\n\s+at |node:internal|node_modules|\.ts:|\.mjs:|ECONNREFUSED|postgres|127\.0\.0\.1|argon2|Kysely|Mikro/i;

let world: World;
beforeAll(async () => {
  await buildAdminApp();
  world = await World.open({ isProduction: true, transport: 'http', documents: [TIERS] });
  for (const [slug, status] of [
    ['served', 'active'],
    ['put-away', 'free_guest_archived'],
  ]) {
    const id = uuidv7();
    await world.admin.query('insert into identity.organisation_slug (slug, org_id) values ($1, $2)', [slug, id]);
    await world.admin.query(
      `insert into identity.organisation (id, slug, name, country, time_zone, locale, created_at, slug_since, last_activity_at, status)
       values ($1, $2, 'Some Estates', 'AE', 'Asia/Dubai', 'en', now(), now(), now(), $3)`,
      [id, slug, status],
    );
    if (slug === 'served')
      await world.admin.query(
        `insert into identity.organisation_slug (slug, org_id, until) values ('former', $1, now() + interval '80 d')`,
        [id],
      );
  }
}, 120_000);
afterAll(async () => world?.close());

async function ask(
  path: string,
  options: { host?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const answer = await request(`http://127.0.0.1:${world.system.gateway.port}${path}`, {
    method: (options.method ?? 'GET') as 'GET',
    headers: { host: options.host ?? APP, ...options.headers },
    body: options.body,
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}
const post = (path: string, body: string, headers: Record<string, string> = JSON_BODY) =>
  ask(path, { method: 'POST', headers, body });
const graphql = (operation: object) => post('/graphql', JSON.stringify(operation));
/** Without the id of the request. */
const same = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<request>');

/** Every address that there is, and some that are not, each in a way that people and machines ask for it. */
function everyAddress(): [string, Parameters<typeof ask>[1]][] {
  const files = globSync('**/*', { cwd: ADMIN_APP, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(ADMIN_APP.length)}/${entry.name}`);
  const pages = ['/', '/sign-in', '/sign-up', '/w/served/team', '/account', '/confirm-sign-up/x', '/invitation/x'];
  const guesses = [
    '/.built-from',
    '/.env',
    '/.git/config',
    '/metrics',
    '/debug',
    '/assets/none.js',
    '/assets/..%2f..%2fpackage.json',
  ];
  const own = [
    '/graphql',
    '/export/audit',
    '/.well-known/offplan-audit-key',
    '/.well-known/none',
    '/health',
    '/auth/none',
  ];
  const asked = [...files, ...pages, ...guesses, ...own, ...Object.keys(ROUTES)];
  return [
    ...asked.map((path): [string, object] => [path, {}]),
    ...asked.map((path): [string, object] => [path, { method: 'HEAD' }]),
    ...[...pages, '/graphql', ...POSTED].map((path): [string, object] => [
      path,
      { method: 'POST', headers: JSON_BODY, body: '{}' },
    ]),
    ...['/', '/graphql', '/auth/sign-in'].map((path): [string, object] => [
      path,
      { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } },
    ]),
    ...['api', 'served', 'put-away', 'former', 'nobody', 'staff'].flatMap((label) =>
      ['/', '/sign-in', '/graphql'].map((path): [string, object] => [path, { host: `${label}.offplan.localhost` }]),
    ),
    ['/', { host: 'evil.example' }],
    ['/%ff%00', {}],
  ];
}

it('GW-12 security checks 13 and 37: every address of every host answers with the whole set of headers, nothing private may be kept, and no page has a script of its own', async () => {
  const addresses = everyAddress();
  expect(addresses.length).toBeGreaterThan(100);
  const nonces = new Set<string>();
  for (const [path, options] of addresses) {
    const where = `${options?.method ?? 'GET'} ${options?.host ?? ''}${path}`;
    const { status, headers, text } = await ask(path, options);
    expect(status, where).toBeLessThan(500);
    const policy = Object.fromEntries(
      String(headers['content-security-policy'])
        .split('; ')
        .map((one) => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]),
    );
    expect(policy, where).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'frame-src': "'none'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
    });
    expect(policy['style-src'], where).toMatch(/^'self' 'nonce-[\w+/=]{24}'$/);
    nonces.add(policy['style-src']!);
    expect(headers, where).toMatchObject({
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': expect.any(String),
    });
    for (const name of Object.keys(headers)) expect(name, where).not.toMatch(/^access-control|^server$|^x-powered-by/);
    // Only what has its hash in its name, the icons, the public key and the way from a former name may be kept.
    const mayBeKept = (status === 200 && /^\/(assets\/|[\w-]+\.\w+$|.*audit-key$)/.test(path)) || status === 301;
    if (!mayBeKept) expect(headers['cache-control'], where).toMatch(/no-store/);
    // What begins with a dot is nobody's business: the app's page comes instead.
    if (status === 200 && /\/\.(?!well)/.test(path)) expect(headers['content-type'], where).toContain('text/html');
    if (!String(headers['content-type']).startsWith('text/html')) continue;
    expect(text, where).not.toMatch(/<script(?![^>]*\bsrc="\/)|\son\w+\s*=|javascript:/i);
    expect(text, where).not.toMatch(/(src|href)="(https?:)?\/\//);
  }
  expect(nonces.size).toBe(addresses.length);
});

it('GW-36 security check 8: what is not registered gets one answer, whatever it asks about: schema, subgraphs, close misses, persisted queries', async () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const refused = await graphql({ query: '{ nothing }' });
  expect(refused.status).toBe(400);
  for (const operation of [
    { query: '{ __schema { types { name } } }' },
    { query: 'query IntrospectionQuery { __schema { queryType { name } } }' },
    { query: '{ __type(name: "User") { fields { name } } }' },
    { query: '{ __typename }' },
    { query: '{ _service { sdl } }' },
    { query: '{ _entities(representations: [{ __typename: "User", id: "x" }]) { __typename } }' },
    { query: '{ tierz { slug } }' },
    { query: ' { tiers { slug } }' },
    { query: `${TIERS} #` },
    { query: '{' },
    { query: '' },
    { query: { toString: TIERS } },
    { documentId: 'sha256:00' },
    { documentId: '__proto__' },
    { documentId: '', query: TIERS },
    {
      query: '{ tiers { name } }',
      extensions: { persistedQuery: { version: 1, sha256Hash: hash('{ tiers { name } }') } },
    },
    { extensions: { persistedQuery: { version: 1, sha256Hash: hash(TIERS) } } },
    { query: '{ __schema { types { name } } }', extensions: { documentId: hash('{ __schema { types { name } } }') } },
    {},
  ]) {
    const answer = await graphql(operation);
    expect([answer.status, same(answer.text)], JSON.stringify(operation)).toEqual([400, same(refused.text)]);
  }
  for (const accept of ['text/html', 'application/json', '*/*'])
    expect((await ask('/graphql', { headers: { accept } })).status).toBe(405);
  for (const operation of [{ query: TIERS }, { documentId: hash(TIERS) }, { extensions: { documentId: hash(TIERS) } }])
    expect(JSON.parse((await graphql(operation)).text).data.tiers).toHaveLength(4);
});

it('security check 9: whoever guesses passwords, codes or links makes one request for each guess: no operation of the API takes them, and no route a list', async () => {
  const own = buildSchema(await readFile(new URL('../../schema/generated/identity.graphql', import.meta.url), 'utf8'), {
    assumeValidSDL: true,
  });
  const ofGateway = [own.getQueryType()!, own.getMutationType()!].flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === 'inaccessible'))
      .map(({ name }) => name),
  );
  expect(ofGateway).toEqual(
    expect.arrayContaining([
      ...['signIn', 'completeSignIn', 'proveIdentity', 'signInByPasskey', 'requestPasswordReset', 'resetPassword'],
      ...['signUp', 'confirmSignUp', 'joinByInvitation', 'confirmEmail', 'resolveViewer'],
    ]),
  );
  for (const variant of ['api', 'integrator', 'public']) {
    const text = await readFile(new URL(`../../schema/generated/${variant}.graphql`, import.meta.url), 'utf8');
    for (const name of ofGateway) expect(text, `${name} in ${variant}`).not.toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  }
  expect(POSTED.length).toBeGreaterThan(12);
  for (const path of POSTED) {
    const list = await post(path, JSON.stringify([{ email: 'a@b.example', password: 'x' }, { code: '000000' }]));
    // Where no form is looked at there is nothing to guess: signing out, and asking the provider.
    if (path === '/auth/sign-out' || path === '/auth/google/link') continue;
    expect(list.status, path).toBe(422);
  }
});

it('security check 10: no foreign page can have a browser send anything that counts: forms, plain text, other methods and origins are refused on every route', async () => {
  for (const path of ['/graphql', ...POSTED]) {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
      '',
    ])
      expect((await post(path, '{}', type ? { 'content-type': type } : {})).status, `${path} ${type}`).toBe(415);
    for (const origin of [
      'https://evil.example',
      'https://served.offplan.localhost',
      `http://${APP}`,
      'null',
      `https://${APP}.evil.example`,
    ])
      expect((await post(path, '{}', { ...JSON_BODY, origin })).status, `${path} ${origin}`).toBe(403);
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'])
      expect((await ask(`${path}?query={tiers{slug}}&email=a`, { method })).status, `${method} ${path}`).toBe(405);
  }
  expect(
    (await post('/graphql', JSON.stringify({ query: TIERS }), { ...JSON_BODY, origin: `https://${APP}` })).status,
  ).toBe(200);
});

describe('what goes wrong', () => {
  it('security check 39: bodies that no program of ours would send are refused with words of ours alone', async () => {
    const deep = `${'['.repeat(50_000)}`;
    for (const path of ['/graphql', ...POSTED])
      for (const body of [
        '',
        '{',
        'null',
        '"text"',
        '7',
        '[]',
        '\u0000',
        deep,
        '{"__proto__":{"email":"x"}}',
        '{"constructor":1}',
      ]) {
        const answer = await post(path, body);
        expect(answer.status, `${path} ${body.slice(0, 30)}`).toBeLessThan(500);
        expect(answer.text, `${path} ${body.slice(0, 30)}`).not.toMatch(INTERNALS);
      }
  });

  it('security check 39: when identity is gone nobody is let in, every route says so in the same words, and the pages still come', async () => {
    await world.system.stopServing('identity');
    const cookie = `__Host-offplan-session=${'a'.repeat(43)}`;
    const forms: Record<string, object> = {
      '/auth/sign-in': { email: 'a@b.example', password: 'x' },
      '/auth/request-password-reset': { email: 'a@b.example' },
      '/auth/reset-password': { token: 'x', password: 'x' },
      '/auth/confirm-email': { token: 'x' },
    };
    for (const [path, form] of Object.entries({ ...forms, '/graphql': { query: TIERS } })) {
      const { status, text, headers } = await post(path, JSON.stringify(form), { ...JSON_BODY, cookie });
      expect([status, JSON.parse(text).errors[0].extensions.code], path).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect(text, path).not.toMatch(INTERNALS);
      expect(headers['set-cookie'], path).toBeUndefined();
    }
    for (const path of ['/export/audit?workspace=served&format=csv', '/.well-known/offplan-audit-key']) {
      const { status, text } = await ask(path, { headers: { cookie } });
      expect(status, path).toBe(503);
      expect(text, path).not.toMatch(INTERNALS);
    }
    // An address that nobody has asked for: known ones are remembered for a second.
    expect((await ask('/', { host: 'not-asked-yet.offplan.localhost' })).status).toBe(503);
    expect((await ask('/sign-in')).status).toBe(200);
  });
});
