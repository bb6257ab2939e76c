import { uuidv7 } from '@offplan/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityWorld, type Person } from './testing/identity-world.ts';
import { failingAt } from './testing/statements.ts';

/** What follows events a moment later, and is made whole by them; and the bookkeeping of migrations. */
const FOLLOWING = [
  'outbox',
  'consumed_event',
  'audit_entry',
  'audit_personal',
  'audit_head',
  'audit_seal',
  'migration',
];

/** Every row of identity as text, by table. */
type State = ReadonlyMap<string, readonly string[]>;

/** One flow, ready to be tried again and again. Its answer names what it made. */
type Act = () => Promise<{ __typename: string }>;

describe('a fault at any statement', { timeout: 60_000 }, () => {
  let world: IdentityWorld;
  let tables: string[];
  let number = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open({ sessionIdleSeconds: 1e9, sessionAbsoluteSeconds: 1e9 });
    tables = (
      await world.select(
        `select tablename from pg_tables where schemaname = 'identity' and tablename <> all ($1) order by 1`,
        [FOLLOWING],
      )
    ).map(({ tablename }) => tablename);
  });
  afterAll(() => world.close());

  const next = () => {
    number += 1;
    return number;
  };
  /** In its trial: of a plan that is paid for the background notes the payment, at a moment of its own. */
  const house = () => world.organisation(`house-${next()}`, { isTrial: true });

  async function state(): Promise<State> {
    const each = tables.map(
      (table) => `select '${table}' as name, to_jsonb(t)::text as row from identity."${table}" t`,
    );
    const rows = new Map(tables.map((table): [string, string[]] => [table, []]));
    for (const { name, row } of await world.select(each.join(' union all '))) rows.get(name)!.push(row);
    return rows;
  }

  /** What came and went, without ids, times and secrets: how many rows of each table, which events, which mails. */
  function change(before: State, after: State) {
    const tableChanges = tables.map((table) => {
      const [old, now] = [new Set(before.get(table)), new Set(after.get(table))];
      return {
        table,
        gone: [...old].filter((row) => !now.has(row)).length,
        come: [...now].filter((row) => !old.has(row)),
      };
    });
    const named = (table: string, field: string) =>
      tableChanges
        .find((one) => one.table === table)!
        .come.map((row) => JSON.parse(row)[field])
        .sort();
    return {
      rows: tableChanges
        .filter(({ gone, come }) => gone > 0 || come.length > 0)
        .map(({ table, gone, come }) => `${table} -${gone} +${come.length}`),
      events: named('event', 'type'),
      mails: named('mail', 'template'),
    };
  }

  /** Runs a mutation with the passport that the person has now, so that only the mutation's own statements are struck. */
  async function ready(by: Person, field: string, type: string, input: object): Promise<Act> {
    const passport = (await world.passport(by))!;
    const query = `mutation ($input: ${type}!) { answer: ${field}(input: $input) { __typename } }`;
    return async () => (await world.run(passport, query, { input })).answer;
  }

  /**
   * Does it once without a fault, for comparison; then, prepared anew, with a fault at its first statement, its second and so on, until it
   * passes. Each time it must fail as a whole: nothing has changed. Where the fault comes after the commit, all of it has.
   */
  async function prove(prepare: () => Promise<Act>, success: string): Promise<number> {
    const undisturbed = await prepare();
    const beforeAll = await state();
    expect((await undisturbed()).__typename).toBe(success);
    const whole = change(beforeAll, await state());
    expect(whole.events.length).toBeGreaterThan(0);
    const act = await prepare();
    const before = await state();
    for (let statement = 1; ; statement += 1) {
      const { struck, result } = await failingAt(statement, act);
      const seen = change(before, await state());
      if (struck === null) {
        expect(result).toMatchObject({ status: 'fulfilled', value: { __typename: success } });
        expect(seen).toEqual(whole);
        return statement - 1;
      }
      expect(result.status, struck).toBe('rejected');
      if (seen.rows.length === 0) continue;
      expect(seen, struck).toEqual(whole);
      return statement - 1;
    }
  }

  it('security check 18: confirming a sign-up makes person, workspace, Owner and session, or nothing at all; the link still works', async () => {
    const struck = await prove(async () => {
      const email = `new.${next()}@all.example`;
      const { browserToken } = await world.signUp(
        { email, organisation: { name: 'All', slug: `all-${number}`, country: 'AE' } },
        `198.51.100.${number}`,
      );
      const token = await world.tokenMailedTo(email, 'confirm_sign_up');
      return () => world.confirmSignUp({ token, browserToken });
    }, 'SignedIn');
    expect(struck).toBeGreaterThan(15);
  });

  it('security check 18: asking to sign up keeps the form with its mail, or neither', async () => {
    const mine = next();
    // The address counts against its limit before anything else is looked at, also when the rest then fails: nothing is made by that.
    const form = (email: string) => ({ email, organisation: { name: 'All', slug: `form-${mine}`, country: 'AE' } });
    const email = `form.${mine}@all.example`;
    for (let statement = 1; ; statement += 1) {
      const { struck, result } = await failingAt(statement, () => world.signUp(form(email), '198.51.101.1'));
      const [kept, mails] = [
        await world.select('select id from identity.pending_sign_up where email = $1', [email]),
        await world.mailsTo(email),
      ];
      expect(kept, struck ?? 'whole').toHaveLength(mails.length);
      if (struck !== null) {
        expect(result.status, struck).toBe('rejected');
        continue;
      }
      expect(result).toMatchObject({ status: 'fulfilled', value: { __typename: 'SignUpMailed' } });
      expect(mails).toHaveLength(1);
      expect(statement).toBeGreaterThan(8);
      return;
    }
  });

  it('security check 18: inviting a member, and inviting again, replaces invitation, event and mail together', async () => {
    const struck = await prove(async () => {
      const { owner } = await house();
      const email = `invited.${number}@all.example`;
      await world.invite(owner, email);
      return ready(owner, 'inviteMember', 'InviteMemberInput', { email, role: 'ADMIN' });
    }, 'InviteMemberSuccess');
    expect(struck).toBeGreaterThan(8);
  });

  it('security check 18: joining by an invitation makes account, membership and session, or leaves the invitation open', async () => {
    const struck = await prove(async () => {
      const { owner } = await house();
      const email = `joins.${number}@all.example`;
      await world.invite(owner, email);
      const invitationToken = await world.tokenMailedTo(email, 'member_invitation');
      return () => world.join({ name: 'Joins', invitationToken });
    }, 'SignedIn');
    expect(struck).toBeGreaterThan(12);
  });

  it('security check 18: a guest who joins gets account, guest workspace and grant, or nothing', async () => {
    const struck = await prove(async () => {
      const host = await house();
      const projectId = await world.project(host.id, 'Tower');
      const email = `guest.${number}@all.example`;
      await (
        await ready(host.owner, 'inviteGuest', 'InviteGuestInput', { projectId, email, capabilities: ['SALES'] })
      )();
      const invitationToken = await world.tokenMailedTo(email, 'guest_invitation');
      const organisation = { name: 'Agency', slug: `agency-${number}`, country: 'AE' };
      return () => world.join({ name: 'Guest', invitationToken, organisation });
    }, 'SignedIn');
    expect(struck).toBeGreaterThan(15);
  });

  it('security check 18: accepting the ownership moves it with its events and mails, or not at all: never two Owners, never none', async () => {
    const struck = await prove(async () => {
      const { owner, slug } = await house();
      const lina = await world.member({ slug, owner }, 'Lina');
      const { organisation } = await world.as(owner, '{ organisation { members { edges { node { id role } } } } }');
      const { node } = organisation.members.edges.find(
        (edge: { node: { role: string } }) => edge.node.role !== 'OWNER',
      );
      await (await ready(owner, 'offerOwnership', 'OfferOwnershipInput', { memberId: node.id }))();
      const token = await world.tokenMailedTo(lina.email, 'ownership_offer');
      return ready({ ...lina, workspace: null }, 'acceptOwnership', 'AcceptOwnershipInput', { token });
    }, 'AcceptOwnershipSuccess');
    expect(struck).toBeGreaterThan(12);
  });

  it('security check 18: a member leaves with its open business, or stays', async () => {
    const struck = await prove(async () => {
      const { owner, slug } = await house();
      const lina = await world.member({ slug, owner }, 'Lina', 'ADMIN');
      await world.invite(lina, `by.lina.${uuidv7()}@all.example`);
      const { organisation } = await world.as(owner, '{ organisation { members { edges { node { id role } } } } }');
      const { node } = organisation.members.edges.find(
        (edge: { node: { role: string } }) => edge.node.role !== 'OWNER',
      );
      return ready(owner, 'deactivateMember', 'DeactivateMemberInput', { memberId: node.id });
    }, 'DeactivateMemberSuccess');
    expect(struck).toBeGreaterThan(8);
  });

  it('security check 18: an Organisation has its old slug or its new one with the way from the old, and nothing between', async () => {
    const struck = await prove(async () => {
      const { owner } = await house();
      const slug = `renamed-${number}`;
      await world.admin.query(
        `update identity.organisation set slug_since = slug_since - interval '2 years' where slug = $1`,
        [owner.workspace],
      );
      return ready(owner, 'changeOrganisationSlug', 'ChangeOrganisationSlugInput', { slug });
    }, 'ChangeOrganisationSlugSuccess');
    expect(struck).toBeGreaterThan(8);
  });

  it('security check 18: closing a workspace ends what it ends together', async () => {
    const struck = await prove(async () => {
      const { owner, slug } = await house();
      return ready(owner, 'closeOrganisation', 'CloseOrganisationInput', { slug });
    }, 'CloseOrganisationSuccess');
    expect(struck).toBeGreaterThan(6);
  });
});
