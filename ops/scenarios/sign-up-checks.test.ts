import type { IdentityOptions } from '@offplan/identity';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../emulators/start-emulator.ts';
import { World } from '../testing/world.ts';

const DAY = 86_400_000;
const SIGN_UP = `mutation ($input: SignUpInput!) {
  answer: signUp(input: $input) { __typename ... on SignUpRefused { reason message } ... on SignUpInvalid { issues { path code } } }
}`;

/** Sign-ups against processes that speak the real protocols of the services that are asked. */
describe('checks of sign-ups', () => {
  let world: World;
  let turnstile: Emulator;
  let rdap: Emulator;
  let options: IdentityOptions;
  let people = 0;

  beforeAll(async () => {
    [turnstile, rdap] = await Promise.all([startEmulator('turnstile'), startEmulator('rdap')]);
    world = await World.open({
      settings: {
        OFFPLAN_TURNSTILE_ORIGIN: turnstile.url,
        OFFPLAN_TURNSTILE_SITE_KEY: 'twin-site',
        OFFPLAN_TURNSTILE_SECRET: 'twin-secret',
        OFFPLAN_RDAP_BOOTSTRAP_URL: `${rdap.url}/dns.json`,
      },
    });
    options = world.system.subgraphs.get('identity')!.createContext({ kind: 'anonymous' }, NOBODY).options as never;
  });
  afterAll(async () => {
    turnstile?.stop();
    rdap?.stop();
    await world?.close();
  });

  const NOBODY = { requestId: 'test', address: null, userAgent: null };
  const mood = (word: string) => fetch(`${turnstile.url}/mood`, { method: 'POST', body: word });
  const registry = (domain: string, answer: string) =>
    fetch(`${rdap.url}/set`, { method: 'POST', body: JSON.stringify({ domain, answer }) });
  const asked = async (): Promise<string[]> =>
    ((await (await fetch(`${rdap.url}/asked`)).json()) as { asked: string[] }).asked;
  /** A token as the widget makes one, for a host and an action. */
  const token = (host = 'app.offplan.localhost', action = 'sign-up') => {
    people += 1;
    return `${host}~${action}~${people}`;
  };
  const signUp = async (input: { email: string; botCheckToken?: string | null }) => {
    people += 1;
    const address = `198.51.${people % 250}.${Math.floor(people / 250)}`;
    const { data, errors } = await executeOnSubgraph(
      world.system.subgraphs.get('identity')!,
      { kind: 'gateway' },
      { ...NOBODY, address },
      {
        query: SIGN_UP,
        variables: {
          input: {
            name: 'Nadia Rahman',
            password: 'teacup meadow lantern 7',
            acceptsTerms: true,
            locale: 'en',
            organisation: { name: 'Halden', slug: `halden-${people}`, country: 'AE' },
            address,
            botCheckToken: token(),
            ...input,
          },
        },
      },
    );
    if (errors) throw errors[0]!;
    const answer = (data as { answer: { __typename: string; reason?: string; message?: string } }).answer;
    return answer.reason ?? answer.__typename;
  };

  it('ID-9 a token works once, for our host and our form alone; no token, a foreign or a spent one is a machine', async () => {
    const once = token();
    expect(await signUp({ email: 'a@one.dev', botCheckToken: once })).toBe('SignUpMailed');
    expect(await signUp({ email: 'a@one.dev', botCheckToken: once })).toBe('BOT');
    for (const bad of [null, '', 'XXXX.DUMMY.TOKEN.XXXX', token('evil.example'), token(undefined, 'contact')])
      expect(await signUp({ email: 'a@one.dev', botCheckToken: bad }), String(bad)).toBe('BOT');
  });

  it('ID-9 while the bot check is down nobody signs up, unless the flag bypasses it; that speaks of no machine to nobody else', async () => {
    for (const how of ['broken', 'html', 'slow']) {
      await mood(how);
      expect(await signUp({ email: 'a@one.dev' }), how).toBe('BOT_CHECK_DOWN');
    }
    options.botCheck!.isBypassed = true;
    expect(await signUp({ email: 'a@one.dev' })).toBe('SignUpMailed');
    // A machine is refused with the flag, too: the service says so.
    await mood('up');
    expect(await signUp({ email: 'a@one.dev', botCheckToken: 'nonsense' })).toBe('BOT');
    options.botCheck!.isBypassed = false;
  });

  it('ID-10 a domain of this week is refused, an older one not; the registry is asked once', async () => {
    const now = world.clock.now().getTime();
    await registry('fresh.com', new Date(now - 2 * DAY).toISOString());
    await registry('settled.com', new Date(now - 8 * DAY).toISOString());
    expect(await signUp({ email: 'a@fresh.com' })).toBe('YOUNG_DOMAIN');
    expect(await signUp({ email: 'a@mail.fresh.com' })).toBe('YOUNG_DOMAIN');
    expect(await signUp({ email: 'a@settled.com' })).toBe('SignUpMailed');
    expect(await signUp({ email: 'b@settled.com' })).toBe('SignUpMailed');
    const questions = await asked();
    expect(questions.filter((domain) => domain === 'fresh.com')).toHaveLength(1);
    expect(questions.filter((domain) => domain === 'settled.com')).toHaveLength(1);
    await world.admin.query(
      `insert into identity.sign_up_allowance values ('domain', 'fresh.com', null, 'A new customer')`,
    );
    expect(await signUp({ email: 'a@fresh.com' })).toBe('SignUpMailed');
  });

  it('ID-10 security check 35: whatever the registry does, an unknown age lets through; nobody is followed elsewhere, and large providers are not asked about', async () => {
    for (const how of ['unknown', 'redacted', 'busy', 'malformed', 'elsewhere', 'slow']) {
      await registry(`${how}.net`, how);
      expect(await signUp({ email: `a@${how}.net` }), how).toBe('SignUpMailed');
    }
    expect(await signUp({ email: 'a@gmail.com' })).toBe('SignUpMailed');
    expect(await signUp({ email: 'a@somewhere.ae' })).toBe('SignUpMailed');
    const questions = await asked();
    expect(questions).toContain('busy.net');
    expect(questions).not.toContain('gmail.com');
    expect(questions).not.toContain('somewhere.ae');
    // What failed for a moment is asked again, what is final is not.
    await signUp({ email: 'b@busy.net' });
    await signUp({ email: 'b@redacted.net' });
    const later = await asked();
    expect(later.filter((domain) => domain === 'busy.net')).toHaveLength(2);
    expect(later.filter((domain) => domain === 'redacted.net')).toHaveLength(1);
  });

  it('ID-12 throw-away mail is refused, also below its domain; privacy relays of real people are not; each refusal is logged', async () => {
    for (const email of ['a@mailinator.com', 'a@inbox.mailinator.com', 'a@guerrillamail.com', 'a@yopmail.com'])
      expect(await signUp({ email }), email).toBe('DISPOSABLE_EMAIL');
    for (const email of ['a@duck.com', 'a@simplelogin.com', 'a@icloud.com'])
      expect(await signUp({ email }), email).toBe('SignUpMailed');
    const { rows } = await world.admin.query(
      `select data ->> 'reason' as reason, count(*)::int as times from identity.event where type = 'sign_up.refused' group by 1 order by 1`,
    );
    expect(rows).toEqual([
      { reason: 'bot', times: 7 },
      { reason: 'bot_check_down', times: 3 },
      { reason: 'disposable_email', times: 4 },
      { reason: 'young_domain', times: 2 },
    ]);
  });

  it('GW-12 the page may load the widget of the configured service and of no other', async () => {
    const { policy } = await headersOf('app.offplan.localhost', '/sign-up');
    expect(policy).toContain(`script-src 'self' ${turnstile.url};`);
    expect(policy).toContain(`frame-src ${turnstile.url};`);
  });

  async function headersOf(host: string, path: string): Promise<{ policy: string }> {
    const answer = await request(`http://127.0.0.1:${world.system.gateway.port}${path}`, { headers: { host } });
    await answer.body.dump();
    return { policy: String(answer.headers['content-security-policy']) };
  }
});
