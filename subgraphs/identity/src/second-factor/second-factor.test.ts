import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Access } from '../testing/access.ts';
import { IdentityWorld, PASSWORD, type Person } from '../testing/identity-world.ts';

describe('the second factor', () => {
  let world: IdentityWorld;
  let access: Access;
  let people = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open({ signInLimit: 8 });
    access = new Access(world);
  });
  afterAll(() => world.close());

  let person: Person;
  beforeEach(async () => {
    people += 1;
    ({ owner: person } = await world.organisation(`factor-${people}`));
  });

  const half = async () => {
    const answer = await world.signIn(person.email, PASSWORD);
    expect(answer).toMatchObject({ __typename: 'SecondFactorNeeded', seconds: 600 });
    return answer.token as string;
  };
  const isAlive = async (token: string) => (await world.passport({ token, workspace: null })) !== null;

  it('ID-6 asks for a code once an app is confirmed, takes it one step early or late, and never the same code twice', async () => {
    const begun = await access.account(person, 'beginAuthenticator', '... on BeginAuthenticatorSuccess { secret uri }');
    expect(begun.uri).toBe(
      `otpauth://totp/offplan:${encodeURIComponent(person.email)}?secret=${begun.secret}&issuer=offplan`,
    );
    // Begun is not on: somebody who closes the page must not be locked out.
    expect(await world.signIn(person.email, PASSWORD)).toMatchObject({ __typename: 'SignedIn' });
    expect(await access.confirmCode(person, '000000')).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await access.confirmCode(person, access.code(begun.secret))).toMatchObject({
      __typename: 'RecoveryCodesSuccess',
    });
    expect(await access.completeSignIn(await half(), { code: access.code(begun.secret) })).toMatchObject({
      code: 'SECOND_FACTOR_WRONG',
    });
    for (const steps of [1, -1, 2]) {
      world.clock.advance(90_000);
      const code = access.code(begun.secret, steps);
      const isNear = Math.abs(steps) < 2;
      expect(await access.completeSignIn(await half(), { code }), `${steps}`).toMatchObject(
        isNear ? { __typename: 'SignedIn' } : { code: 'SECOND_FACTOR_WRONG' },
      );
      if (isNear)
        expect(await access.completeSignIn(await half(), { code }), `${steps} again`).toMatchObject({
          code: 'SECOND_FACTOR_WRONG',
        });
    }
  });

  it('ID-6 one code cannot pass twice at once', async () => {
    const { secret } = await access.enrol(person);
    const code = access.code(secret);
    const tokens = await Promise.all(Array.from({ length: 6 }, half));
    const answers = await Promise.all(tokens.map((token) => access.completeSignIn(token, { code })));
    expect(answers.filter(({ __typename }) => __typename === 'SignedIn')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'SECOND_FACTOR_WRONG')).toHaveLength(5);
  });

  it('ID-6 a recovery code works once, however it is typed; new ones make the old ones useless', async () => {
    const { codes } = await access.enrol(person);
    expect(new Set(codes).size).toBe(10);
    const typed = codes[0]!.toUpperCase().replace('-', ' ').replace('0', 'O').replace('1', 'l');
    expect(await access.completeSignIn(await half(), { recoveryCode: typed })).toMatchObject({
      __typename: 'SignedIn',
    });
    expect(await access.completeSignIn(await half(), { recoveryCode: codes[0] })).toMatchObject({
      code: 'SECOND_FACTOR_WRONG',
    });
    const once = await Promise.all([half(), half()]);
    const both = await Promise.all(once.map((token) => access.completeSignIn(token, { recoveryCode: codes[1] })));
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['SecondFactorWrong', 'SignedIn']);
    await access.prove(person.token, { password: PASSWORD });
    const made = await access.account(person, 'makeRecoveryCodes', '... on RecoveryCodesSuccess { codes }');
    expect(await access.completeSignIn(await half(), { recoveryCode: codes[2] })).toMatchObject({
      code: 'SECOND_FACTOR_WRONG',
    });
    expect(await access.completeSignIn(await half(), { recoveryCode: made.codes[9] })).toMatchObject({
      __typename: 'SignedIn',
    });
    const mails = (await world.mailsTo(person.email)).map(({ values }) => values?.change).filter(Boolean);
    expect(mails).toEqual(['totp_on', 'recovery_codes_made']);
  });

  it('security checks 17 and 24: a half-done sign-in opens nothing, ends after ten minutes, works once, and no token or code is stored', async () => {
    const { secret, codes } = await access.enrol(person);
    const token = await half();
    expect(await isAlive(token)).toBe(false);
    expect(await access.prove(token, { password: PASSWORD })).toMatchObject({ code: 'SIGN_IN_EXPIRED' });
    const stored = JSON.stringify(
      await world.select(
        `select h.*, encode(h.token_hash, 'escape') e, a.sealed_secret, encode(a.sealed_secret, 'escape') s, encode(r.code_hash, 'escape') r
         from identity.half_sign_in h, identity.authenticator a, identity.recovery_code r`,
      ),
    );
    for (const secretWord of [token, secret, ...codes]) expect(stored).not.toContain(secretWord);
    world.clock.advance(600_000);
    expect(await access.completeSignIn(token, { code: access.code(secret) })).toMatchObject({
      code: 'SIGN_IN_EXPIRED',
    });
    const second = await half();
    expect(await access.completeSignIn(second, { code: access.code(secret) })).toMatchObject({
      __typename: 'SignedIn',
    });
    expect(await access.completeSignIn(second, { recoveryCode: codes[0] })).toMatchObject({ code: 'SIGN_IN_EXPIRED' });
    expect(await access.completeSignIn('a'.repeat(43), { code: access.code(secret) })).toMatchObject({
      code: 'SIGN_IN_EXPIRED',
    });
  });

  it('security check 22: guesses of the second factor are limited for one sign-in and for the person over all of them', async () => {
    const { secret } = await access.enrol(person);
    const first = await half();
    const guesses = await Promise.all(
      Array.from({ length: 7 }, (_, index) => access.completeSignIn(first, { code: String(100_000 + index) })),
    );
    expect(guesses.map(({ code }) => code).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 'SECOND_FACTOR_WRONG'),
      'SIGN_IN_EXPIRED',
      'SIGN_IN_EXPIRED',
    ]);
    const second = await half();
    for (let guess = 0; guess < 3; guess += 1) await access.completeSignIn(second, { recoveryCode: `no-${guess}` });
    // Even the right one, from another address: the limit is the person's.
    expect(await access.completeSignIn(await half(), { code: access.code(secret) }, '198.51.100.99')).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 900,
    });
    world.clock.advance(900_001);
    expect(await access.completeSignIn(await half(), { code: access.code(secret) })).toMatchObject({
      __typename: 'SignedIn',
    });
  });

  it('security check 25: changes of the second factor need a proof at most ten minutes old, which password and session give together', async () => {
    const { secret } = await access.enrol(person);
    world.clock.advance(600_001);
    const fields = '... on ProofNeeded { methods }';
    for (const field of ['beginAuthenticator', 'removeAuthenticator', 'makeRecoveryCodes'])
      expect(await access.account(person, field, fields), field).toMatchObject({
        code: 'PROOF_NEEDED',
        methods: ['PASSWORD'],
      });
    expect(await access.prove(person.token, { password: 'not the password' })).toMatchObject({ code: 'PROOF_WRONG' });
    // Whoever has a password proves it: a code alone is what a stolen unlocked phone gives.
    expect(await access.prove(person.token, { code: access.code(secret) })).toMatchObject({ code: 'PROOF_WRONG' });
    expect(await access.account(person, 'removeAuthenticator', fields)).toMatchObject({ code: 'PROOF_NEEDED' });
    expect(await access.prove(person.token, { password: PASSWORD })).toMatchObject({ __typename: 'IdentityProved' });
    expect(await access.account(person, 'removeAuthenticator', fields)).toMatchObject({
      __typename: 'RemoveAuthenticatorSuccess',
    });
    expect(await world.signIn(person.email, PASSWORD)).toMatchObject({ __typename: 'SignedIn' });
    expect(await access.account(person, 'removeAuthenticator', fields)).toMatchObject({
      code: 'AUTHENTICATOR_NOT_FOUND',
    });
    const told = await world.select(
      `select type, data - 'userId' as data from identity.event where type like 'second_factor.%' and subject_id = (select id from identity."user" where email = $1) order by position`,
      [person.email],
    );
    expect(told).toEqual([
      { type: 'second_factor.added', data: { factor: 'totp' } },
      { type: 'second_factor.removed', data: { factor: 'totp' } },
    ]);
  });

  it('security check 22: guesses of the password at the proof count like wrong sign-ins', async () => {
    for (let guess = 0; guess < 8; guess += 1) await access.prove(person.token, { password: `guess ${guess}` });
    expect(await access.prove(person.token, { password: PASSWORD })).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await world.signIn(person.email, PASSWORD, '198.51.100.7')).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('security check 38: a proof that was refused is kept with what was tried: password, code or passkey', async () => {
    const reasons = () =>
      world.select(
        `select data->>'reason' as reason from identity.event where type = 'sign_in.refused'
           and data->>'concernsUserId' = (select id::text from identity."user" where email = $1) order by position`,
        [person.email],
      );
    await access.prove(person.token, { password: 'not the password 1' });
    await access.prove(person.token, { code: '000000' });
    await access.prove(person.token, { passkey: { challengeToken: 'x'.repeat(43), response: '{}' } });
    expect((await reasons()).map(({ reason }) => reason)).toEqual(['password', 'second_factor', 'passkey']);
  });
});
