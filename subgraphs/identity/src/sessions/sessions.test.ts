import { verify } from '@node-rs/argon2';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Access } from '../testing/access.ts';
import { IdentityWorld, PASSWORD, type Person } from '../testing/identity-world.ts';
import { statementsOf } from '../testing/statements.ts';

// The real one, counted: the work that takes the time.
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  return { ...real, verify: vi.fn(real.verify) };
});

const DAY = 86_400_000;
const LIST = '{ viewer { sessions { edges { node { id browser device network startedAt lastUsedAt isCurrent } } } } }';

describe('sessions', () => {
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
    ({ owner: person } = await world.organisation(`sessions-${people}`));
  });

  const list = async (by: Person) => {
    const { viewer } = await world.as(by, LIST);
    return viewer.sessions.edges.map(({ node }: { node: object }) => node);
  };
  const isAlive = async (token: string) => (await world.passport({ token, workspace: null })) !== null;
  const from = async (address: string, email = person.email) => {
    const { token } = await world.signIn(email, PASSWORD, address);
    return { ...person, token } as Person;
  };

  it('ID-4 a person sees its own live sessions with device and network, never an address in full IPv6, and which one asks', async () => {
    const home = await from('2001:db8:7:8:9::1');
    const expired = await list(person);
    expect(expired).toHaveLength(2);
    const sessions = await list(home);
    expect(sessions).toMatchObject([
      { network: '2001:db8:7:8::/64', isCurrent: true },
      { network: '203.0.113.7', isCurrent: false },
    ]);
    const { owner: stranger } = await world.organisation(`stranger-${people}`);
    expect(await list(stranger)).toHaveLength(1);
    world.clock.advance(14 * DAY - 1);
    expect(await isAlive(home.token)).toBe(true);
    world.clock.advance(1_000);
    // The other one has expired: it is no session any more.
    expect(await list(home)).toMatchObject([{ isCurrent: true }]);
  });

  it('ID-4 security check 30: one session or all others can be ended, by its person alone, and its token is dead at once', async () => {
    const [office, phone] = [await from('198.51.100.1'), await from('198.51.100.2')];
    const { owner: stranger } = await world.organisation(`thief-${people}`);
    const [{ id }] = await list(phone);
    const end = (by: Person) =>
      access.account(by, 'endSession', '... on EndSessionSuccess { sessionId }', {
        type: 'EndSessionInput',
        value: { sessionId: id },
      });
    expect(await end(stranger)).toMatchObject({ code: 'SESSION_NOT_FOUND' });
    expect(await isAlive(phone.token)).toBe(true);
    expect(await end(office)).toMatchObject({ sessionId: id });
    expect(await end(office)).toMatchObject({ code: 'SESSION_NOT_FOUND' });
    expect(await Promise.all([person, office, phone].map(({ token }) => isAlive(token)))).toEqual([true, true, false]);
    expect(
      await world.as(office, 'mutation { answer: endOtherSessions { ... on EndOtherSessionsSuccess { count } } }'),
    ).toEqual({ answer: { count: 1 } });
    expect(await Promise.all([person, office].map(({ token }) => isAlive(token)))).toEqual([false, true]);
  });

  it('ID-4 security check 29: looking again at an open connection is no use, so an open board does not keep a session alive for ever', async () => {
    const look = (isUse: boolean) =>
      world.asGateway('query ($input: ResolveViewerInput!) { answer: resolveViewer(input: $input) { passport } }', {
        sessionToken: person.token,
        workspace: person.workspace,
        isUse,
      });
    for (let day = 0; day < 13; day += 1) {
      world.clock.advance(DAY);
      expect(await look(false)).not.toBeNull();
    }
    world.clock.advance(DAY);
    expect(await look(false)).toBeNull();
    const { token } = await world.signIn(person.email, PASSWORD);
    person.token = token;
    for (let day = 0; day < 20; day += 1) {
      world.clock.advance(DAY);
      expect(await look(true)).not.toBeNull();
    }
  });

  it('ID-5 security check 23: wrong password, unknown account, no access to the workspace and no access at all get one answer after the same work', async () => {
    const host = await world.organisation(`host-${people}`);
    const leaver = await world.member(host, 'Leaver');
    await world.admin.query(
      `update identity.membership set status = 'ended' where user_id = (select id from identity."user" where email = $1)`,
      [leaver.email],
    );
    const attempts: [string, string, string?][] = [
      [person.email, 'not the password at all'],
      ['nobody@sessions.example', PASSWORD],
      [person.email, PASSWORD, host.slug],
      [person.email, PASSWORD, 'no-such-workspace'],
      [leaver.email, PASSWORD, host.slug],
      [leaver.email, PASSWORD],
    ];
    const answers: unknown[] = [];
    const statements: string[][] = [];
    const hashes: number[] = [];
    for (const [index, [email, password, slug]] of attempts.entries()) {
      vi.mocked(verify).mockClear();
      statements.push(
        await statementsOf(async () => answers.push(await world.signIn(email, password, `198.51.100.${index}`, slug))),
      );
      hashes.push(vi.mocked(verify).mock.calls.length);
    }
    expect(hashes).toEqual(attempts.map(() => 1));
    expect(answers[0]).toMatchObject({ __typename: 'SignInFailed', code: 'SIGN_IN_FAILED' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(statements[0]!.length).toBeGreaterThan(8);
    // The places of the account and of the address are asked for in the order of their hashes, which are of the attempt's own words.
    const texts = statements.map((sent) => sent.map((text) => text.replace(/limit (50|1000)$/, 'limit ?')));
    for (const sent of texts) expect(sent).toEqual(texts[0]);
    expect(await world.signIn(person.email, PASSWORD, '198.51.100.9', person.workspace!)).toMatchObject({
      __typename: 'SignedIn',
    });
  });

  it('ID-45 a guest signs in to its host’s workspace while the grant stands, and not after', async () => {
    const host = await world.organisation(`grants-${people}`);
    const projectId = await world.project(host.id, 'Tower');
    const { answer } = await world.as(
      host.owner,
      `mutation ($input: InviteGuestInput!) { answer: inviteGuest(input: $input) { __typename ... on InviteGuestSuccess { grant { id } } } }`,
      { input: { projectId, email: person.email, capabilities: ['SALES'] } },
    );
    await world.accept(
      { ...person, workspace: null },
      await world.tokenMailedTo(person.email, 'guest_invitation'),
      person.workspace!,
    );
    expect(await world.signIn(person.email, PASSWORD, undefined, host.slug)).toMatchObject({ __typename: 'SignedIn' });
    await world.as(
      host.owner,
      'mutation ($input: WithdrawGuestInput!) { withdrawGuest(input: $input) { __typename } }',
      { input: { grantId: answer.grant.id } },
    );
    expect(await world.signIn(person.email, PASSWORD, undefined, host.slug)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(await world.signIn(person.email, PASSWORD)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('security check 38: refused sign-ins are in the Platform’s chain with their reason; who tried is personal and the password nowhere', async () => {
    await world.signIn('Someone.Unknown@sessions.example', 'a secret that was typed');
    await world.signIn(person.email, 'a secret that was typed');
    const events = await world.select(
      `select data, personal, org_id from identity.event where type = 'sign_in.refused' order by position desc limit 2`,
    );
    expect(events).toMatchObject([
      { data: { reason: 'password' }, personal: { triedEmail: person.email, triedAddress: '203.0.113.7' } },
      {
        data: { reason: 'unknown_account', concernsUserId: null },
        personal: { triedEmail: 'someone.unknown@sessions.example' },
      },
    ]);
    expect(new Set(events.map(({ org_id }) => org_id))).toEqual(new Set(['00000000-0000-0000-0000-000000000000']));
    expect(JSON.stringify(await world.select('select * from identity.event'))).not.toContain('a secret that was typed');
  });
});
