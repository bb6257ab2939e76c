import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Access } from '../testing/access.ts';
import { IdentityWorld, PASSWORD, type Person, tokenOf } from '../testing/identity-world.ts';
import { statementsOf } from '../testing/statements.ts';

const NEW_PASSWORD = 'granite otter violin 12';
const HOUR = 3_600_000;

describe('a forgotten password', () => {
  let world: IdentityWorld;
  let access: Access;
  let person: Person;
  let people = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open({ signInLimit: 50 });
    access = new Access(world);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    people += 1;
    ({ owner: person } = await world.organisation(`reset-${people}`));
  });

  const isAlive = async (token: string) => (await world.passport({ token, workspace: null })) !== null;
  const linkOf = async (email: string) => {
    await access.requestReset(email);
    const [mail] = (await world.mailsTo(email)).filter(({ template }) => template === 'reset_password').slice(-1);
    return tokenOf(mail!.values.link);
  };

  it('security check 23: ID-2 a known and an unknown address get one answer after the same statements, and only the known one gets mail', async () => {
    const answers: unknown[] = [];
    const known = await statementsOf(async () => answers.push(await access.requestReset(person.email)));
    const unknown = await statementsOf(async () => answers.push(await access.requestReset('nobody@reset.example')));
    expect(answers[0]).toEqual(answers[1]);
    const savepoint = /^(release|rollback to) savepoint whoever$/;
    expect(known.length).toBeGreaterThan(8);
    expect(unknown.map((text) => text.replace(savepoint, 'end'))).toEqual(
      known.map((text) => text.replace(savepoint, 'end')),
    );
    expect(await world.mailsTo('nobody@reset.example')).toEqual([]);
    expect((await world.mailsTo(person.email)).slice(1)).toMatchObject([
      { template: 'reset_password', state: 'queued' },
    ]);
  });

  it('ID-2 ID-3 a link works once, for an hour, only the newest, and only by its token, which is not stored', async () => {
    const older = await linkOf(person.email);
    const newer = await linkOf(person.email);
    expect(Buffer.from(newer, 'base64url')).toHaveLength(32);
    const stored = JSON.stringify(
      await world.select(`select encode(token_hash, 'escape') from identity.password_reset`),
    );
    expect(stored).not.toContain(newer);
    expect(await access.resetPassword(older, NEW_PASSWORD)).toMatchObject({ code: 'LINK_NOT_USABLE' });
    // A password that is refused leaves the link as it was.
    expect(await access.resetPassword(newer, 'short')).toMatchObject({
      issues: [{ path: ['password'], code: 'TOO_SHORT' }],
    });
    const both = await Promise.all([1, 2].map(() => access.resetPassword(newer, NEW_PASSWORD)));
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['LinkNotUsable', 'PasswordReset']);
    expect(await world.signIn(person.email, PASSWORD)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(await world.signIn(person.email, NEW_PASSWORD)).toMatchObject({ __typename: 'SignedIn' });
    const late = await linkOf(person.email);
    world.clock.advance(HOUR);
    expect(await access.resetPassword(late, PASSWORD)).toMatchObject({ code: 'LINK_NOT_USABLE' });
    expect(await access.resetPassword('x'.repeat(43), PASSWORD)).toMatchObject({ code: 'LINK_NOT_USABLE' });
  });

  it('security checks 25 and 30: a reset ends every session and half-done sign-in, tells the person, and does not bypass the second factor', async () => {
    const { secret } = await access.enrol(person);
    const half = await world.signIn(person.email, PASSWORD);
    const other = await access.completeSignIn(half.token, { code: access.code(secret) });
    const pending = await world.signIn(person.email, PASSWORD);
    expect(await access.resetPassword(await linkOf(person.email), NEW_PASSWORD)).toMatchObject({
      __typename: 'PasswordReset',
    });
    expect(await Promise.all([person.token, other.token].map(isAlive))).toEqual([false, false]);
    world.clock.advance(30_000);
    expect(await access.completeSignIn(pending.token, { code: access.code(secret) })).toMatchObject({
      code: 'SIGN_IN_EXPIRED',
    });
    expect(await world.signIn(person.email, NEW_PASSWORD)).toMatchObject({ __typename: 'SecondFactorNeeded' });
    expect((await world.mailsTo(person.email)).at(-1)).toMatchObject({
      template: 'password_changed',
      values: { supportEmail: 'help@offplan.example' },
    });
    const events = await world.select(
      `select type, data->>'reason' as reason, data->>'how' as how from identity.event
       where (data->>'userId') = (select id::text from identity."user" where email = $1) and type in ('session.ended', 'password.changed') order by position`,
      [person.email],
    );
    expect(events).toEqual([
      { type: 'password.changed', reason: null, how: 'reset' },
      { type: 'session.ended', reason: 'password_reset', how: null },
      { type: 'session.ended', reason: 'password_reset', how: null },
    ]);
  });

  it('security check 25: ID-8 a reset takes back the new e-mail and the Google account that somebody who knew the password has begun to set', async () => {
    const email = `thief.${people}@reset.example`;
    await access.account(person, 'requestEmailChange', '', {
      type: 'RequestEmailChangeInput',
      value: { email },
    });
    const link = tokenOf((await world.mailsTo(email))[0]!.values.link);
    await world.admin.query(
      `insert into identity.external_sign_in (token_hash, purpose, user_id, state, nonce, code_verifier, next, expires_at)
       select decode(md5($1), 'hex'), 'link', id, '', '', '', '/', $2 from identity."user" where email = $1`,
      [person.email, new Date(world.clock.now().getTime() + HOUR)],
    );
    expect((await world.mailsTo(person.email)).at(-1)).toMatchObject({
      template: 'email_change_requested',
      values: { newEmail: email, resetLink: expect.stringMatching(/\/forgot-password$/) },
    });
    await access.resetPassword(await linkOf(person.email), NEW_PASSWORD);
    expect(await access.confirmEmail(link)).toMatchObject({ code: 'LINK_NOT_USABLE' });
    expect(
      await world.select(
        'select user_id from identity.external_sign_in join identity."user" on id = user_id where email = $1',
        [person.email],
      ),
    ).toEqual([]);
    expect(await world.signIn(person.email, NEW_PASSWORD)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('security check 16: links are limited for one account, known or not, and for one address over all accounts', async () => {
    for (const email of [person.email, 'nobody.else@reset.example']) {
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) => access.requestReset(email, `198.51.100.${index}`)),
      );
      expect(
        answers.filter(({ __typename }) => __typename === 'CheckYourMail'),
        email,
      ).toHaveLength(3);
      expect(
        answers.filter(({ code }) => code === 'RATE_LIMITED'),
        email,
      ).toHaveLength(3);
    }
    const many = await Promise.all(
      Array.from({ length: 110 }, (_, index) => access.requestReset(`guess.${index}@reset.example`, '2001:db8:9::1')),
    );
    expect(many.filter(({ __typename }) => __typename === 'CheckYourMail')).toHaveLength(100);
  });

  it('ID-8 security check 30: changing the password needs a fresh proof and ends the other sessions unless they shall go on', async () => {
    const other = await world.signIn(person.email, PASSWORD);
    const change = (password: string, more: object = {}) =>
      access.account(person, 'changePassword', '... on ValidationFailed { issues { code } }', {
        type: 'ChangePasswordInput',
        value: { password, ...more },
      });
    world.clock.advance(600_001);
    expect(await change(NEW_PASSWORD)).toMatchObject({ code: 'PROOF_NEEDED' });
    await access.prove(person.token, { password: PASSWORD });
    expect(await change('password12345')).toMatchObject({ issues: [{ code: 'COMMON' }] });
    expect(await change(NEW_PASSWORD, { keepOtherSessions: true })).toMatchObject({
      __typename: 'ChangePasswordSuccess',
    });
    expect(await isAlive(other.token)).toBe(true);
    expect(await change(PASSWORD)).toMatchObject({ __typename: 'ChangePasswordSuccess' });
    expect(await Promise.all([person.token, other.token].map(isAlive))).toEqual([true, false]);
  });
});
