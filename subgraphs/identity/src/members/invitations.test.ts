import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityWorld, type Person, tokenOf } from '../testing/identity-world.ts';

const DAY = 86_400_000;

describe('the team', () => {
  let world: IdentityWorld;
  let people = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open();
  });

  afterAll(() => world.close());

  const fresh = () => {
    people += 1;
    return `invitee.${people}@elsewhere.example`;
  };
  const joinBy = (link: string) => world.join({ name: 'Lina Haddad', invitationToken: tokenOf(link) });
  const changeRole = (by: Person, memberId: string, role: string) =>
    world
      .as(
        by,
        'mutation ($input: ChangeMemberRoleInput!) { answer: changeMemberRole(input: $input) { __typename ... on ChangeMemberRoleSuccess { member { role } } } }',
        {
          input: { memberId, role },
        },
      )
      .then(({ answer }) => answer);
  const deactivate = (by: Person, memberId: string) =>
    world
      .as(by, 'mutation ($input: DeactivateMemberInput!) { answer: deactivateMember(input: $input) { __typename } }', {
        input: { memberId },
      })
      .then(({ answer }) => answer.__typename);
  const idOf = async (person: Person): Promise<string> => {
    const { organisation, viewer } = await world.as(
      person,
      'query { viewer { user { id } } organisation { members { edges { node { id user { id } } } } } }',
    );
    return organisation.members.edges.find(
      (edge: { node: { user: { id: string } } }) => edge.node.user.id === viewer.user.id,
    ).node.id;
  };

  it('ID-41 never passes the seat limit, however many invite at once, and counts invitations as taken seats', async () => {
    const { owner, id } = await world.organisation('seats', { isTrial: true, limits: { teamMembers: 3 } as never });
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.invite(owner, fresh())));
    expect(answers.filter((answer) => answer.__typename === 'InviteMemberSuccess')).toHaveLength(2);
    for (const answer of answers)
      if (answer.__typename !== 'InviteMemberSuccess')
        expect(answer).toEqual({
          __typename: 'SeatLimitReached',
          code: 'SEAT_LIMIT_REACHED',
          limit: 3,
          tier: 'tier_2',
          upgradeTo: 'tier_2',
        });
    expect((await world.as(owner, 'query { organisation { seats { used limit } } }')).organisation.seats).toEqual({
      used: 3,
      limit: 3,
    });
    // A seat comes free by revoking, and by time.
    const taken = answers.find((answer) => answer.__typename === 'InviteMemberSuccess');
    const revoked = await world.as(
      owner,
      'mutation ($input: RevokeInvitationInput!) { revokeInvitation(input: $input) { ... on RevokeInvitationSuccess { invitation { status } } } }',
      {
        input: { invitationId: taken.invitation.id },
      },
    );
    expect(revoked.revokeInvitation.invitation.status).toBe('REVOKED');
    expect(await joinBy(taken.link)).toMatchObject({
      issues: [{ path: ['invitationToken'], code: 'INVITATION_NOT_USABLE' }],
    });
    expect(await world.invite(owner, fresh())).toMatchObject({ seats: { used: 3, limit: 3 } });
    world.clock.advance(7 * DAY + 1);
    expect(await world.invite(owner, fresh())).toMatchObject({ seats: { used: 2, limit: 3 } });
    await world.entitle(id, { version: 2, status: 'ended', tier: 'free_guest', limits: { teamMembers: 3 } as never });
    expect(await world.invite(owner, fresh())).toMatchObject({ __typename: 'NotPermitted', reason: 'PLAN_ENDED' });
    await world.entitle(id, { version: 3, features: [] });
    expect(await world.invite(owner, fresh())).toEqual({
      __typename: 'NotPermitted',
      reason: 'FEATURE',
      leastTier: 'tier_1',
    });
  });

  it('BIL-3 never applies an older version of a plan over a newer one, and permits nothing before the first', async () => {
    const { owner, id } = await world.organisation('versions', null);
    expect(await world.invite(owner, fresh())).toMatchObject({ __typename: 'NotPermitted', reason: 'PLAN_PENDING' });
    await world.entitle(id, { version: 5, limits: { teamMembers: 1 } as never });
    const late = await world.publish({
      orgId: id,
      type: 'entitlements.changed',
      data: {
        after: {
          version: 4,
          tier: 'tier_2',
          isTrial: false,
          status: 'active',
          features: ['team'],
          limits: { teamMembers: 50 },
        },
      },
    });
    await world.until(
      `select exists (select from identity.consumed_event where consumer = 'entitlement_mirror' and event_id = $1)`,
      [late.id],
    );
    expect(await world.invite(owner, fresh())).toMatchObject({ __typename: 'SeatLimitReached', limit: 1 });
  });

  it('ID-40 accepts an invitation once, however many try at once, and only by the invited e-mail', async () => {
    const host = await world.organisation('once');
    const { owner: other } = await world.organisation('other');
    const invited = await world.organisation('invited');
    const { link } = await world.invite(host.owner, invited.owner.email.toUpperCase(), 'ADMIN');
    expect(await world.accept(other, tokenOf(link))).toEqual({ __typename: 'WrongInvitee' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.accept(invited.owner, tokenOf(link))));
    expect(answers.filter((answer) => answer.__typename === 'AcceptInvitationSuccess')).toEqual([
      {
        __typename: 'AcceptInvitationSuccess',
        projectId: null,
        workspace: { role: 'ADMIN', organisation: { slug: 'once' }, guest: null },
      },
    ]);
    expect(answers.filter((answer) => answer.reason === 'ACCEPTED')).toHaveLength(19);
    expect(await world.passport({ ...invited.owner, workspace: 'once' })).toMatchObject({
      role: 'admin',
      organisation: { slug: 'once' },
    });
    expect(
      await world.select(
        `select count(*)::int as joined from identity.event where type = 'member.joined' and org_id = $1`,
        [host.id],
      ),
    ).toEqual([{ joined: 2 }]);
    expect(await world.invite(host.owner, invited.owner.email)).toMatchObject({ __typename: 'AlreadyMember' });
  });

  it('ID-40 shows what a link opens without using it up, and lets it expire, be replaced and be unknown', async () => {
    const { owner } = await world.organisation('links');
    const email = fresh();
    const first = await world.invite(owner, email);
    const second = await world.invite(owner, email, 'SALES_MANAGER');
    const preview = async (link: string) =>
      (
        await world.run(
          { kind: 'anonymous' },
          'query ($token: String!) { invitation(token: $token) { kind organisationName invitedByName email role status hasAccount projectName } }',
          { token: tokenOf(link) },
        )
      ).invitation;
    expect(await preview(first.link)).toMatchObject({ status: 'REVOKED' });
    for (let look = 0; look < 2; look += 1)
      expect(await preview(second.link)).toEqual({
        kind: 'MEMBER',
        organisationName: 'The links',
        invitedByName: 'Owner of links',
        email,
        role: 'SALES_MANAGER',
        status: 'PENDING',
        hasAccount: false,
        projectName: null,
      });
    expect(
      await preview(`http://app.offplan.localhost/invitation/${randomBytes(32).toString('base64url')}`),
    ).toBeNull();
    world.clock.advance(7 * DAY);
    expect(await preview(second.link)).toMatchObject({ status: 'EXPIRED' });
    expect(await joinBy(second.link)).toMatchObject({ issues: [{ code: 'INVITATION_NOT_USABLE' }] });
    const stored = JSON.stringify(
      await world.select('select i.*, e.data, e.personal from identity.invitation i, identity.event e'),
    );
    expect(stored).not.toContain(tokenOf(second.link));
  });

  it('ID-31 and ID-36 let each role manage whom it may and nobody above itself', async () => {
    const team = await world.organisation('roles');
    const [admin, manager, agent] = await Promise.all([
      world.member(team, 'Admin', 'ADMIN'),
      world.member(team, 'Manager', 'SALES_MANAGER'),
      world.member(team, 'Agent', 'SALES_AGENT'),
    ]);
    const [ownerId, adminId, managerId, agentId] = await Promise.all([team.owner, admin, manager, agent].map(idOf));
    const invited = async (by: Person, role: string) => (await world.invite(by, fresh(), role)).__typename;
    for (const [by, role, outcome] of [
      [team.owner, 'ADMIN', 'InviteMemberSuccess'],
      [team.owner, 'OWNER', 'ValidationFailed'],
      [team.owner, 'EXTERNAL_SALES_AGENT', 'ValidationFailed'],
      [admin, 'ADMIN', 'InviteMemberSuccess'],
      [manager, 'SALES_AGENT', 'InviteMemberSuccess'],
      [manager, 'SALES_MANAGER', 'NotPermitted'],
      [agent, 'SALES_AGENT', 'NotPermitted'],
    ] as const)
      expect(await invited(by, role), `${by.name} invites ${role}`).toBe(outcome);
    for (const [by, id, role, outcome] of [
      [admin, ownerId, 'SALES_AGENT', 'NotPermitted'],
      [team.owner, ownerId, 'ADMIN', 'NotPermitted'],
      [admin, managerId, 'OWNER', 'ValidationFailed'],
      [manager, adminId, 'SALES_AGENT', 'NotPermitted'],
      [manager, agentId, 'SALES_MANAGER', 'NotPermitted'],
      [agent, agentId, 'ADMIN', 'NotPermitted'],
      [admin, agentId, 'SALES_MANAGER', 'ChangeMemberRoleSuccess'],
      [admin, agentId, 'SALES_AGENT', 'ChangeMemberRoleSuccess'],
    ] as const)
      expect((await changeRole(by, id!, role)).__typename, `${by.name} makes somebody ${role}`).toBe(outcome);
    for (const [by, id, outcome] of [
      [admin, ownerId, 'NotPermitted'],
      [manager, adminId, 'NotPermitted'],
      [agent, managerId, 'NotPermitted'],
      [manager, agentId, 'DeactivateMemberSuccess'],
    ] as const)
      expect(await deactivate(by, id!), `${by.name} removes somebody`).toBe(outcome);
  });

  it('ID-36 whoever is removed or lowered leaves no invitation behind that it could not send any more', async () => {
    const team = await world.organisation('doors');
    const [admin, lowered] = await Promise.all([
      world.member(team, 'Admin', 'ADMIN'),
      world.member(team, 'Lowered', 'ADMIN'),
    ]);
    const projectId = await world.project(team.id, 'Creek');
    const guestOffer = (by: Person, email: string) =>
      world.as(by, 'mutation ($input: InviteGuestInput!) { inviteGuest(input: $input) { __typename } }', {
        input: { projectId, email, capabilities: ['SALES'] },
      });
    const mine = await world.invite(admin, fresh(), 'ADMIN');
    const ofOwner = await world.invite(team.owner, fresh(), 'ADMIN');
    const asAdmin = await world.invite(lowered, fresh(), 'ADMIN');
    const asAgent = await world.invite(lowered, fresh());
    // Whoever sends an invitation anew answers for it: it is the Owner's from then on.
    const renewed = await world.invite(admin, fresh(), 'ADMIN');
    world.clock.advance(2 * 60_000);
    await world.as(
      team.owner,
      'mutation ($input: ResendInvitationInput!) { resendInvitation(input: $input) { __typename } }',
      { input: { invitationId: renewed.invitation.id } },
    );
    await guestOffer(admin, 'agency.of.admin@elsewhere.example');
    await guestOffer(lowered, 'agency.of.lowered@elsewhere.example');
    // Replacing is taking back: a Sales Manager ends no Admin's invitation by inviting as an agent.
    const manager = await world.member(team, 'Manager', 'SALES_MANAGER');
    expect(await world.invite(manager, ofOwner.invitation.email)).toMatchObject({ __typename: 'NotPermitted' });
    await deactivate(team.owner, await idOf(admin));
    await changeRole(team.owner, await idOf(lowered), 'SALES_MANAGER');
    expect(await joinBy(mine.link)).toMatchObject({ issues: [{ path: ['invitationToken'] }] });
    expect(await joinBy(asAdmin.link)).toMatchObject({ issues: [{ path: ['invitationToken'] }] });
    for (const { link } of [ofOwner, asAgent]) expect(await joinBy(link)).toMatchObject({ organisationSlug: 'doors' });
    const offers = await world.select(
      'select email, status from identity.guest_grant where org_id = $1 order by email',
      [team.id],
    );
    expect(offers).toEqual([
      { email: 'agency.of.admin@elsewhere.example', status: 'withdrawn' },
      // A Sales Manager may invite guests as well.
      { email: 'agency.of.lowered@elsewhere.example', status: 'pending' },
    ]);
    const reasons = await world.select(
      `select type from identity.event where org_id = $1 and data ->> 'reason' = 'inviter_gone' order by position`,
      [team.id],
    );
    expect(reasons.map(({ type }) => type)).toEqual([
      'member.invitation_revoked',
      'guest_grant.offer_withdrawn',
      'member.invitation_revoked',
    ]);
  });

  it('ID-36 ID-43 the Owner’s membership has no manager to set, and whoever is lowered to an agent manages nobody any more', async () => {
    const team = await world.organisation('managers');
    const [admin, manager, agent] = await Promise.all([
      world.member(team, 'Admin', 'ADMIN'),
      world.member(team, 'Manager', 'SALES_MANAGER'),
      world.member(team, 'Agent'),
    ]);
    const setManager = async (person: Person, by: Person) =>
      (
        await world.as(
          admin,
          'mutation ($input: SetMemberManagerInput!) { answer: setMemberManager(input: $input) { __typename } }',
          { input: { memberId: await idOf(person), managerId: await idOf(by) } },
        )
      ).answer.__typename;
    expect(await setManager(team.owner, admin)).toBe('NotPermitted');
    expect(await setManager(agent, manager)).toBe('SetMemberManagerSuccess');
    await changeRole(team.owner, await idOf(manager), 'SALES_AGENT');
    const { organisation } = await world.as(
      admin,
      '{ organisation { members { edges { node { user { email } manager { email } successor { email } } } } } }',
    );
    const seen = organisation.members.edges.find(
      ({ node }: { node: { user: { email: string } } }) => node.user.email === agent.email,
    ).node;
    expect(seen).toMatchObject({ manager: null, successor: { email: admin.email } });
  });

  it('ID-42, ID-44 and ID-74 tell leaving from removal, end access at once, and keep the Owner', async () => {
    const team = await world.organisation('leaving');
    const [lina, omar] = await Promise.all([world.member(team, 'Lina'), world.member(team, 'Omar')]);
    const elsewhere = await world.organisation('elsewhere');
    const { link } = await world.invite(elsewhere.owner, lina.email);
    await world.accept(lina, tokenOf(link));
    expect(await deactivate(team.owner, await idOf(team.owner))).toBe('NotPermitted');
    const leave = (by: Person) =>
      world.as(by, 'mutation { answer: leaveOrganisation { __typename } }').then(({ answer }) => answer.__typename);
    expect(await leave(team.owner)).toBe('OwnerCannotLeave');
    expect(await leave(lina)).toBe('LeaveOrganisationSuccess');
    expect(await deactivate(team.owner, await idOf(omar))).toBe('DeactivateMemberSuccess');
    for (const person of [lina, omar]) expect((await world.passport(person))!.organisation).toBeUndefined();
    // Her other membership and her account are untouched (ID-45).
    expect(await world.passport({ ...lina, workspace: 'elsewhere' })).toMatchObject({ role: 'sales_agent' });
    const entries = await world.select(
      `select type, data ->> 'userId' = actor ->> 'id' as is_self from identity.event where org_id = $1 and type in ('member.left', 'member.deactivated') order by position`,
      [team.id],
    );
    expect(entries).toEqual([
      { type: 'member.left', is_self: true },
      { type: 'member.deactivated', is_self: false },
    ]);
    // Invited again, he is a fresh member (ID-46), and the same person as before, who belonged nowhere meanwhile (ID-14).
    const again = await world.invite(team.owner, omar.email);
    expect(await world.join({ name: 'Omar', invitationToken: tokenOf(again.link) })).toMatchObject({
      __typename: 'SignedIn',
    });
    expect(
      await world.select(
        `select status from identity.membership m join identity."user" u on u.id = m.user_id where u.email = $1 order by m.id`,
        [omar.email],
      ),
    ).toEqual([{ status: 'ended' }, { status: 'active' }]);
  });

  it('ID-21 keeps one Owner under concurrent changes: the database refuses a second', async () => {
    const team = await world.organisation('owners');
    const [lina, omar] = await Promise.all([world.member(team, 'Lina', 'ADMIN'), world.member(team, 'Omar', 'ADMIN')]);
    const crown = async (person: Person) => {
      const id = (await world.passport(person))!.user!.id;
      return world.subgraph.db.transaction({ orgId: team.id }, (tx) =>
        tx.query(`update identity.membership set role = 'owner' where org_id = ? and user_id = ?`, [team.id, id]),
      );
    };
    const outcomes = await Promise.allSettled([crown(lina), crown(omar)]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining('membership_owner') },
      });
    await world.select(`update identity.membership set status = 'ended' where org_id = $1 and role = 'owner'`, [
      team.id,
    ]);
    const race = await Promise.allSettled([crown(lina), crown(omar)]);
    expect(race.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('ID-43 a leaving member’s units go to its manager, else the Admin who is there longest, else the Owner, and the successor is told', async () => {
    const team = await world.organisation('successors');
    const manager = await world.member(team, 'Mara', 'SALES_MANAGER');
    const admin = await world.member(team, 'Ada', 'ADMIN');
    const [lina, omar, iris] = [
      await world.member(team, 'Lina'),
      await world.member(team, 'Omar'),
      await world.member(team, 'Iris'),
    ];
    const setManager = async (by: Person, whose: Person, to: Person | null) =>
      (
        await world.as(
          by,
          'mutation ($input: SetMemberManagerInput!) { answer: setMemberManager(input: $input) { __typename ... on ValidationFailed { issues { path code } } } }',
          { input: { memberId: await idOf(whose), managerId: to && (await idOf(to)) } },
        )
      ).answer;
    expect(await setManager(manager, lina, manager)).toMatchObject({ __typename: 'NotPermitted' });
    expect(await setManager(admin, lina, omar)).toMatchObject({
      issues: [{ path: ['managerId'], code: 'NOT_A_MANAGER' }],
    });
    expect(await setManager(admin, lina, lina)).toMatchObject({ issues: [{ code: 'NOT_A_MANAGER' }] });
    for (const one of [lina, omar, iris])
      expect(await setManager(admin, one, manager)).toEqual({ __typename: 'SetMemberManagerSuccess' });
    const { organisation } = await world.as(
      team.owner,
      '{ organisation { members { edges { node { user { name } manager { name } successor { name } } } } } }',
    );
    expect(organisation.members.edges.map(({ node }: { node: object }) => node)).toEqual([
      { user: { name: 'Owner of successors' }, manager: null, successor: { name: 'Ada' } },
      { user: { name: 'Mara' }, manager: null, successor: { name: 'Ada' } },
      { user: { name: 'Ada' }, manager: null, successor: { name: 'Owner of successors' } },
      ...['Lina', 'Omar', 'Iris'].map((name) => ({
        user: { name },
        manager: { name: 'Mara' },
        successor: { name: 'Mara' },
      })),
    ]);
    const idAs = async (person: Person) => (await world.passport({ ...person, workspace: null }))!.user!.id;
    const [maraId, adaId] = [await idAs(manager), await idAs(admin)];
    expect(await deactivate(team.owner, await idOf(lina))).toBe('DeactivateMemberSuccess');
    expect((await world.mailsTo(manager.email)).at(-1)).toMatchObject({
      template: 'member_left',
      values: { memberName: 'Lina' },
    });
    // When the manager goes, its people have none, and the next who leaves goes to the Admin.
    expect(await deactivate(team.owner, await idOf(manager))).toBe('DeactivateMemberSuccess');
    expect(await deactivate(team.owner, await idOf(omar))).toBe('DeactivateMemberSuccess');
    const ended = await world.select(
      `select type, data ->> 'successorUserId' as successor from identity.event where org_id = $1 and type in ('member.deactivated', 'member.manager_changed') order by position`,
      [team.id],
    );
    const to = (successor: string) => ({ type: 'member.deactivated', successor });
    const changed = { type: 'member.manager_changed', successor: null };
    expect(ended).toEqual([changed, changed, changed, to(maraId), to(adaId), changed, changed, to(adaId)]);
  });

  it('ID-36 ID-42 of two Admins who remove each other at once one stays, and of two who lower each other likewise', async () => {
    for (let round = 0; round < 6; round += 1) {
      const team = await world.organisation(`duel-${round}`);
      const [one, other] = [await world.member(team, 'One', 'ADMIN'), await world.member(team, 'Other', 'ADMIN')];
      const [oneId, otherId] = [await idOf(one), await idOf(other)];
      const blows =
        round % 2 === 0
          ? [deactivate(one, otherId), deactivate(other, oneId)]
          : [changeRole(one, otherId, 'SALES_AGENT'), changeRole(other, oneId, 'SALES_AGENT')].map((blow) =>
              blow.then(({ __typename }) => __typename),
            );
      // Whoever is struck before its request is looked at is a stranger there, which is a fault.
      const answers = await Promise.all(blows.map((blow) => blow.catch(() => 'NotPermitted')));
      expect(answers.sort()).toEqual([
        round % 2 === 0 ? 'DeactivateMemberSuccess' : 'ChangeMemberRoleSuccess',
        'NotPermitted',
      ]);
    }
  });

  it('ID-40 ID-41 an invitation is mailed anew after a minute with a new link; an expired one needs a free seat again', async () => {
    const { owner } = await world.organisation('resending', { isTrial: true, limits: { teamMembers: 2 } as never });
    const email = fresh();
    const first = await world.invite(owner, email);
    const resend = async () =>
      (
        await world.as(
          owner,
          'mutation ($input: ResendInvitationInput!) { answer: resendInvitation(input: $input) { __typename ... on ResendInvitationSuccess { invitation { status expiresAt } } } }',
          { input: { invitationId: first.invitation.id } },
        )
      ).answer;
    expect(await resend()).toMatchObject({ __typename: 'SentJustNow' });
    world.clock.advance(DAY);
    expect(await resend()).toMatchObject({
      invitation: { status: 'PENDING', expiresAt: new Date(world.clock.now().getTime() + 7 * DAY).toISOString() },
    });
    expect(await joinBy(first.link)).toMatchObject({ issues: [{ code: 'UNKNOWN' }] });
    world.clock.advance(8 * DAY);
    await world.invite(owner, fresh());
    expect(await resend()).toMatchObject({ __typename: 'SeatLimitReached' });
  });

  it('ID-40 security check 16: inviting and revoking, or inviting again, fills nobody’s mailbox: five mails a day to one address', async () => {
    const { owner } = await world.organisation('insistent');
    const email = fresh();
    const answers = [];
    for (let attempt = 0; attempt < 7; attempt += 1) answers.push((await world.invite(owner, email)).__typename);
    expect(answers).toEqual([...Array(5).fill('InviteMemberSuccess'), 'TooManyInvitations', 'TooManyInvitations']);
    expect(await world.mailsTo(email)).toHaveLength(5);
    world.clock.advance(DAY);
    expect(await world.invite(owner, email)).toMatchObject({ __typename: 'InviteMemberSuccess' });
  });
});
