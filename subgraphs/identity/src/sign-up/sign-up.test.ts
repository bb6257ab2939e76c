import { PLATFORM_ORG_ID } from '@offplan/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESERVED_SLUGS } from '../organisations/reserved-slugs.ts';
import { IdentityWorld, PASSWORD, tokenOf } from '../testing/identity-world.ts';

describe('signing up', () => {
  let world: IdentityWorld;
  let people = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open({ signUpLimit: 3 });
  });

  afterAll(() => world.close());

  /** Each from another address, unless one is given. */
  const form = (given: Record<string, unknown> = {}) => {
    people += 1;
    const organisation = { name: 'Halden & Reyes', slug: `halden-${people}`, country: 'AE' };
    return { email: `person.${people}@halden.example`, organisation, ...given };
  };
  const signUp = (given: Record<string, unknown> = {}, address?: string) =>
    world.signUp(form(given), address ?? `198.51.${people}.1`);
  const signUpAndConfirm = (given: Record<string, unknown> = {}) =>
    world.signUpAndConfirm(form(given), `198.51.${people}.1`);
  const count = async () => {
    const [row] = await world.select(
      `select (select count(*)::int from identity."user") as users, (select count(*)::int from identity.organisation) as organisations,
         (select count(*)::int from identity.event where type <> 'sign_up.refused') as events`,
    );
    return row;
  };

  it('ID-1 ID-3 makes nothing before the mail is confirmed, then person, Organisation, Owner and session in one go', async () => {
    const nothing = await count();
    const mailed = await signUp({
      email: 'Nadia@Halden.example',
      organisation: { name: 'Halden & Reyes', slug: 'halden', country: 'RU' },
    });
    expect(mailed).toEqual({ __typename: 'SignUpMailed', browserToken: expect.any(String) });
    expect(await count()).toEqual(nothing);
    const token = await world.tokenMailedTo('nadia@halden.example', 'confirm_sign_up');
    const signedIn = await world.confirmSignUp({ token, browserToken: mailed.browserToken });
    expect(signedIn).toMatchObject({ __typename: 'SignedIn', organisationSlug: 'halden' });
    const passport = await world.passport({ token: signedIn.token, workspace: 'halden' });
    expect(passport).toMatchObject({
      kind: 'user',
      role: 'owner',
      user: { name: 'Nadia Rahman', organisationIds: [passport!.organisation!.id] },
      organisation: { slug: 'halden', name: 'Halden & Reyes', status: 'active' },
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
      userId: expect.any(String),
      after: { name: 'Halden & Reyes', slug: 'halden', country: 'RU', timeZone: 'Europe/Moscow' },
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

  it('ID-3 security check 24: the link works once, for 24 hours, however many press its button at once; its token is nowhere stored', async () => {
    const mailed = await signUp({ email: 'once@halden.example' });
    const token = await world.tokenMailedTo('once@halden.example', 'confirm_sign_up');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => world.confirmSignUp({ token, browserToken: mailed.browserToken })),
    );
    expect(answers.filter(({ __typename }) => __typename === 'SignedIn')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'CONFIRMATION_NOT_USABLE')).toHaveLength(11);
    const late = await signUp({ email: 'late@halden.example' });
    const lateToken = await world.tokenMailedTo('late@halden.example', 'confirm_sign_up');
    const stored = await world.select(
      'select p.*, e.data, e.personal from identity.pending_sign_up p, identity.event e',
    );
    expect(JSON.stringify(stored)).not.toContain(lateToken);
    world.clock.advance(86_400_000);
    expect(await world.confirmSignUp({ token: lateToken, browserToken: late.browserToken })).toMatchObject({
      code: 'CONFIRMATION_NOT_USABLE',
    });
  });

  it('security check 17: whoever reads the mail in another browser needs the password of the form, and guesses of it are limited', async () => {
    await signUp({ email: 'victim@halden.example' });
    const token = await world.tokenMailedTo('victim@halden.example', 'confirm_sign_up');
    expect(await world.confirmSignUp({ token })).toMatchObject({ code: 'PASSWORD_NEEDED' });
    expect(await world.confirmSignUp({ token, browserToken: 'A'.repeat(43) })).toMatchObject({
      code: 'PASSWORD_NEEDED',
    });
    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        world.confirmSignUp({ token, password: `guess number ${index}`, address: `198.18.0.${index}` }),
      ),
    );
    expect(guesses.filter(({ code }) => code === 'PASSWORD_WRONG')).toHaveLength(5);
    expect(guesses.filter(({ code }) => code === 'RATE_LIMITED')).toHaveLength(3);
    world.clock.advance(15 * 60_000 + 1);
    expect(await world.confirmSignUp({ token, password: PASSWORD })).toMatchObject({ __typename: 'SignedIn' });
  });

  it('ID-14 security check 23: a known e-mail gets the same answer, and a mail with the ways in instead of a second account', async () => {
    await signUpAndConfirm({ email: 'known@halden.example' });
    const before = await count();
    const answer = await signUp({ email: 'KNOWN@halden.example', name: 'Somebody Else' });
    expect(answer).toEqual({ __typename: 'SignUpMailed', browserToken: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await count()).toEqual(before);
    const mails = await world.mailsTo('known@halden.example');
    expect(mails.map(({ template }) => template)).toEqual(['confirm_sign_up', 'sign_up_known']);
    expect(mails[1]!.values).toEqual({
      name: 'Nadia Rahman',
      signInLink: 'http://app.offplan.localhost/sign-in',
      resetLink: 'http://app.offplan.localhost/forgot-password',
      recoverLink: null,
      recoverName: null,
    });
  });

  it('ID-14 security check 16: nobody’s mailbox is filled by strangers who type its address: after five mails a day the answer stays and the mails end', async () => {
    for (let attempt = 0; attempt < 7; attempt += 1)
      expect(await signUp({ email: 'flooded@halden.example' })).toMatchObject({ __typename: 'SignUpMailed' });
    expect(await world.mailsTo('flooded@halden.example')).toHaveLength(5);
  });

  it('ID-13 the Owner of an Organisation that is put away is offered its recovery, by mail alone', async () => {
    const { organisationSlug } = await signUpAndConfirm({
      email: 'paused@halden.example',
      organisation: { name: 'Paused', slug: 'paused', country: 'AE' },
    });
    await world.select(`update identity.organisation set status = 'free_guest_archived' where slug = $1`, [
      organisationSlug,
    ]);
    expect(Object.keys(await signUp({ email: 'paused@halden.example' }))).toEqual(['__typename', 'browserToken']);
    const mail = (await world.mailsTo('paused@halden.example')).at(-1)!;
    expect(mail.values).toMatchObject({
      recoverName: 'Paused',
      recoverLink: expect.stringMatching(/^http:\/\/app\.offplan\.localhost\/restore\/[\w-]{40,}$/),
    });
  });

  it('ID-5 a right password in another browser counts as no failed sign-in, of the account and of the address', async () => {
    const places = () =>
      world.select(`select id from identity.attempt where kind in ('sign_in_account', 'sign_in_address')`);
    await signUp({ email: 'elsewhere@halden.example' });
    const token = await world.tokenMailedTo('elsewhere@halden.example', 'confirm_sign_up');
    const before = await places();
    expect(await world.confirmSignUp({ token, password: PASSWORD })).toMatchObject({ __typename: 'SignedIn' });
    expect(await places()).toEqual(before);
  });

  it('ID-14 a person who belongs nowhere any more is revived as the same User by a sign-up with the verified mail', async () => {
    const first = await signUpAndConfirm({ email: 'revived@halden.example' });
    const [{ id }] = await world.select(`select id from identity."user" where email = 'revived@halden.example'`);
    await world.as(
      { name: 'Nadia', email: '', token: first.token, workspace: null },
      'mutation { answer: requestEmailChange(input: { email: "another@halden.example" }) { __typename } }',
    );
    await world.select(`update identity.membership set status = 'ended' where user_id = $1`, [id]);
    const again = await signUpAndConfirm({
      email: 'revived@halden.example',
      name: 'Nadia R.',
      password: 'cumulus tea 4 lanterns',
    });
    expect(again).toMatchObject({ __typename: 'SignedIn' });
    expect(await world.passport({ token: again.token, workspace: null })).toMatchObject({
      user: { id, name: 'Nadia R.' },
    });
    expect(await world.passport({ token: first.token, workspace: null })).toBeNull();
    expect(await world.signIn('revived@halden.example', PASSWORD)).toMatchObject({ __typename: 'SignInFailed' });
    // What was begun before cannot be finished any more.
    expect(await world.select('select email from identity.email_change where user_id = $1', [id])).toEqual([]);
  });

  it('BIL-15 a person starts one trial: who comes back after leaving all Organisations gets one without', async () => {
    const email = 'once.in.a.lifetime@halden.example';
    const paths = async () =>
      (
        await world.select(
          `select data->>'path' as path from identity.event where type = 'organisation.created'
             and (actor->>'id') = (select id::text from identity."user" where email = $1) order by position`,
          [email],
        )
      ).map(({ path }) => path);
    await signUpAndConfirm({ email });
    await world.select(
      `update identity.membership set status = 'ended' where user_id = (select id from identity."user" where email = $1)`,
      [email],
    );
    expect(await signUpAndConfirm({ email })).toMatchObject({ __typename: 'SignedIn' });
    expect(await paths()).toEqual(['trial', 'free_guest']);
  });

  it('BIL-15 an e-mail starts one trial: another account that has it later gets none', async () => {
    const email = 'handed.on@halden.example';
    await signUpAndConfirm({ email });
    await world.select(`update identity."user" set email = 'moved.on@halden.example' where email = $1`, [email]);
    expect(await signUpAndConfirm({ email })).toMatchObject({ __typename: 'SignedIn' });
    const paths = await world.select(
      `select data->>'path' as path from identity.event where type = 'organisation.created' and (actor->>'id')
         in (select id::text from identity."user" where email in ($1, 'moved.on@halden.example')) order by position`,
      [email],
    );
    expect(paths).toEqual([{ path: 'trial' }, { path: 'free_guest' }]);
    // Nothing that is kept for this names an e-mail.
    const [{ kept }] = await world.select(
      'select count(*)::int as kept from identity.trial_email where email_hash = sha256($1)',
      [Buffer.from(email)],
    );
    expect(kept).toBe(0);
  });

  it('ID-24 refuses reserved and malformed names, and offers three that are free for one that is taken', async () => {
    expect(RESERVED_SLUGS.size).toBe(58);
    const slugFault = async (slug: string) =>
      (await signUp({ organisation: { name: 'Halden', slug, country: 'AE' } })).issues[0];
    for (const slug of ['app', 'offplan', 'sign-in'])
      expect(await slugFault(slug)).toMatchObject({ path: ['organisation', 'slug'], code: 'RESERVED' });
    for (const slug of ['ab', '-abc', 'a--b', 'abc-', 'a b c', 'дом', 'a'.repeat(41)])
      expect(await slugFault(slug), slug).toMatchObject({ code: 'BAD_FORM' });
    await signUpAndConfirm({ organisation: { name: 'Taken', slug: 'taken', country: 'AE' } });
    await signUpAndConfirm({ organisation: { name: 'Taken', slug: 'taken-ae', country: 'AE' } });
    const { suggestions, code } = await slugFault('taken');
    expect(code).toBe('TAKEN');
    expect(suggestions).toHaveLength(3);
    for (const slug of suggestions)
      expect(await signUpAndConfirm({ organisation: { name: 'Offered', slug, country: 'AE' } })).toMatchObject({
        organisationSlug: slug,
      });
  });

  it('ID-24 gives a name that many confirm at once to one; the others choose another with the same link', async () => {
    const wanted = Array.from({ length: 8 }, (_, index) => `wanted.${index}@halden.example`);
    const mailed = await Promise.all(
      wanted.map((email) => signUp({ email, organisation: { name: 'Wanted', slug: 'wanted', country: 'AE' } })),
    );
    const before = await count();
    const tokens = await Promise.all(wanted.map((email) => world.tokenMailedTo(email, 'confirm_sign_up')));
    const answers = await Promise.all(
      tokens.map((token, index) => world.confirmSignUp({ token, browserToken: mailed[index]!.browserToken })),
    );
    expect(answers.filter((answer) => answer.__typename === 'SignedIn')).toHaveLength(1);
    const loser = answers.findIndex((answer) => answer.issues);
    expect(answers[loser].issues).toMatchObject([{ path: ['organisation', 'slug'], code: 'TAKEN' }]);
    expect(answers[loser].issues[0].suggestions).toHaveLength(3);
    const after = await count();
    expect([after.users - before.users, after.organisations - before.organisations]).toEqual([1, 1]);
    expect(after.events - before.events).toBe(4);
    const [slug] = answers[loser].issues[0].suggestions;
    expect(
      await world.confirmSignUp({ token: tokens[loser]!, browserToken: mailed[loser]!.browserToken, slug }),
    ).toMatchObject({ organisationSlug: slug });
  });

  it('ID-1 makes one account of an e-mail, whatever its case and however many sign-ups are confirmed at once', async () => {
    const written = ['Omar@Aziz.example', 'omar@aziz.example', 'OMAR@AZIZ.EXAMPLE'];
    const mailed = await Promise.all(written.map((email) => signUp({ email })));
    const tokens = (await world.mailsTo('omar@aziz.example')).map(({ values }) => tokenOf(values.link));
    const answers = await Promise.all(
      tokens.flatMap((token) =>
        mailed.map(({ browserToken }) => world.confirmSignUp({ token, browserToken, password: PASSWORD })),
      ),
    );
    expect(answers.filter((answer) => answer.__typename === 'SignedIn')).toHaveLength(1);
    expect(await world.select(`select from identity."user" where email = 'omar@aziz.example'`)).toHaveLength(1);
  });

  it('ID-2 refuses passwords that are short, common, or made of what is known about the person', async () => {
    const verdict = async (password: string) => {
      const answer = await signUp({
        name: 'Aleksey Morozov',
        email: `aleksey.${people}@halden.example`,
        password,
        organisation: { name: 'Nordstrand', slug: `nord-${people}`, country: 'DE' },
      });
      return answer.__typename === 'SignUpMailed' ? 'fine' : answer.issues[0].code;
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

  it('ID-11 ID-12 security check 16: allows so many sign-ups from one network in 24 hours, also at once, logs each refusal and names who helps', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => signUp({}, `2001:db8:9:9:${index}::1`)));
    expect(answers.filter((answer) => answer.__typename === 'SignUpMailed')).toHaveLength(3);
    expect(await signUp({}, '2001:db8:9:9::77')).toEqual({
      __typename: 'SignUpRefused',
      reason: 'TOO_MANY',
      message: expect.stringContaining('help@offplan.example'),
    });
    const refusals = await world.select(
      `select data, personal ->> 'address' as address from identity.event where type = 'sign_up.refused' and org_id = $1`,
      [PLATFORM_ORG_ID],
    );
    expect(refusals).toHaveLength(4);
    expect(refusals[3]).toEqual({
      data: { reason: 'too_many' },
      address: '2001:db8:9:9::77',
    });
    await world.select(
      `insert into identity.sign_up_allowance values ('network', '2001:db8:9:9::/64', null, 'A trade fair')`,
    );
    expect(await signUp({}, '2001:db8:9:9::77')).toMatchObject({ __typename: 'SignUpMailed' });
    await world.select('delete from identity.sign_up_allowance');
    world.clock.advance(86_400_001);
    expect(await signUp({}, '2001:db8:9:9::77')).toMatchObject({ __typename: 'SignUpMailed' });
  });

  it('ID-12 GW-37 refusals of one network are told one by one up to twenty a day, then each time that they have doubled, with their number', async () => {
    const address = '198.51.100.250';
    const refuse = () => signUp({ email: 'a@mailinator.com' }, address);
    const told = () =>
      world.select(
        `select (data->>'count')::int as count from identity.event where type = 'sign_up.refused' and personal->>'address' = $1 order by position`,
        [address],
      );
    for (let attempt = 0; attempt < 85; attempt += 1)
      expect(await refuse()).toMatchObject({ __typename: 'SignUpRefused' });
    expect((await told()).map(({ count }) => count)).toEqual([...Array.from({ length: 20 }, () => null), 40, 80]);
    world.clock.advance(86_400_000);
    await refuse();
    expect(await told()).toHaveLength(23);
  });
});
