import { decodeId } from '@offplan/kernel/ids';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authenticatorCode } from '../testing/authenticator-code.ts';
import { soonFor } from '../testing/expect-soon.ts';
import type { TestOrganisation } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

const PASSWORD = 'violet harbour lantern';
const NEW_PASSWORD = 'granite otter violin 12';

let world: World;
let organisation: TestOrganisation;
beforeAll(async () => {
  world = await World.open({
    settings: {
      OFFPLAN_SIGN_IN_LIMIT: '40',
      // Nobody listens there: the provider is down.
      OFFPLAN_GOOGLE_ISSUER: 'http://127.0.0.1:9',
      OFFPLAN_GOOGLE_CLIENT_ID: 'offplan-test',
      OFFPLAN_GOOGLE_CLIENT_SECRET: 'offplan-test-secret',
    },
  });
  organisation = await world.organisation('Halden Sign-in');
});
afterAll(async () => world?.close());

const raw = (
  path: string,
  options: { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string } = {},
) =>
  request(`http://127.0.0.1:${world.system.gateway.port}${path}`, {
    method: options.method ?? 'GET',
    headers: { host: 'app.offplan.localhost', ...options.headers },
    body: options.body,
  });
const signIn = async () => {
  const api = world.stranger();
  const answer = await api.post('/auth/sign-in', { email: organisation.owner.email, password: PASSWORD });
  expect(answer.status).toBe(200);
  api.workspace = organisation.slug;
  return api;
};
const WHO = '{ viewer { user { id } sessions { edges { node { id isCurrent } } } } }';
/** A session may be remembered by the gateway for a second. */
const oneSecond = () => new Promise((resolve) => setTimeout(resolve, 1_050));

it('security check 14: each cookie of signing in is __Host-, Secure, HttpOnly and SameSite=Lax, and a sign-in ends the session before it', async () => {
  const api = await signIn();
  const before = api.cookie!;
  const answer = await api.post('/auth/sign-in', { email: organisation.owner.email, password: PASSWORD });
  const cookies = [answer.headers['set-cookie'] ?? []].flat();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies)
    expect(cookie).toMatch(/^__Host-offplan-[a-z-]+=[\w-]*; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=\d+$/);
  expect(answer.headers['cache-control']).toBe('no-store');
  const old = world.stranger();
  old.cookie = before;
  expect((await old.data('{ viewer { user { id } } }')).viewer).toBeNull();
});

it('ID-4 ID-32 an ended session closes its own open sockets within a second, and no other of the same person', async () => {
  const project = await organisation.project('Revocation Tower', ['01-01']);
  const [here, there] = [await signIn(), await signIn()];
  const watch = 'subscription ($id: ID!) { unitsChanged(projectId: $id) { removedUnitIds } }';
  const feeds = [here, there].map((api) => api.live(watch, { id: project.id }));
  await Promise.all(feeds.map((feed) => feed.opened));
  const { viewer } = await there.data(WHO);
  const current = viewer.sessions.edges.find(({ node }: { node: { isCurrent: boolean } }) => node.isCurrent).node.id;
  const expectSoon = await soonFor(here);
  await expectSoon(async () => {
    const { endSession } = await here.data(
      'mutation ($input: EndSessionInput!) { endSession(input: $input) { __typename } }',
      { input: { sessionId: current } },
    );
    expect(endSession.__typename).toBe('EndSessionSuccess');
    await feeds[1]!.until((feed) => feed.closed !== null, 5_000);
  });
  expect(feeds[1]!.closed).toMatchObject({ code: 4401 });
  await oneSecond();
  expect(feeds[0]!.closed).toBeNull();
  expect((await there.data('{ viewer { user { id } } }')).viewer).toBeNull();
  expect((await here.data('{ viewer { user { id } } }')).viewer).not.toBeNull();
  await Promise.all(feeds.map((feed) => feed.close()));
});

it('ID-2 ID-3 security check 36: the link of the mail opens a page that uses nothing up, is not kept and tells no referrer; its POST sets the password', async () => {
  const person = await organisation.agent('Forgetful');
  const stranger = world.stranger();
  expect((await stranger.post('/auth/request-password-reset', { email: person.email })).status).toBe(202);
  expect(await stranger.post('/auth/request-password-reset', { email: 'nobody@sign-in.example' })).toMatchObject({
    status: 202,
    body: { ok: true },
  });
  const link = new URL((await world.mailTo(person.email, 'reset_password')).links[0]!);
  expect(link.pathname).toMatch(/^\/reset-password\/[\w-]{43}$/);
  for (let scan = 0; scan < 3; scan += 1) {
    const page = await raw(link.pathname);
    await page.body.dump();
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  }
  for (const route of ['/auth/reset-password', '/auth/confirm-email'])
    expect((await raw(`${route}?token=x`)).statusCode, route).toBe(405);
  const token = link.pathname.split('/').at(-1);
  const reset = await stranger.post('/auth/reset-password', { token, password: NEW_PASSWORD });
  expect(reset).toMatchObject({ status: 200, body: { ok: true } });
  // It signs nobody in.
  expect(stranger.cookie).toBeNull();
  await oneSecond();
  expect((await person.api.data('{ viewer { user { id } } }')).viewer).toBeNull();
  expect((await stranger.post('/auth/sign-in', { email: person.email, password: NEW_PASSWORD })).status).toBe(200);
  await world.mailTo(person.email, 'password_changed');
});

it('security check 15: wherever a redirect is asked to lead, it stays on this host; a provider that is down is said on the sign-in page', async () => {
  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/%5Cevil.example/../..//evil.example',
    'http:evil.example',
    '/w/halden',
  ]) {
    const answer = await raw(`/auth/google/start?${new URLSearchParams({ next })}`);
    await answer.body.dump();
    expect(answer.statusCode, next).toBe(303);
    const location = new URL(String(answer.headers.location), 'http://app.offplan.localhost');
    expect(location.origin, next).toBe('http://app.offplan.localhost');
    expect(location.pathname, next).toBe('/sign-in');
    expect(location.searchParams.get('problem')).toBe('provider_unavailable');
    const onwards = new URL(location.searchParams.get('next') ?? '/', location);
    expect(onwards.origin, next).toBe('http://app.offplan.localhost');
  }
  const back = await raw('/auth/google/callback?code=x&state=y');
  expect([back.statusCode, back.headers.location]).toEqual([303, '/sign-in?problem=provider_refused']);
  // To link is no GET: a foreign page could otherwise link somebody else's account.
  expect((await raw('/auth/google/link')).statusCode).toBe(405);
});

it('security checks 9 and 17: routes of later steps refuse without the earlier ones, and forms that are none get no further', async () => {
  const stranger = world.stranger();
  const passkey = { id: 'x', response: {} };
  const answers = await Promise.all([
    stranger.post('/auth/second-factor', { code: '123456' }),
    stranger.post('/auth/prove', { password: PASSWORD }),
    stranger.post('/auth/passkey/options', { purpose: 'register' }),
    stranger.post('/auth/passkey/options', { purpose: 'second_factor' }),
    stranger.post('/auth/google/link', {}),
  ]);
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    [401, 'SIGN_IN_EXPIRED'],
    [401, 'SIGN_IN_EXPIRED'],
    [401, 'SIGN_IN_EXPIRED'],
    [401, 'SIGN_IN_EXPIRED'],
    // The provider is asked first, and is down.
    [409, 'PROVIDER_UNAVAILABLE'],
  ]);
  expect(await stranger.post('/auth/passkey/sign-in', { passkey })).toMatchObject({
    status: 409,
    body: { code: 'PASSKEY_REFUSED' },
  });
  for (const body of [null, [], [{ email: 'a', password: 'b' }], 'text', { email: {}, password: [] }, { email: 'a' }])
    expect((await stranger.post('/auth/sign-in', body)).status, JSON.stringify(body)).toBe(422);
});

it('ID-6 ID-14 a revived person with an authenticator app gets the second step, by a sign-up and by an invitation, and no session before it', async () => {
  for (const way of ['sign-up', 'invitation']) {
    const person = await organisation.agent(`Revived by ${way}`);
    const { beginAuthenticator } = await person.api.data(
      'mutation { beginAuthenticator { ... on BeginAuthenticatorSuccess { secret } } }',
    );
    const { confirmAuthenticator } = await person.api.data(
      'mutation ($input: ConfirmAuthenticatorInput!) { confirmAuthenticator(input: $input) { __typename } }',
      { input: { code: authenticatorCode(beginAuthenticator.secret, world.clock.now()) } },
    );
    expect(confirmAuthenticator.__typename).toBe('RecoveryCodesSuccess');
    await world.admin.query(`update identity.membership set status = 'ended' where user_id = $1`, [
      decodeId('user', person.userId),
    ]);
    const api = world.stranger();
    const form = { name: 'Revived', password: NEW_PASSWORD, acceptTerms: true };
    let answer: Awaited<ReturnType<typeof api.post>>;
    if (way === 'sign-up') {
      await api.post('/auth/sign-up', {
        ...form,
        email: person.email,
        organisation: { name: 'Revived House', slug: 'revived-house', country: 'AE' },
      });
      const [link] = (await world.mailTo(person.email, 'confirm_sign_up')).links;
      answer = await api.post('/auth/confirm-sign-up', { token: link!.split('/').at(-1) });
    } else {
      await organisation.owner.api.data(
        'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename } }',
        { input: { email: person.email, role: 'SALES_AGENT' } },
      );
      const [link] = (await world.mailTo(person.email, 'member_invitation')).links;
      answer = await api.post('/auth/join', { ...form, invitationToken: link!.split('/').at(-1) });
    }
    expect(answer, way).toMatchObject({
      status: 200,
      body: { next: 'second_factor', methods: ['authenticator', 'recovery_code'] },
    });
    expect(JSON.stringify(answer.headers['set-cookie']), way).not.toContain('offplan-session');
    const later = new Date(world.clock.now().getTime() + 30_000);
    world.clock.advance(30_000);
    expect(
      (await api.post('/auth/second-factor', { code: authenticatorCode(beginAuthenticator.secret, later) })).status,
      way,
    ).toBe(200);
    expect((await api.data('{ viewer { user { name } } }')).viewer.user.name).toBe('Revived');
  }
});
