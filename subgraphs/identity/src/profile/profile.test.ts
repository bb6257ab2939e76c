import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Access } from '../testing/access.ts';
import { IdentityWorld, PASSWORD, type Person, tokenOf } from '../testing/identity-world.ts';
import { statementsOf } from '../testing/statements.ts';

const DAY = 86_400_000;

describe('the profile', () => {
  let world: IdentityWorld;
  let access: Access;
  let person: Person;
  let people = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open();
    access = new Access(world);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    people += 1;
    ({ owner: person } = await world.organisation(`profile-${people}`));
  });

  const requestEmail = (by: Person, email: string) =>
    access.account(by, 'requestEmailChange', '... on RequestEmailChangeSuccess { email }', {
      type: 'RequestEmailChangeInput',
      value: { email },
    });
  const mailsTo = async (email: string) => (await world.mailsTo(email)).map(({ template }) => template);

  it('ID-8 name and language change at once, and the audit tells what they were', async () => {
    const fields = '... on ChangeProfileSuccess { user { name locale } } ... on ValidationFailed { issues { path } }';
    const rename = (name: string) =>
      access.account(person, 'changeName', fields, { type: 'ChangeNameInput', value: { name } });
    expect(await rename('  ')).toMatchObject({ issues: [{ path: ['name'] }] });
    expect(await rename('x'.repeat(81))).toMatchObject({ issues: [{ path: ['name'] }] });
    expect(await rename(' Nadia R. ')).toMatchObject({ user: { name: 'Nadia R.' } });
    const { answer } = await world.as(
      person,
      'mutation { answer: changeLocale(input: { locale: "ar" }) { ... on ChangeProfileSuccess { user { locale } } } }',
    );
    expect(answer).toEqual({ user: { locale: 'ar' } });
    expect((await world.passport(person))!.user!.name).toBe('Nadia R.');
    const told = await world.select(
      `select type, seq, data->'after' as after, personal->>'nameBefore' as "nameBefore" from identity.event
       where type in ('user.renamed', 'user.locale_changed') and subject_id = (select id from identity."user" where email = $1) order by position`,
      [person.email],
    );
    expect(told).toEqual([
      { type: 'user.renamed', seq: '2', after: null, nameBefore: `Owner of profile-${people}` },
      { type: 'user.locale_changed', seq: '3', after: { locale: 'ar' }, nameBefore: null },
    ]);
  });

  it('ID-8 ID-3 a new e-mail counts once its link was confirmed, once, within a day; the old address is told and its open links die', async () => {
    const email = `new.${people}@profile.example`;
    world.clock.advance(600_001);
    expect(await requestEmail(person, email)).toMatchObject({ code: 'PROOF_NEEDED' });
    await access.prove(person.token, { password: PASSWORD });
    expect(await requestEmail(person, email.toUpperCase())).toMatchObject({ email });
    const [mail] = await world.mailsTo(email);
    const token = tokenOf(mail!.values.link);
    await access.requestReset(person.email);
    const oldReset = tokenOf((await world.mailsTo(person.email)).at(-1)!.values.link);
    expect(await world.signIn(email, PASSWORD)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    const both = await Promise.all([1, 2].map(() => access.confirmEmail(token)));
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['EmailConfirmed', 'LinkNotUsable']);
    expect(await world.signIn(email, PASSWORD)).toMatchObject({ __typename: 'SignedIn' });
    expect(await world.signIn(person.email, PASSWORD)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect((await world.mailsTo(person.email)).at(-1)).toMatchObject({
      template: 'email_changed',
      values: { newEmail: email },
    });
    expect(await access.resetPassword(oldReset, 'granite otter violin 12')).toMatchObject({ code: 'LINK_NOT_USABLE' });

    await access.prove(person.token, { password: PASSWORD });
    await requestEmail(person, `late.${people}@profile.example`);
    const late = tokenOf((await world.mailsTo(`late.${people}@profile.example`))[0]!.values.link);
    world.clock.advance(DAY);
    expect(await access.confirmEmail(late)).toMatchObject({ code: 'LINK_NOT_USABLE' });
  });

  it('ID-14 security check 23: an e-mail that somebody has gets the same answer as a free one after the same statements, is awaited like it, and gets another mail', async () => {
    const { owner: other } = await world.organisation(`taken-${people}`);
    const free = `free.${people}@profile.example`;
    const answers: { email: string }[] = [];
    const pending = async () =>
      (await world.as(person, '{ viewer { signInSecurity { pendingEmail } } }')).viewer.signInSecurity.pendingEmail;
    const known = await statementsOf(async () => answers.push(await requestEmail(person, other.email)));
    expect(await pending()).toBe(other.email);
    const unknown = await statementsOf(async () => answers.push(await requestEmail(person, free)));
    expect(await pending()).toBe(free);
    expect(known).toEqual(unknown);
    expect(answers.map((answer) => JSON.stringify(answer).replace(answer.email, ''))).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('RequestEmailChangeSuccess')),
    );
    expect(JSON.stringify(answers[0]).replace(other.email, '')).toBe(JSON.stringify(answers[1]).replace(free, ''));
    expect(await mailsTo(other.email)).toEqual(['confirm_sign_up', 'sign_up_known']);
    expect(await mailsTo(free)).toEqual(['confirm_email']);
  });

  it('ID-8 of two people who ask for one free address the first to confirm has it, also at once', async () => {
    const { owner: other } = await world.organisation(`rival-${people}`);
    const email = `wanted.${people}@profile.example`;
    await requestEmail(person, email);
    await requestEmail(other, email);
    const tokens = (await world.mailsTo(email)).map(({ values }) => tokenOf(values.link));
    const answers = await Promise.all(tokens.map((token) => access.confirmEmail(token)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['EmailConfirmed', 'LinkNotUsable']);
    expect(await world.select('select count(*)::int as n from identity."user" where email = $1', [email])).toEqual([
      { n: 1 },
    ]);
  });
});
