import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityWorld, PASSWORD, type Person } from '../testing/identity-world.ts';

const DAY = 86_400_000;

describe('signing in', () => {
  let world: IdentityWorld;
  let owner: Person;

  beforeAll(async () => {
    world = await IdentityWorld.open({ signInLimit: 5 });
    ({ owner } = await world.organisation('halden'));
  });

  afterAll(() => world.close());

  const isAlive = async (token: string) => (await world.passport({ token, workspace: null })) !== null;

  it('ID-5 security check 22: lets no more guesses through than the limit, however many come at once, and tells when to try again', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.signIn(owner.email, `guess number ${index}`, `198.51.100.${index}`),
      ),
    );
    const names = guesses.map((answer) => answer.__typename);
    expect(names.filter((name) => name === 'SignInFailed')).toHaveLength(5);
    expect(names.filter((name) => name === 'TooManyAttempts')).toHaveLength(15);
    expect(await world.signIn(owner.email, PASSWORD)).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 900 });
    world.clock.advance(900_000 + 1);
    expect(await world.signIn(owner.email, PASSWORD)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('ID-5 security check 22: counts failures of one address over all accounts, an IPv6 network as one and twenty times as many as of an account, and right passwords not at all', async () => {
    const small = await IdentityWorld.open({ signInLimit: 1 });
    try {
      const { owner: person } = await small.organisation('small');
      const wrong = (number: number) =>
        small.signIn(`somebody.${number}@small.example`, PASSWORD, `2001:db8:2:3:${number}::1`);
      for (let attempt = 0; attempt < 3; attempt += 1)
        expect(await small.signIn(person.email, PASSWORD, '2001:db8:2:3::1')).toMatchObject({ __typename: 'SignedIn' });
      // An office whose people err: whoever types the right password still gets in.
      for (let attempt = 0; attempt < 19; attempt += 1)
        expect(await wrong(attempt)).toMatchObject({ __typename: 'SignInFailed' });
      expect(await small.signIn(person.email, PASSWORD, '2001:db8:2:3:ffff::9')).toMatchObject({
        __typename: 'SignedIn',
      });
      expect(await wrong(19)).toMatchObject({ __typename: 'SignInFailed' });
      expect(await small.signIn(person.email, PASSWORD, '2001:db8:2:3:ffff::9')).toMatchObject({
        __typename: 'TooManyAttempts',
      });
      expect(await small.signIn(person.email, PASSWORD, '2001:db8:2:4::1')).toMatchObject({ __typename: 'SignedIn' });
    } finally {
      await small.close();
    }
  });

  it('ID-4 security check 28: makes a new session at each sign-in, stores no token, and ends one at once when signed out', async () => {
    const first = await world.signIn(owner.email, PASSWORD);
    const second = await world.signIn(owner.email.toUpperCase(), PASSWORD);
    expect(first.token).not.toBe(second.token);
    const stored = JSON.stringify(
      await world.select('select s.*, e.data, e.personal from identity.session s, identity.event e'),
    );
    expect(stored).not.toContain(first.token);
    await world.asGateway('mutation ($input: SignOutInput!) { answer: signOut(input: $input) }', {
      token: first.token,
    });
    expect(await isAlive(first.token)).toBe(false);
    expect(await isAlive(second.token)).toBe(true);
    const ended = await world.select(`select data from identity.event where type = 'session.ended'`);
    expect(ended).toEqual([
      { data: { userId: expect.any(String), sessionId: expect.any(String), reason: 'signed_out' } },
    ]);
  });

  it('ID-4 security check 29: ends a session that is idle too long, and one that is too old however much it is used', async () => {
    const idle = await world.signIn(owner.email, PASSWORD);
    world.clock.advance(14 * DAY - 1_000);
    expect(await isAlive(idle.token)).toBe(true);
    world.clock.advance(14 * DAY + 1);
    expect(await isAlive(idle.token)).toBe(false);
    const busy = await world.signIn(owner.email, PASSWORD);
    const until = new Date(busy.expiresAt).getTime();
    while (world.clock.now().getTime() + 10 * DAY < until) {
      world.clock.advance(10 * DAY);
      expect(await isAlive(busy.token)).toBe(true);
    }
    world.clock.set(new Date(until));
    expect(await isAlive(busy.token)).toBe(false);
  });

  it('GW-20 lets nobody but the gateway ask who a session belongs to', async () => {
    const query = 'query ($input: ResolveViewerInput!) { resolveViewer(input: $input) { passport } }';
    await expect(world.as(owner, query, { input: { sessionToken: owner.token } })).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });
});
