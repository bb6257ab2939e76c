import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Access } from '../testing/access.ts';
import { IdentityWorld, PASSWORD, type Person } from '../testing/identity-world.ts';
import { type Circumstances, SoftwareAuthenticator } from '../testing/software-authenticator.ts';
import { statementsOf } from '../testing/statements.ts';

const ORIGIN = 'http://app.offplan.localhost';

describe('passkeys', () => {
  let world: IdentityWorld;
  let access: Access;
  let person: Person;
  let device: SoftwareAuthenticator;
  let people = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open({ signInLimit: 40 });
    access = new Access(world);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    people += 1;
    ({ owner: person } = await world.organisation(`passkeys-${people}`));
    device = new SoftwareAuthenticator(ORIGIN);
  });

  const register = async (given: Circumstances = {}, by = person, authenticator = device) => {
    const begun = await access.beginPasskey('register', { sessionToken: by.token });
    expect(begun).toMatchObject({ __typename: 'PasskeyChallenge' });
    return access.registerPasskey({
      sessionToken: by.token,
      challengeToken: begun.token,
      response: authenticator.register(begun.options, given),
    });
  };
  const signIn = async (given: Circumstances = {}, slug?: string) => {
    const begun = await access.beginPasskey('sign_in');
    const response = device.authenticate(begun.options, given);
    return access.signInByPasskey({ challengeToken: begun.token, response }, slug);
  };
  const security = async (by = person) => {
    const { viewer } = await world.as(
      by,
      '{ viewer { signInSecurity { hasPassword proofMethods passkeys { id name isSynced lastUsedAt } } } }',
    );
    return viewer.signInSecurity;
  };

  it('ID-6 a passkey is made with the device’s check, listed, renamed, used alone in place of both factors, and removed', async () => {
    await access.enrol(person);
    expect(await register()).toMatchObject({ __typename: 'PasskeyRegistered' });
    const [made] = (await security()).passkeys;
    expect(made).toMatchObject({ name: 'Test key', lastUsedAt: null });
    const rename = { type: 'RenamePasskeyInput', value: { passkeyId: made.id, name: ' Office laptop ' } };
    expect(
      await access.account(person, 'renamePasskey', '... on RenamePasskeySuccess { passkey { name } }', rename),
    ).toMatchObject({ passkey: { name: 'Office laptop' } });
    const signedIn = await signIn();
    expect(signedIn).toMatchObject({ __typename: 'SignedIn' });
    expect((await world.passport({ token: signedIn.token, workspace: person.workspace }))!.user!.name).toBe(
      person.name,
    );
    expect((await security()).passkeys[0].lastUsedAt).not.toBeNull();
    const remove = { type: 'RemovePasskeyInput', value: { passkeyId: made.id } };
    expect(await access.account(person, 'removePasskey', '', remove)).toMatchObject({
      __typename: 'RemovePasskeySuccess',
    });
    expect(await access.account(person, 'removePasskey', '', remove)).toMatchObject({ code: 'PASSKEY_NOT_FOUND' });
    expect(await signIn()).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect((await world.mailsTo(person.email)).flatMap(({ values }) => values.change ?? [])).toEqual([
      'totp_on',
      'passkey_added',
      'passkey_removed',
    ]);
  });

  it('ID-6 a passkey made or used for another page, another host, another challenge or without the person’s check is refused', async () => {
    const wrong: [string, Circumstances][] = [
      ['another origin', { origin: 'http://app.offplan.localhost.evil.example' }],
      ['another port', { origin: 'http://app.offplan.localhost:8080' }],
      ['another host', { rpId: 'offplan.localhost' }],
      ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
      ['nobody checked', { verifiesUser: false }],
    ];
    for (const [what, given] of wrong) expect(await register(given), what).toMatchObject({ code: 'PASSKEY_REFUSED' });
    expect(await register()).toMatchObject({ __typename: 'PasskeyRegistered' });
    for (const [what, given] of wrong) expect(await signIn(given), what).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(await signIn()).toMatchObject({ __typename: 'SignedIn' });
  });

  it('security check 24: a challenge is answered once, by the browser that asked, for its purpose, within five minutes', async () => {
    await register();
    const begun = await access.beginPasskey('sign_in');
    const response = device.authenticate(begun.options);
    const other = await access.beginPasskey('sign_in');
    expect(await access.signInByPasskey({ challengeToken: other.token, response })).toMatchObject({
      code: 'SIGN_IN_FAILED',
    });
    const twice = await Promise.all(
      [1, 2].map(() => access.signInByPasskey({ challengeToken: begun.token, response })),
    );
    expect(twice.map(({ __typename }) => __typename).sort()).toEqual(['SignInFailed', 'SignedIn']);
    const proof = await access.beginPasskey('prove', { sessionToken: person.token });
    expect(
      await access.signInByPasskey({ challengeToken: proof.token, response: device.authenticate(proof.options) }),
    ).toMatchObject({ code: 'SIGN_IN_FAILED' });
    const late = await access.beginPasskey('sign_in');
    world.clock.advance(300_000);
    expect(
      await access.signInByPasskey({ challengeToken: late.token, response: device.authenticate(late.options) }),
    ).toMatchObject({ code: 'SIGN_IN_FAILED' });
    for (const response of ['', '{}', 'null', '[]', '{"id":7}', '{"id":"x","response":null}'])
      expect(
        await access.signInByPasskey({ challengeToken: (await access.beginPasskey('sign_in')).token, response }),
        response,
      ).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('ID-6 a counter that has not grown tells of a copy: refused, and the right device goes on', async () => {
    await register();
    expect(await signIn({ counter: 7 })).toMatchObject({ __typename: 'SignedIn' });
    expect(await signIn({ counter: 7 })).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(await signIn({ counter: 3 })).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(await signIn({ counter: 8 })).toMatchObject({ __typename: 'SignedIn' });
  });

  it('ID-6 a passkey is a second factor after the password, and one of somebody else is none', async () => {
    await access.enrol(person);
    await register();
    const half = await world.signIn(person.email, PASSWORD);
    expect(half.methods).toEqual(['authenticator', 'passkey', 'recovery_code']);
    const { owner: stranger } = await world.organisation(`other-device-${people}`);
    const foreign = new SoftwareAuthenticator(ORIGIN);
    await register({}, stranger, foreign);
    const answer = async (authenticator: SoftwareAuthenticator, given: Circumstances = {}) => {
      const begun = await access.beginPasskey('second_factor', { halfToken: half.token });
      const allowed = JSON.parse(begun.options).allowCredentials.map(({ id }: { id: string }) => id);
      expect(allowed).toEqual([device.id.toString('base64url')]);
      return access.completeSignIn(half.token, {
        passkey: { challengeToken: begun.token, response: authenticator.authenticate(begun.options, given) },
      });
    };
    expect(await answer(foreign)).toMatchObject({ code: 'SECOND_FACTOR_WRONG' });
    expect(await answer(device, { verifiesUser: false })).toMatchObject({ __typename: 'SignedIn' });
    expect(await access.beginPasskey('second_factor', { halfToken: half.token })).toMatchObject({
      code: 'SIGN_IN_EXPIRED',
    });
  });

  it('security check 25: adding and removing need a fresh proof, which a passkey with the person’s check gives', async () => {
    await register();
    world.clock.advance(600_001);
    expect(await access.beginPasskey('register', { sessionToken: person.token })).toMatchObject({
      code: 'PROOF_NEEDED',
    });
    expect((await security()).proofMethods).toEqual(['PASSWORD', 'PASSKEY']);
    const prove = async (given: Circumstances) => {
      const begun = await access.beginPasskey('prove', { sessionToken: person.token });
      const response = device.authenticate(begun.options, given);
      return access.prove(person.token, { passkey: { challengeToken: begun.token, response } });
    };
    expect(await prove({ verifiesUser: false })).toMatchObject({ code: 'PROOF_WRONG' });
    expect(await prove({})).toMatchObject({ __typename: 'IdentityProved' });
    expect(await register({}, person, new SoftwareAuthenticator(ORIGIN))).toMatchObject({
      __typename: 'PasskeyRegistered',
    });
    // The same device again, or one that another person has, is not added.
    expect(await register()).toMatchObject({ code: 'PASSKEY_REFUSED' });
  });

  it('ID-6 the last way in cannot be removed, also not by two at once', async () => {
    await register();
    await register({}, person, new SoftwareAuthenticator(ORIGIN));
    await world.admin.query('update identity."user" set password_hash = null where email = $1', [person.email]);
    const { passkeys } = await security();
    const removed = await Promise.all(
      passkeys.map(({ id }: { id: string }) =>
        access.account(person, 'removePasskey', '', { type: 'RemovePasskeyInput', value: { passkeyId: id } }),
      ),
    );
    expect(removed.map(({ __typename }) => __typename).sort()).toEqual(['LastWayIn', 'RemovePasskeySuccess']);
  });

  it('ID-45 a passkey opens no workspace that its person may not enter', async () => {
    await register();
    const other = await world.organisation(`closed-${people}`);
    expect(await signIn({}, other.slug)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(await signIn({}, person.workspace!)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('ID-5 security check 22: wrong passwords, codes and passkeys keep nobody from signing in, ending a sign-in and proving who it is by the right passkey', async () => {
    await register();
    await access.enrol(person);
    for (let attempt = 0; attempt < 40; attempt += 1)
      expect(await signIn({ origin: 'http://evil.example' })).toMatchObject({ code: 'SIGN_IN_FAILED' });
    const halves = [];
    for (let count = 0; count < 41; count += 1) halves.push((await world.signIn(person.email, PASSWORD)).token);
    const half = halves.pop();
    for (const other of halves)
      expect(await access.completeSignIn(other, { code: '000000' })).toMatchObject({ code: 'SECOND_FACTOR_WRONG' });
    expect(await access.completeSignIn(half, { code: '000000' })).toMatchObject({ code: 'RATE_LIMITED' });
    const second = await access.beginPasskey('second_factor', { halfToken: half });
    expect(
      await access.completeSignIn(half, {
        passkey: { challengeToken: second.token, response: device.authenticate(second.options) },
      }),
    ).toMatchObject({ __typename: 'SignedIn' });
    await Promise.all(Array.from({ length: 40 }, (_, index) => world.signIn(person.email, `guess number ${index}`)));
    expect(await world.signIn(person.email, PASSWORD)).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await signIn()).toMatchObject({ __typename: 'SignedIn' });
    const proof = await access.beginPasskey('prove', { sessionToken: person.token });
    const passkey = { challengeToken: proof.token, response: device.authenticate(proof.options) };
    expect(await access.prove(person.token, { passkey })).toMatchObject({ __typename: 'IdentityProved' });
    expect(await access.prove(person.token, { passkey, password: 'a guess beside it' })).toMatchObject({
      code: 'RATE_LIMITED',
    });
  });

  it('ID-5 security check 23: an unknown passkey, a wrong answer, a spent challenge and no access get one answer after the same statements', async () => {
    await register();
    const unknown = new SoftwareAuthenticator(ORIGIN);
    await register({}, (await world.organisation(`strange-${people}`)).owner, unknown);
    await world.admin.query(
      'delete from identity.passkey where user_id <> (select id from identity."user" where email = $1)',
      [person.email],
    );
    const answers: unknown[] = [];
    const statements: string[][] = [];
    const attempt = async (response: (options: string) => string, more: { token?: string; slug?: string } = {}) => {
      const begun = await access.beginPasskey('sign_in');
      const passkey = { challengeToken: more.token ?? begun.token, response: response(begun.options) };
      statements.push(await statementsOf(async () => answers.push(await access.signInByPasskey(passkey, more.slug))));
    };
    await attempt((options) => unknown.authenticate(options));
    await attempt((options) => device.authenticate(options, { origin: 'http://evil.example' }));
    await attempt((options) => device.authenticate(options), { token: 'x'.repeat(43) });
    await attempt(() => 'no answer at all');
    await attempt((options) => device.authenticate(options), { slug: `strange-${people}` });
    await attempt((options) => device.authenticate(options), { slug: 'no-such-workspace' });
    expect(answers[0]).toMatchObject({ code: 'SIGN_IN_FAILED' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(statements[0]!.length).toBeGreaterThan(8);
    // The counter is a value, which is written into the statement.
    const texts = statements.map((sent) => sent.map((text) => text.replace(/counter = \d+/, 'counter = ?')));
    for (const sent of texts) expect(sent).toEqual(texts[0]);
  });
});
