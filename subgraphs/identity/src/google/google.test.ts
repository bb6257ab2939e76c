import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeProof } from '../google/external-identity.ts';
import { Access } from '../testing/access.ts';
import { IdentityWorld, PASSWORD, type Person } from '../testing/identity-world.ts';
import { OpenIdProvider } from '../testing/openid-provider.ts';
import { statementsOf } from '../testing/statements.ts';

const CALLBACK = 'http://app.offplan.localhost/auth/google/callback';

describe('Continue with Google', () => {
  let world: IdentityWorld;
  let access: Access;
  let google: OpenIdProvider;
  const people = new Map<string, Person>();

  beforeAll(async () => {
    google = await OpenIdProvider.start(
      {
        known: {
          email: 'Owner@Google-Known.example',
          email_verified: true,
          name: 'Owner',
          hd: 'google-known.example',
        },
        former: { email: 'owner@google-former.example', email_verified: true },
        otherDomain: { email: 'owner@google-former.example', email_verified: true, hd: 'elsewhere.example' },
        unverified: { email: 'owner@google-unverified.example', email_verified: false },
        stranger: { email: 'stranger@elsewhere.example', email_verified: true, name: 'A Stranger' },
        second: { email: 'owner@google-known.example', email_verified: true, hd: 'google-known.example' },
        factor: { email: 'owner@google-factor.example', email_verified: true, hd: 'google-factor.example' },
        invited: { email: 'invited@elsewhere.example', email_verified: true, name: 'Invited' },
        newcomer: { email: 'newcomer@google-new.example', email_verified: true, hd: 'google-new.example' },
        returning: { email: 'owner@google-returning.example', email_verified: true, hd: 'google-returning.example' },
        racing: { email: 'owner@google-racing.example', email_verified: true, hd: 'google-racing.example' },
        linking: { email: 'private.too@mail.example', email_verified: true },
        renamed: { email: 'owner@google-link.example', email_verified: true, hd: 'google-link.example' },
        another: { email: 'owner@google-unverified.example', email_verified: true, hd: 'google-unverified.example' },
        private: { email: 'somebody.private@mail.example', email_verified: true },
      },
      CALLBACK,
    );
    world = await IdentityWorld.open({ google: google.options });
    access = new Access(world);
    for (const slug of ['known', 'unverified', 'factor', 'link', 'other', 'former', 'returning', 'racing'].map(
      (name) => `google-${name}`,
    ))
      people.set(slug, (await world.organisation(slug)).owner);
  });
  afterAll(async () => {
    await world?.close();
    await google?.close();
  });

  /** One way there and back, as the browser with this cookie. */
  const goAs = async (subject: string, input: object = {}) => {
    const begun = await access.beginExternal(input);
    const back = await google.visit(begun.url, subject);
    expect(back.href.startsWith(CALLBACK)).toBe(true);
    return { token: begun.token as string, query: back.search };
  };
  const idOf = async ({ email }: Person) =>
    (await world.select('select id from identity."user" where email = $1', [email]))[0].id;
  const linkedSubjects = async (person: Person) =>
    (await world.select('select subject from identity.external_identity where user_id = $1', [await idOf(person)])).map(
      ({ subject }) => subject,
    );
  /** Begins work, changes something of a person when the work has come so far that it waits for that person's lock, and lets it go on. */
  const meanwhile = async <Result>(userId: string, work: () => Promise<Result>, change: string): Promise<Result> => {
    await world.admin.query('begin');
    await world.admin.query('select from identity."user" where id = $1 for update', [userId]);
    const done = work();
    await expect
      .poll(() =>
        world.select(
          'select pid from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)) limit 1',
        ),
      )
      .toHaveLength(1);
    await world.admin.query(change, [userId]);
    await world.admin.query('commit');
    return done;
  };
  const signInAs = async (subject: string, input: object = {}) => {
    const { token, query } = await goAs(subject, input);
    return access.finishExternal(token, query);
  };

  it('ID-1 links the account whose e-mail Google gives out itself, by mail told, and from then on knows the person by issuer and subject', async () => {
    const first = await signInAs('known', { next: '/w/google-known' });
    expect(first).toMatchObject({ next: '/w/google-known', purpose: 'sign_in', outcome: { __typename: 'SignedIn' } });
    const person = people.get('google-known')!;
    expect((await world.mailsTo(person.email)).at(-1)).toMatchObject({
      template: 'sign_in_protection_changed',
      values: { change: 'google_linked' },
    });
    // Another address of ours changes nothing: the subject is who it is (security check 26).
    await world.admin.query(`update identity."user" set email = 'renamed@google-known.example' where email = $1`, [
      person.email,
    ]);
    expect((await signInAs('known')).outcome.__typename).toBe('SignedIn');
    await world.admin.query(`update identity."user" set email = $1 where email = 'renamed@google-known.example'`, [
      person.email,
    ]);
  });

  it('security check 26: another subject with the e-mail of a linked account is not let in', async () => {
    await signInAs('known');
    expect((await signInAs('second')).outcome).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('security check 26: an e-mail that the provider has not verified opens and links nothing', async () => {
    expect((await signInAs('unverified')).outcome).toMatchObject({ code: 'PROVIDER_REFUSED' });
    const linked = await world.select(`select subject from identity.external_identity where subject = 'unverified'`);
    expect(linked).toEqual([]);
  });

  it('ID-6 Google is one factor: whoever has an authenticator app is asked for its code', async () => {
    const person = people.get('google-factor')!;
    const { secret } = await access.enrol(person);
    const { outcome } = await signInAs('factor');
    expect(outcome).toMatchObject({ __typename: 'SecondFactorNeeded' });
    // Not before the second factor: whoever has only the first one changes nothing.
    expect(await linkedSubjects(person)).toEqual([]);
    expect(await access.completeSignIn(outcome.token, { code: access.code(secret) })).toMatchObject({
      __typename: 'SignedIn',
    });
    expect(await linkedSubjects(person)).toEqual(['factor']);
  });

  it('security check 26: an e-mail that Google only verified once opens nothing; it is linked by a whole sign-in of its person, and by no other', async () => {
    const person = people.get('google-former')!;
    for (const subject of ['former', 'otherDomain'])
      expect((await signInAs(subject)).outcome, subject).toMatchObject({
        __typename: 'ExternalLinkNeeded',
        token: expect.any(String),
      });
    const { token } = (await signInAs('former')).outcome;
    const other = people.get('google-other')!;
    expect(await access.signInLinking(other.email, PASSWORD, token)).toMatchObject({ __typename: 'SignedIn' });
    expect(await access.signInLinking(person.email, 'not the password 1', token)).toMatchObject({
      code: 'SIGN_IN_FAILED',
    });
    expect([await linkedSubjects(other), await linkedSubjects(person)]).toEqual([[], []]);
    // It makes no account of the person's either.
    const organisation = { name: 'Former House', slug: 'former-house', country: 'AE' };
    await world.admin.query(`update identity.membership set status = 'ended' where user_id = $1`, [await idOf(person)]);
    expect(await world.signUp({ proofToken: token, organisation })).toMatchObject({
      issues: [{ path: ['email'], code: 'NOT_VOUCHED' }],
    });
    await world.admin.query(`update identity.membership set status = 'active' where user_id = $1`, [
      await idOf(person),
    ]);
    const { secret } = await access.enrol(person);
    const half = await access.signInLinking(person.email, PASSWORD, token);
    expect(half).toMatchObject({ __typename: 'SecondFactorNeeded' });
    expect(await linkedSubjects(person)).toEqual([]);
    await access.completeSignIn(half.token, { code: access.code(secret) });
    expect(await linkedSubjects(person)).toEqual(['former']);
    expect((await world.mailsTo(person.email)).at(-1)).toMatchObject({ values: { change: 'google_linked' } });
    expect((await signInAs('former')).outcome).toMatchObject({ __typename: 'SecondFactorNeeded' });
    // No sign-in could link another one: to send its person to one would go in circles.
    expect((await signInAs('otherDomain')).outcome).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('ID-14 somebody who belongs nowhere any more gets a proof, by which a sign-up revives the account, linked or not', async () => {
    const person = people.get('google-known')!;
    const id = await idOf(person);
    const leave = () => world.admin.query(`update identity.membership set status = 'ended' where user_id = $1`, [id]);
    for (const [slug, isLinked] of [
      ['back-again', false],
      ['back-once-more', true],
    ] as const) {
      await leave();
      if (!isLinked) await world.admin.query('delete from identity.external_identity where user_id = $1', [id]);
      const { outcome } = await signInAs('known');
      expect(outcome.__typename, slug).toBe('ExternalProofMade');
      const answer = await world.signUp({
        proofToken: outcome.token,
        organisation: { name: 'Back again', slug, country: 'AE' },
      });
      expect(answer, slug).toMatchObject({ __typename: 'SignedIn', organisationSlug: slug });
      expect((await world.passport({ token: answer.token, workspace: slug }))!.user!.id).toBe(id);
      expect(await linkedSubjects(person)).toEqual(['known']);
    }
    await world.admin.query(
      `update identity.membership set status = 'active' where user_id = $1 and org_id = (select id from identity.organisation where slug = 'google-known')`,
      [id],
    );
  });

  it('ID-1 security check 26: an e-mail for which Google does not vouch makes no account, though nobody has it yet; a mailed link does', async () => {
    const { token } = (await signInAs('stranger')).outcome;
    const email = 'stranger@elsewhere.example';
    const organisation = { name: 'A House', slug: 'unvouched-house', country: 'AE' };
    const accounts = () => world.select('select id from identity."user" where email = $1', [email]);
    expect(await world.signUp({ proofToken: token, organisation })).toMatchObject({
      issues: [{ path: ['email'], code: 'NOT_VOUCHED' }],
    });
    expect(await accounts()).toEqual([]);
    expect(await world.signUp({ email, organisation })).toMatchObject({ __typename: 'SignUpMailed' });
    await world.admin.query('delete from identity.pending_sign_up where email = $1', [email]);
  });

  it('ID-6 ID-14 who comes back by Google, by a sign-up or an invitation, is linked after the second factor and not before', async () => {
    const person = people.get('google-returning')!;
    const id = await idOf(person);
    const { secret } = await access.enrol(person);
    const organisation = { name: 'Returning', slug: 'returning-again', country: 'AE' };
    const comeBack = {
      'sign-up': (proofToken: string) => world.signUp({ proofToken, organisation }),
      invitation: async (proofToken: string) => {
        await world.invite(people.get('google-other')!, person.email);
        const invitationToken = await world.tokenMailedTo(person.email, 'member_invitation');
        return world.join({ invitationToken, password: undefined, proofToken });
      },
    };
    for (const [way, come] of Object.entries(comeBack)) {
      await world.admin.query(`update identity.membership set status = 'ended' where user_id = $1`, [id]);
      await world.admin.query('delete from identity.external_identity where user_id = $1', [id]);
      const half = await come((await signInAs('returning')).outcome.token);
      expect(half.__typename, way).toBe('SecondFactorNeeded');
      expect(await linkedSubjects(person), way).toEqual([]);
      expect(await access.completeSignIn(half.token, { code: access.code(secret) }), way).toMatchObject({
        __typename: 'SignedIn',
      });
      expect(await linkedSubjects(person), way).toEqual(['returning']);
      world.clock.advance(30_000);
    }
  });

  it('security check 26: an identity that is taken off, or an e-mail that is changed, while its person comes back from Google lets nobody in', async () => {
    const person = people.get('google-racing')!;
    const id = await idOf(person);
    const { token, query } = await goAs('racing');
    const changed = await meanwhile(
      id,
      () => access.finishExternal(token, query),
      `update identity."user" set email = 'renamed@google-racing.example' where id = $1`,
    );
    expect(changed.outcome).toMatchObject({ code: 'SIGN_IN_FAILED' });
    await world.admin.query('update identity."user" set email = $2 where id = $1', [id, person.email]);
    expect(await linkedSubjects(person)).toEqual([]);
    expect((await signInAs('racing')).outcome.__typename).toBe('SignedIn');
    await world.admin.query(`update identity."user" set email = 'renamed@google-racing.example' where id = $1`, [id]);
    const way = await goAs('racing');
    const unlinked = await meanwhile(
      id,
      () => access.finishExternal(way.token, way.query),
      'delete from identity.external_identity where user_id = $1',
    );
    expect(unlinked.outcome).toMatchObject({ code: 'SIGN_IN_FAILED' });
    await world.admin.query('update identity."user" set email = $2 where id = $1', [id, person.email]);
  });

  it('security check 26: what Google says of one e-mail does not vouch for another one that the linked account has by now', async () => {
    const person = people.get('google-link')!;
    const id = await idOf(person);
    const renamed = 'renamed@google-link.example';
    await signInAs('renamed');
    expect(await linkedSubjects(person)).toEqual(['renamed']);
    await world.admin.query('update identity."user" set email = $2 where id = $1', [id, renamed]);
    await world.admin.query(`update identity.membership set status = 'ended' where user_id = $1`, [id]);
    const { token } = (await signInAs('renamed')).outcome;
    await world.admin.query('delete from identity.external_identity where user_id = $1', [id]);
    const organisation = { name: 'Renamed', slug: 'renamed-house', country: 'AE' };
    expect(await world.signUp({ proofToken: token, organisation })).toMatchObject({
      issues: [{ path: ['email'], code: 'NOT_VOUCHED' }],
    });
    await world.admin.query('update identity."user" set email = $2 where id = $1', [id, person.email]);
    await world.admin.query(`update identity.membership set status = 'active' where user_id = $1`, [id]);
  });

  it('ID-1 ID-14 who comes back with another Google account than the linked one is told so, and may use a password', async () => {
    const person = people.get('google-unverified')!;
    const id = await idOf(person);
    await world.admin.query(
      `insert into identity.external_identity (issuer, subject, user_id, email, linked_at) values ($1, 'the one before', $2, $3, now())`,
      [google.issuer, id, person.email],
    );
    await world.admin.query(`update identity.membership set status = 'ended' where user_id = $1`, [id]);
    await world.invite(people.get('google-other')!, person.email);
    const invitationToken = await world.tokenMailedTo(person.email, 'member_invitation');
    const proofToken = (await signInAs('another')).outcome.token;
    const another = { issues: [{ path: ['email'], code: 'HAS_ANOTHER' }] };
    expect(await world.join({ invitationToken, password: undefined, proofToken })).toMatchObject(another);
    const organisation = { name: 'Another', slug: 'another-house', country: 'AE' };
    expect(await world.signUp({ proofToken, organisation })).toMatchObject(another);
    expect(await world.join({ invitationToken })).toMatchObject({ __typename: 'SignedIn' });
  });

  it('ID-11 ID-24 a taken slug, or an e-mail for which Google does not vouch, costs a sign-up by Google none of its network’s places', async () => {
    const narrow = await IdentityWorld.open({ google: google.options, signUpLimit: 1 });
    try {
      await narrow.organisation('taken-slug');
      const there = new Access(narrow);
      const proofOf = async (subject: string) => {
        const { token, url } = await there.beginExternal();
        const { outcome } = await there.finishExternal(token, (await google.visit(url, subject)).search);
        return outcome.token as string;
      };
      const signUp = (slug: string, proofToken: string) =>
        narrow.signUp({ proofToken, organisation: { name: 'A House', slug, country: 'AE' } }, '198.51.100.9');
      const newcomer = await proofOf('newcomer');
      const stranger = await proofOf('stranger');
      for (const time of [1, 2]) {
        expect(await signUp('taken-slug', newcomer), `${time}`).toMatchObject({ issues: [{ code: 'TAKEN' }] });
        expect(await signUp('free-slug', stranger), `${time}`).toMatchObject({ issues: [{ code: 'NOT_VOUCHED' }] });
      }
      expect(await signUp('free-slug', newcomer)).toMatchObject({ __typename: 'SignedIn' });
    } finally {
      await narrow.close();
    }
  });

  it('ID-1 ID-50 an invited person joins by Google in place of a password: with the invited e-mail, once, and signs in by it from then on', async () => {
    const owner = people.get('google-other')!;
    await world.invite(owner, 'invited@elsewhere.example');
    const invitationToken = await world.tokenMailedTo('invited@elsewhere.example', 'member_invitation');
    const join = (more: object) => world.join({ invitationToken, password: undefined, ...more });
    expect(await join({})).toMatchObject({ issues: [{ path: ['password'] }] });
    expect(await join({ proofToken: 'none' })).toMatchObject({ issues: [{ path: ['email'], code: 'EXPIRED' }] });
    const other = (await signInAs('stranger')).outcome.token;
    expect(await join({ proofToken: other })).toMatchObject({ issues: [{ path: ['email'], code: 'OTHER_EMAIL' }] });
    const { token } = (await signInAs('invited')).outcome;
    expect(await join({ proofToken: token })).toMatchObject({
      __typename: 'SignedIn',
      organisationSlug: 'google-other',
    });
    expect((await signInAs('invited')).outcome.__typename).toBe('SignedIn');
    expect(await world.signIn('invited@elsewhere.example', PASSWORD)).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('ID-1 somebody unknown gets a proof for a sign-up, which is taken once, within half an hour, and is stored as a hash', async () => {
    const { outcome } = await signInAs('stranger');
    expect(outcome.__typename).toBe('ExternalProofMade');
    const take = (token: string) => world.subgraph.db.transaction({}, (tx) => takeProof(tx, token));
    const both = await Promise.all([take(outcome.token), take(outcome.token)]);
    expect(both.filter((proof) => proof !== null)).toEqual([
      {
        issuer: google.issuer,
        subject: 'stranger',
        email: 'stranger@elsewhere.example',
        name: 'A Stranger',
        isAuthoritative: false,
      },
    ]);
    const late = (await signInAs('stranger')).outcome.token;
    world.clock.advance(1_800_000);
    expect(await take(late)).toBeNull();
  });

  it('security check 27: a way back is for the browser that went, once, with its state, from its issuer, in ten minutes', async () => {
    const mine = await goAs('known');
    const theirs = await goAs('known');
    // What somebody else brought back, in this browser: login CSRF.
    expect((await access.finishExternal(mine.token, theirs.query)).outcome).toMatchObject({ code: 'PROVIDER_REFUSED' });
    // That leaves the way as it is: an older tab that comes back late must not spoil the newer one's, whose cookie it brings.
    expect((await access.finishExternal(mine.token, mine.query)).outcome.__typename).toBe('SignedIn');
    expect((await access.finishExternal(mine.token, mine.query)).outcome).toMatchObject({ code: 'PROVIDER_REFUSED' });
    const replayed = await goAs('known');
    const twice = await Promise.all([1, 2].map(() => access.finishExternal(replayed.token, replayed.query)));
    expect(twice.map(({ outcome }) => outcome.__typename).sort()).toEqual(['ExternalSignInRefused', 'SignedIn']);
    const mixedUp = await goAs('known');
    const query = new URLSearchParams(mixedUp.query);
    query.set('iss', 'https://evil.example');
    expect((await access.finishExternal(mixedUp.token, `?${query}`)).outcome).toMatchObject({
      code: 'PROVIDER_REFUSED',
    });
    const late = await goAs('known');
    world.clock.advance(600_000);
    expect((await access.finishExternal(late.token, late.query)).outcome).toMatchObject({ code: 'PROVIDER_REFUSED' });
    expect((await signInAs('decline')).outcome).toMatchObject({ code: 'PROVIDER_REFUSED' });
    const { url } = await access.beginExternal();
    const asked = new URL(url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(Buffer.from(asked.get(name)!, 'base64url').length, name).toBeGreaterThanOrEqual(32);
  });

  it('security check 25: linking from the account needs a session with a fresh proof, and takes no identity that somebody has', async () => {
    const person = people.get('google-link')!;
    world.clock.advance(600_001);
    expect(await access.beginExternal({ purpose: 'link' })).toMatchObject({ code: 'SIGN_IN_EXPIRED' });
    expect(await access.beginExternal({ purpose: 'link', sessionToken: person.token })).toMatchObject({
      code: 'PROOF_NEEDED',
    });
    await access.prove(person.token, { password: PASSWORD });
    const link = (subject: string, by = person) => signInAs(subject, { purpose: 'link', sessionToken: by.token });
    expect((await link('known')).outcome).toMatchObject({ code: 'EXTERNAL_IDENTITY_TAKEN' });
    expect((await link('private')).outcome).toMatchObject({ __typename: 'ExternalIdentityLinked' });
    const other = people.get('google-other')!;
    await access.prove(other.token, { password: PASSWORD });
    expect((await link('private', other)).outcome).toMatchObject({ code: 'EXTERNAL_IDENTITY_TAKEN' });
    expect((await signInAs('private')).outcome.__typename).toBe('SignedIn');
    expect(await access.account(person, 'unlinkGoogle', '')).toMatchObject({ __typename: 'UnlinkGoogleSuccess' });
    expect((await signInAs('private')).outcome.__typename).toBe('ExternalProofMade');
  });

  it('ID-4 ID-8 security check 25: nothing is linked for a session that has ended, before its browser comes back from Google or meanwhile', async () => {
    const person = people.get('google-racing')!;
    await world.admin.query('delete from identity.external_identity where user_id = $1', [await idOf(person)]);
    const begin = async () => {
      const { token: sessionToken } = await world.signIn(person.email, PASSWORD);
      return goAs('linking', { purpose: 'link', sessionToken });
    };
    const finish = ({ token, query }: Awaited<ReturnType<typeof begin>>) => access.finishExternal(token, query);
    const end = 'update identity.session set ended_at = now() where user_id = $1 and ended_at is null';
    const before = await begin();
    await world.admin.query(end, [await idOf(person)]);
    expect((await finish(before)).outcome).toMatchObject({ code: 'PROVIDER_REFUSED' });
    const during = await begin();
    expect((await meanwhile(await idOf(person), () => finish(during), end)).outcome).toMatchObject({
      code: 'PROVIDER_REFUSED',
    });
    expect(await linkedSubjects(person)).toEqual([]);
    expect((await finish(await begin())).outcome.__typename).toBe('ExternalIdentityLinked');
  });

  it('ID-45 Google opens no workspace that its person may not enter', async () => {
    expect((await signInAs('known', { organisationSlug: 'google-other' })).outcome).toMatchObject({
      code: 'SIGN_IN_FAILED',
    });
    expect((await signInAs('known', { organisationSlug: 'google-known' })).outcome.__typename).toBe('SignedIn');
  });

  it('ID-5 security check 23: whom Google does not let in gets one answer after the same statements, whatever the reason', async () => {
    await signInAs('known');
    const answers: unknown[] = [];
    const statements: string[][] = [];
    for (const [subject, organisationSlug] of [
      // Another identity with the e-mail; no access to the workspace; no such workspace.
      ['second', undefined],
      ['known', 'google-other'],
      ['known', 'no-such-workspace'],
      ['second', 'google-other'],
    ]) {
      const { token, query } = await goAs(subject!, { organisationSlug });
      statements.push(
        await statementsOf(async () => answers.push((await access.finishExternal(token, query)).outcome)),
      );
    }
    expect(answers[0]).toMatchObject({ code: 'SIGN_IN_FAILED' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(statements[0]!.length).toBeGreaterThan(8);
    for (const sent of statements) expect(sent).toEqual(statements[0]);
  });

  it('security check 39: a provider that is down refuses this way in alone, and is asked again when it is back', async () => {
    const down = await OpenIdProvider.start({}, CALLBACK);
    await down.close();
    const other = await IdentityWorld.open({ google: down.options });
    try {
      const { owner } = await other.organisation('google-down');
      expect(await new Access(other).beginExternal()).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
      expect(await other.signIn(owner.email, PASSWORD)).toMatchObject({ __typename: 'SignedIn' });
      // The same options as an answer that was not kept.
      Object.assign(other.options.google!, google.options);
      expect(await new Access(other).beginExternal()).toMatchObject({ __typename: 'ExternalSignInBegun' });
    } finally {
      await other.close();
    }
  });
});
