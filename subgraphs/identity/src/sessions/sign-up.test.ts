import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityWorld, PASSWORD } from '../testing/identity-world.ts';

describe('signing up', () => {
  let world: IdentityWorld;
  let people = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open({ signUpLimit: 3 });
  });

  afterAll(() => world.close());

  /** Each from another address, unless one is given. */
  function signUp(form: Record<string, unknown>, address?: string) {
    people += 1;
    const organisation = { name: 'Halden & Reyes', slug: `halden-${people}`, country: 'AE' };
    return world.signUp(
      { email: `person.${people}@halden.example`, organisation, ...form },
      address ?? `198.51.${people}.1`,
    );
  }

  it('ID-1 makes the person, the Organisation and its Owner in one go, and says so to the other subgraphs', async () => {
    const signedIn = await signUp({
      email: 'Nadia@Halden.example',
      organisation: { name: 'Halden & Reyes', slug: 'halden', country: 'RU' },
    });
    expect(signedIn).toMatchObject({ __typename: 'SignedIn', organisationSlug: 'halden' });
    const passport = await world.passport({ token: signedIn.token, workspace: 'halden' });
    expect(passport).toMatchObject({
      kind: 'user',
      role: 'owner',
      user: { name: 'Nadia Rahman', organisationIds: [passport!.organisation!.id] },
      organisation: { slug: 'halden', name: 'Halden & Reyes' },
    });
    const { organisation, viewer } = await world.run(
      passport!,
      `query { organisation { slug country timeZone locale members { totalCount edges { node { role user { name email } } } } }
         viewer { user { email } workspaces { role organisation { slug } permissions { action decision } } } }`,
    );
    expect(organisation).toEqual({
      slug: 'halden',
      country: 'RU',
      timeZone: 'Europe/Moscow',
      locale: 'en',
      members: {
        totalCount: 1,
        edges: [{ node: { role: 'OWNER', user: { name: 'Nadia Rahman', email: 'nadia@halden.example' } } }],
      },
    });
    expect(viewer.workspaces[0].permissions).toContainEqual({ action: 'change_billing', decision: 'ALLOWED' });
    const events = await world.select(
      `select type, org_id, data from identity.event where request_id is not null order by position`,
    );
    expect(events.map(({ type }) => type)).toEqual([
      'user.signed_up',
      'organisation.created',
      'member.joined',
      'session.started',
    ]);
    expect(events[1].data).toEqual({
      label: 'Halden & Reyes',
      path: 'trial',
      after: { name: 'Halden & Reyes', slug: 'halden', country: 'RU' },
    });
    const [user] = await world.select(
      `select password_hash, terms_version, terms_accepted_at, terms_address from identity."user" where email = 'nadia@halden.example'`,
    );
    expect(user.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(user).toMatchObject({
      terms_version: '2026-06-01',
      terms_accepted_at: world.clock.now(),
      terms_address: '198.51.1.1',
    });
    expect(JSON.stringify(events)).not.toMatch(/nadia|Rahman/i);
  });

  it('ID-24 refuses reserved and malformed names, and offers three that are free for one that is taken', async () => {
    const slugFault = async (slug: string) =>
      (await signUp({ organisation: { name: 'Halden', slug, country: 'AE' } })).issues[0];
    for (const slug of ['app', 'offplan', 'sign-in'])
      expect(await slugFault(slug)).toMatchObject({ path: ['organisation', 'slug'], code: 'RESERVED' });
    for (const slug of ['ab', '-abc', 'a--b', 'abc-', 'a b c', 'дом', 'a'.repeat(41)])
      expect(await slugFault(slug), slug).toMatchObject({ code: 'BAD_FORM' });
    await signUp({ organisation: { name: 'Taken', slug: 'taken', country: 'AE' } });
    await signUp({ organisation: { name: 'Taken', slug: 'taken-ae', country: 'AE' } });
    const { suggestions, code } = await slugFault('taken');
    expect(code).toBe('TAKEN');
    expect(suggestions).toHaveLength(3);
    for (const slug of suggestions)
      expect(await signUp({ organisation: { name: 'Offered', slug, country: 'AE' } })).toMatchObject({
        organisationSlug: slug,
      });
  });

  it('ID-24 gives a name that many want at once to one, and leaves nothing of the others', async () => {
    const before = await world.select(
      'select (select count(*) from identity."user") as users, (select count(*) from identity.event) as events',
    );
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => signUp({ organisation: { name: 'Wanted', slug: 'wanted', country: 'AE' } })),
    );
    expect(answers.filter((answer) => answer.__typename === 'SignedIn')).toHaveLength(1);
    for (const answer of answers) if (answer.issues) expect(answer.issues).toMatchObject([{ code: 'TAKEN' }]);
    const after = await world.select(
      'select (select count(*) from identity."user") as users, (select count(*) from identity.event) as events',
    );
    expect(Number(after[0].users) - Number(before[0].users)).toBe(1);
    expect(Number(after[0].events) - Number(before[0].events)).toBe(4);
  });

  it('ID-1 makes one account of an e-mail, whatever its case and however many try at once', async () => {
    const answers = await Promise.all(
      ['Omar@Aziz.example', 'omar@aziz.example', 'OMAR@AZIZ.EXAMPLE'].map((email) => signUp({ email })),
    );
    expect(answers.filter((answer) => answer.__typename === 'SignedIn')).toHaveLength(1);
    for (const answer of answers)
      if (answer.issues) expect(answer.issues).toMatchObject([{ path: ['email'], code: 'KNOWN' }]);
  });

  it('ID-2 refuses passwords that are short, common, or made of what is known about the person', async () => {
    const verdict = async (password: string) => {
      const answer = await signUp({
        name: 'Aleksey Morozov',
        email: `aleksey.${people}@halden.example`,
        password,
        organisation: { name: 'Nordstrand', slug: `nord-${people}`, country: 'DE' },
      });
      return answer.__typename === 'SignedIn' ? 'fine' : answer.issues[0].code;
    };
    for (const password of ['short one 1', 'elevenchars'] as const)
      expect(await verdict(password), password).toBe('TOO_SHORT');
    for (const password of [
      ...[
        'password1234',
        'P@ssw0rd2026!',
        'qwertyuiop123',
        '123456789012',
        'aaaaaaaaaaaa',
        'iloveyou12345',
        'qwerty-dragon-1',
        'ЙЦУКЕНГШЩЗХЪ',
      ],
      ...['AlekseyMorozov', 'nordstrand2026', 'monkeymonkey', '202620262026'],
    ])
      expect(await verdict(password), password).toBe('COMMON');
    for (const password of [
      PASSWORD,
      'tcHqm2-vbPwzL',
      'correct horse battery staple',
      'лампа чайник облако',
      'password tea cumulus',
    ])
      expect(await verdict(password), password).toBe('fine');
  });

  it('names every fault of a form at once', async () => {
    const answer = await signUp({
      name: ' ',
      email: 'nobody',
      password: 'x',
      acceptsTerms: false,
      organisation: { name: 'X', slug: 'X!', country: 'Atlantis' },
    });
    expect(answer.issues.map((issue: { path: string[] }) => issue.path.join('.'))).toEqual([
      'name',
      'email',
      'acceptsTerms',
      'organisation.name',
      'organisation.slug',
      'organisation.country',
      'password',
    ]);
    expect((await signUp({ organisation: null })).issues).toMatchObject([{ path: ['organisation'], code: 'REQUIRED' }]);
  });

  it('ID-11 allows so many sign-ups from one network in 24 hours, also at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => signUp({}, `2001:db8:9:9:${index}::1`)));
    expect(answers.filter((answer) => answer.__typename === 'SignedIn')).toHaveLength(3);
    expect(await signUp({}, '2001:db8:9:9::77')).toMatchObject({
      __typename: 'TooManyAttempts',
      retryAfterSeconds: 86_400,
    });
    world.clock.advance(86_400_001);
    expect(await signUp({}, '2001:db8:9:9::77')).toMatchObject({ __typename: 'SignedIn' });
  });
});
