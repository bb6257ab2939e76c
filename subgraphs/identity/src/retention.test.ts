import { silentLogger } from '@offplan/kernel/logging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentity } from './index.ts';
import { Access } from './testing/access.ts';
import { IdentityWorld, PASSWORD, type Person } from './testing/identity-world.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Tables with an end in time that are kept after it, each with the reason. */
const KEPT: Record<string, string> = {
  invitation:
    'the team sees whom it invited and that the time is over; whom the mail named stays in the log as personal',
  guest_grant: 'likewise of guests',
  ownership_offer: 'likewise of the ownership',
  restore_link: 'who was sent the way back, by ids and a hash alone: the workspace’s log keeps the same',
  view_as: 'who looked with whose eyes, by ids alone: the workspace’s log keeps the same',
};

describe('what is forgotten, by the clock', () => {
  let world: IdentityWorld;
  let access: Access;
  let person: Person;
  let userId: string;

  beforeAll(async () => {
    world = await IdentityWorld.open();
    access = new Access(world);
    ({ owner: person } = await world.organisation('retention'));
    userId = (await world.passport(person))!.user!.id;
  });
  afterAll(() => world.close());

  /** Everything that a night does. */
  const night = async () => {
    for (const task of createIdentity(world.options).tasks!.filter(({ cron }) => cron))
      await task.run({ db: world.subgraph.db, clock: world.clock, logger: silentLogger }, {});
  };
  const rowsOf = async (table: string) => {
    const [{ count }] = await world.select(`select count(*)::int as count from identity.${table}`);
    return count as number;
  };
  /** A table has rows until so long after now, and none a moment later, with the nightly tasks run at both times. */
  const livesFor = async (table: string, milliseconds: number) => {
    expect(await rowsOf(table), table).toBeGreaterThan(0);
    world.clock.advance(milliseconds);
    await night();
    expect(await rowsOf(table), `${table} at its end`).toBeGreaterThan(0);
    world.clock.advance(1);
    await night();
    expect(await rowsOf(table), `${table} after it`).toBe(0);
  };
  const signInAgain = async () => {
    person.token = (await world.signIn(person.email, PASSWORD)).token;
  };

  it('security check 37: every table whose rows have an end is emptied by a task, or is on the list with its reason', async () => {
    const columns = await world.select(
      `select table_name as name from information_schema.columns where table_schema = 'identity' and column_name = 'expires_at' order by 1`,
    );
    const names = columns.map(({ name }) => name as string).filter((name) => !KEPT[name]);
    expect(names).toEqual([
      'email_change',
      'external_proof',
      'external_sign_in',
      'half_sign_in',
      'passkey_challenge',
      'password_reset',
      'pending_sign_up',
      'window_count',
    ]);
  });

  it('security check 37: a wrong sign-in counts for limits and is forgotten after two days', async () => {
    await world.select('delete from identity.attempt');
    await world.signIn(person.email, 'not the password');
    await livesFor('attempt', 2 * DAY);
  });

  it('security check 37: a sign-up that nobody confirmed is forgotten a day after its link has died', async () => {
    await world.signUp({
      email: 'never@retention.example',
      organisation: { name: 'Never', slug: 'never-came', country: 'AE' },
    });
    await livesFor('pending_sign_up', 2 * DAY);
  });

  it('security check 37: the links of a reset and of a new e-mail are forgotten when they have died', async () => {
    await access.requestReset(person.email);
    const [{ expires_at: resetEnds }] = await world.select('select expires_at from identity.password_reset');
    await livesFor('password_reset', resetEnds.getTime() - world.clock.now().getTime());
    await signInAgain();
    expect(
      await access.account(person, 'requestEmailChange', '', {
        type: 'RequestEmailChangeInput',
        value: { email: 'other@retention.example' },
      }),
    ).toMatchObject({ __typename: 'RequestEmailChangeSuccess' });
    await livesFor('email_change', DAY);
  });

  it('security check 37: challenges of passkeys, half-done sign-ins and apps that nobody confirmed are forgotten', async () => {
    await access.beginPasskey('sign_in');
    await livesFor('passkey_challenge', 5 * MINUTE);
    await signInAgain();
    await access.account(person, 'beginAuthenticator', '');
    await livesFor('authenticator', DAY);
    await signInAgain();
    await access.enrol(person);
    await world.signIn(person.email, PASSWORD);
    await livesFor('half_sign_in', 10 * MINUTE);
    // An app that is in use is no leftover.
    expect(await rowsOf('authenticator')).toBe(1);
  });

  it('security check 37: what a provider told of somebody who never signed up, and ways to it that nobody came back from, are forgotten', async () => {
    const ends = new Date(world.clock.now().getTime() + 10 * MINUTE);
    await world.select(
      `insert into identity.external_sign_in (token_hash, purpose, user_id, state, nonce, code_verifier, next, expires_at)
       values ('\\x01', 'link', $1, 's', 'n', 'v', '/', $2)`,
      [userId, ends],
    );
    await world.select(
      `insert into identity.external_proof (token_hash, issuer, subject, email, name, expires_at)
       values ('\\x01', 'https://id.example', '1', 'somebody@retention.example', 'Somebody', $1)`,
      [ends],
    );
    world.clock.set(ends);
    await night();
    expect([await rowsOf('external_sign_in'), await rowsOf('external_proof')]).toEqual([1, 1]);
    world.clock.advance(1);
    await night();
    expect([await rowsOf('external_sign_in'), await rowsOf('external_proof')]).toEqual([0, 0]);
  });

  it('security check 37: browser and network of a session are forgotten 90 days after its end', async () => {
    await signInAgain();
    await world.select(`update identity.session set ended_at = $1 where ended_at is null`, [world.clock.now()]);
    const traces = () =>
      world.select('select from identity.session where user_agent is not null or network is not null');
    world.clock.advance(90 * DAY);
    await night();
    expect((await traces()).length).toBeGreaterThan(0);
    world.clock.advance(1);
    await night();
    expect(await traces()).toEqual([]);
  });

  it('security check 37: what a registry said of a domain is forgotten when it would be asked anew', async () => {
    await world.select(`insert into identity.domain_age values ('morozov.example', $1, $2)`, [
      new Date('2020-01-01'),
      world.clock.now(),
    ]);
    await livesFor('domain_age', 30 * DAY);
  });
});
