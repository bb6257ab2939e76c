import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityWorld, type Person, tokenOf, uuidOf } from '../testing/identity-world.ts';

const DAY = 86_400_000;

describe('guests', () => {
  let world: IdentityWorld;

  beforeAll(async () => {
    world = await IdentityWorld.open();
  });

  afterAll(() => world.close());

  const inviteGuest = (by: Person, projectId: string, email: string, capabilities = ['SALES']) =>
    world
      .as(
        by,
        `mutation ($input: InviteGuestInput!) { answer: inviteGuest(input: $input) { __typename
           ... on InviteGuestSuccess { grant { id status email capabilities expiresAt organisation { slug } } }
           ... on GuestLimitReached { limit upgradeTo } ... on NotPermitted { reason } ... on ValidationFailed { issues { path code } } } }`,
        { input: { projectId, email, capabilities } },
      )
      .then(({ answer }) => world.withMailedLink(answer, email, 'guest_invitation'));
  const withdraw = (by: Person, grantId: string) =>
    world
      .as(
        by,
        'mutation ($input: WithdrawGuestInput!) { answer: withdrawGuest(input: $input) { __typename ... on WithdrawGuestSuccess { grant { status } } } }',
        { input: { grantId } },
      )
      .then(({ answer }) => answer);

  it('ID-50 lets a guest Organisation into one project, as a guest with what the grant gives, and nowhere else', async () => {
    const host = await world.organisation('host');
    const guest = await world.organisation('heron');
    const colleague = await world.member(guest, 'Jonas');
    const projectId = await world.project(host.id, 'Aurelia Creek');
    const { link, grant } = await inviteGuest(host.owner, projectId, guest.owner.email, ['SALES', 'CONTENT']);
    expect(grant).toMatchObject({ status: 'PENDING', email: guest.owner.email, organisation: null });
    const preview = await world.run(
      { kind: 'anonymous' },
      'query ($token: String!) { invitation(token: $token) { kind organisationName projectName capabilities hasAccount role } }',
      {
        token: tokenOf(link),
      },
    );
    expect(preview.invitation).toEqual({
      kind: 'GUEST',
      organisationName: 'The host',
      projectName: 'Aurelia Creek',
      capabilities: ['SALES', 'CONTENT'],
      hasAccount: true,
      role: null,
    });
    expect(await world.accept(colleague, tokenOf(link))).toMatchObject({ reason: 'ORGANISATION_NEEDED' });
    expect(await world.accept(guest.owner, tokenOf(link))).toEqual({
      __typename: 'AcceptInvitationSuccess',
      projectId,
      workspace: {
        role: 'EXTERNAL_SALES_AGENT',
        organisation: { slug: 'host' },
        guest: { capabilities: ['SALES', 'CONTENT'], projectIds: [projectId], organisation: { slug: 'heron' } },
      },
    });
    // All members of the guest act in the project (ID-55), with the host as tenant.
    const inHost = { ...colleague, workspace: 'host' };
    expect(await world.passport(inHost)).toMatchObject({
      organisation: { id: host.id, slug: 'host' },
      role: 'external_sales_agent',
      guest: {
        organisationId: guest.id,
        organisationName: 'The heron',
        grants: [{ projectId: uuidOf('project', projectId), capabilities: ['sales', 'content'] }],
      },
    });
    const { viewer } = await world.as(
      inHost,
      'query { viewer { workspaces { organisation { slug } role guest { projectIds } } workspace { permissions { action decision } } } }',
    );
    expect(
      viewer.workspaces.map((workspace: { organisation: { slug: string } }) => workspace.organisation.slug).sort(),
    ).toEqual(['heron', 'host']);
    expect(viewer.workspace.permissions).toContainEqual({ action: 'flip_available_reserved', decision: 'ALLOWED' });
    expect(viewer.workspace.permissions).toContainEqual({ action: 'see_team', decision: 'REFUSED' });
    const { organisation } = await world.as(
      host.owner,
      'query { organisation { guestGrants { edges { node { status memberCount organisation { name slug } } } } } }',
    );
    expect(organisation.guestGrants.edges).toEqual([
      { node: { status: 'ACTIVE', memberCount: 2, organisation: { name: 'The heron', slug: 'heron' } } },
    ]);
    const [accepted] = await world.select(
      `select data, on_behalf_of from identity.event where type = 'guest_grant.accepted' and org_id = $1`,
      [host.id],
    );
    expect(accepted).toMatchObject({
      on_behalf_of: guest.id,
      data: {
        guestOrgId: guest.id,
        guestOrgName: 'The heron',
        guestOrgSlug: 'heron',
        projectId: uuidOf('project', projectId),
        capabilities: ['sales', 'content'],
      },
    });
  });

  it('ID-53 ends a guest’s access at once when the grant is withdrawn, and a withdrawn or used link opens nothing', async () => {
    const host = await world.organisation('withdrawing');
    const guest = await world.organisation('leaver');
    const projectId = await world.project(host.id, 'Linden Yards');
    const { link, grant } = await inviteGuest(host.owner, projectId, guest.owner.email);
    await world.accept(guest.owner, tokenOf(link));
    const inHost = { ...guest.owner, workspace: 'withdrawing' };
    expect((await world.passport(inHost))!.guest).toBeDefined();
    expect(await world.accept(guest.owner, tokenOf(link))).toMatchObject({ reason: 'ACCEPTED' });
    expect(await withdraw(host.owner, grant.id)).toEqual({
      __typename: 'WithdrawGuestSuccess',
      grant: { status: 'WITHDRAWN' },
    });
    expect(await world.passport(inHost)).not.toHaveProperty('organisation');
    expect(await withdraw(host.owner, grant.id)).toEqual({ __typename: 'GrantNotFound' });
    expect(await world.accept(guest.owner, tokenOf(link))).toMatchObject({ reason: 'REVOKED' });
    const [withdrawn] = await world.select(
      `select data from identity.event where type = 'guest_grant.withdrawn' and org_id = $1`,
      [host.id],
    );
    expect(withdrawn.data).toMatchObject({
      guestOrgId: guest.id,
      projectId: uuidOf('project', projectId),
      capabilities: ['sales'],
    });
    const offer = await inviteGuest(host.owner, projectId, 'somebody@elsewhere.example');
    expect(await withdraw(host.owner, offer.grant.id)).toMatchObject({ __typename: 'WithdrawGuestSuccess' });
    expect(
      await world.join({
        organisation: { name: 'Somebody' },
        invitationToken: tokenOf(offer.link),
      }),
    ).toMatchObject({ __typename: 'SignUpInvalid' });
  });

  it('ID-50 gives an invitee without an Organisation a Free Guest one at sign-up, without a trial', async () => {
    const host = await world.organisation('inviting');
    const projectId = await world.project(host.id, 'Palmera Court');
    const { link } = await inviteGuest(host.owner, projectId, 'marta@blueheron.example');
    const signedIn = await world.join({
      name: 'Marta',
      organisation: { name: 'Blue Heron Realty' },
      invitationToken: tokenOf(link),
    });
    expect(signedIn).toMatchObject({ __typename: 'SignedIn', organisationSlug: 'inviting' });
    const marta = { name: 'Marta', email: '', token: signedIn.token, workspace: 'blue-heron-realty' };
    expect(await world.passport(marta)).toMatchObject({ role: 'owner', organisation: { name: 'Blue Heron Realty' } });
    expect(await world.passport({ ...marta, workspace: 'inviting' })).toMatchObject({
      guest: { organisationName: 'Blue Heron Realty' },
    });
    const [created] = await world.select(
      `select data from identity.event where type = 'organisation.created' and data ->> 'label' = 'Blue Heron Realty'`,
    );
    expect(created.data).toMatchObject({ path: 'free_guest', after: { country: 'AE' } });
  });

  it('ID-50 gives somebody who works elsewhere and owns nothing a Free Guest Organisation by accepting, and none without the place', async () => {
    const host = await world.organisation('inviting-agents');
    const elsewhere = await world.organisation('their-employer');
    const agent = await world.member(elsewhere, 'Agent');
    const projectId = await world.project(host.id, 'Aurelia Creek');
    const accept = (token: string, newOrganisationName?: string) =>
      mutate(
        { ...agent, workspace: null },
        'acceptInvitation',
        'AcceptInvitationInput',
        { token, newOrganisationName },
        '... on AcceptInvitationSuccess { workspace { organisation { slug } guest { organisation { slug } } } } ... on ValidationFailed { issues { path code } } ... on InvitationNotUsable { reason }',
      );
    const made = () => world.select(`select slug from identity.organisation where name = 'Login'`);
    const { link, grant } = await inviteGuest(host.owner, projectId, agent.email);
    expect(await accept(tokenOf(link))).toMatchObject({ reason: 'ORGANISATION_NEEDED' });
    expect(await accept(tokenOf(link), ' x ')).toMatchObject({
      issues: [{ path: ['newOrganisationName'], code: 'BAD_LENGTH' }],
    });
    await withdraw(host.owner, grant.id);
    expect(await accept(tokenOf(link), 'Login')).toMatchObject({ reason: 'REVOKED' });
    expect(await made()).toEqual([]);
    const again = await inviteGuest(host.owner, projectId, agent.email);
    const answers = await Promise.all([accept(tokenOf(again.link), 'Login'), accept(tokenOf(again.link), 'Login')]);
    expect(answers.map(({ reason }) => reason ?? 'IN').sort()).toEqual(['ACCEPTED', 'IN']);
    const [{ slug }] = await made();
    expect(slug).toMatch(/^login-/u);
    expect(answers.find(({ workspace }) => workspace).workspace).toEqual({
      organisation: { slug: 'inviting-agents' },
      guest: { organisation: { slug } },
    });
    expect(await world.passport({ ...agent, workspace: slug })).toMatchObject({ role: 'owner' });
    // Whoever has one lets that one in, and makes no other on the way.
    const second = await inviteGuest(host.owner, await world.project(host.id, 'Linden Yards'), agent.email);
    expect(await accept(tokenOf(second.link), 'Another')).toMatchObject({ reason: 'ORGANISATION_NEEDED' });
    expect(await accept(tokenOf(second.link))).toHaveProperty('workspace');
  });

  it('ID-52 and ID-58 count open offers against the plan’s limit, also when many are made at once', async () => {
    const host = await world.organisation('limited', { tier: 'tier_1', limits: { guestOrganisations: 2 } as never });
    const [one, two] = [await world.project(host.id, 'One'), await world.project(host.id, 'Two')];
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => inviteGuest(host.owner, one, `agency.${index}@limit.example`)),
    );
    const made = answers.filter((answer) => answer.__typename === 'InviteGuestSuccess');
    expect(made).toHaveLength(2);
    expect(answers.find((answer) => answer.__typename !== 'InviteGuestSuccess')).toEqual({
      __typename: 'GuestLimitReached',
      limit: 2,
      upgradeTo: 'tier_2',
    });
    // The same agency in another project is no further guest; neither is a new link for an open offer.
    expect(await inviteGuest(host.owner, two, made[0].grant.email)).toMatchObject({ __typename: 'InviteGuestSuccess' });
    expect(await inviteGuest(host.owner, one, made[0].grant.email)).toMatchObject({ __typename: 'InviteGuestSuccess' });
    // Nor is one that is in already, when it is named by its address for another project.
    const inside = await world.organisation('limit-inside');
    const bySlug = (projectId: string) =>
      mutate(
        full.owner,
        'inviteGuest',
        'InviteGuestInput',
        { projectId, slug: 'limit-inside', capabilities: ['SALES'] },
        '... on InviteGuestSuccess { grant { id } }',
      );
    const full = await world.organisation('full', { tier: 'tier_1', limits: { guestOrganisations: 1 } as never });
    const [here, there] = [await world.project(full.id, 'Here'), await world.project(full.id, 'There')];
    expect(await bySlug(here)).toHaveProperty('grant');
    await world.accept(inside.owner, await world.tokenMailedTo(inside.owner.email, 'guest_invitation'));
    expect(await bySlug(there)).toHaveProperty('grant');
    expect(await inviteGuest(full.owner, there, 'another@limit.example')).toMatchObject({ limit: 1 });
    world.clock.advance(7 * DAY);
    expect(await inviteGuest(host.owner, one, 'late@limit.example')).toMatchObject({
      __typename: 'InviteGuestSuccess',
    });
    const free = await world.organisation('free', {
      tier: 'free_guest',
      features: [],
      limits: { guestOrganisations: 0 } as never,
    });
    expect(await inviteGuest(free.owner, await world.project(free.id, 'None'), 'a@b.example')).toMatchObject({
      __typename: 'GuestLimitReached',
      limit: 0,
    });
  });

  it('ID-51 and ID-31 let no guest and no agent invite guests, and no project of others be named', async () => {
    const host = await world.organisation('guarded');
    const guest = await world.organisation('climber');
    const agent = await world.member(host, 'Agent');
    const projectId = await world.project(host.id, 'Ours');
    const theirs = await world.project(guest.id, 'Theirs');
    const { link } = await inviteGuest(host.owner, projectId, guest.owner.email, ['CONTENT']);
    await world.accept(guest.owner, tokenOf(link));
    for (const by of [agent, { ...guest.owner, workspace: 'guarded' }])
      expect(await inviteGuest(by, projectId, 'a@b.example')).toEqual({ __typename: 'NotPermitted', reason: 'ROLE' });
    expect(await inviteGuest(host.owner, theirs, 'a@b.example')).toMatchObject({
      issues: [{ path: ['projectId'], code: 'UNKNOWN' }],
    });
    expect(await inviteGuest(host.owner, projectId, 'a@b.example', [])).toMatchObject({
      issues: [{ path: ['capabilities'] }],
    });
    const own = await inviteGuest(host.owner, projectId, host.owner.email);
    expect(await world.accept(host.owner, tokenOf(own.link))).toMatchObject({ reason: 'OWN_PROJECT' });
  });

  const mutate = (by: Person, field: string, type: string, input: object, select = '') =>
    world
      .as(
        by,
        `mutation ($input: ${type}!) { answer: ${field}(input: $input) { __typename ... on UserError { code message } ${select} } }`,
        { input },
      )
      .then(({ answer }) => answer);

  it('ID-50 invites by slug without telling whose mail it went to; any Owner or Admin of that Organisation accepts, nobody else', async () => {
    const host = await world.organisation('by-slug');
    const guest = await world.organisation('slugged');
    const other = await world.organisation('bystander');
    const admin = await world.member(guest, 'Admin', 'ADMIN');
    const agent = await world.member(guest, 'Agent');
    const projectId = await world.project(host.id, 'Aurelia Creek');
    const invite = (slug: string) =>
      mutate(
        host.owner,
        'inviteGuest',
        'InviteGuestInput',
        { projectId, slug, capabilities: ['SALES'] },
        '... on InviteGuestSuccess { grant { id email status } } ... on ValidationFailed { issues { path code } }',
      );
    expect(await invite('nobody-here')).toMatchObject({ issues: [{ path: ['slug'], code: 'UNKNOWN' }] });
    expect(await invite('by-slug')).toMatchObject({ issues: [{ path: ['slug'], code: 'OWN' }] });
    expect(
      await mutate(host.owner, 'inviteGuest', 'InviteGuestInput', { projectId, capabilities: ['SALES'] }),
    ).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await invite('SLUGGED')).toMatchObject({ grant: { email: null, status: 'PENDING' } });
    const token = await world.tokenMailedTo(guest.owner.email, 'guest_invitation');
    // An offer by the e-mail of its Owner, guessed by the host, tells nothing: both stay open, and neither ends the other.
    await inviteGuest(host.owner, projectId, guest.owner.email);
    expect(
      await world.select(
        `select status, count(*)::int as offers from identity.guest_grant where org_id = $1 group by 1`,
        [host.id],
      ),
    ).toEqual([{ status: 'pending', offers: 2 }]);
    expect(await world.accept(other.owner, token)).toMatchObject({ reason: 'ORGANISATION_NEEDED' });
    expect(await world.accept(agent, token)).toMatchObject({ reason: 'ORGANISATION_NEEDED' });
    expect(await world.accept({ ...admin, workspace: null }, token)).toMatchObject({
      workspace: { guest: { organisation: { slug: 'slugged' } } },
    });
    // Nor does the log tell: not the offer, not the mail, not its being replaced, resent or withdrawn.
    await invite('bystander');
    await invite('bystander');
    world.clock.advance(2 * 60_000);
    const bystander = await world.select(
      `select id from identity.guest_grant where org_id = $1 and status = 'pending' and invited_org_id is not null`,
      [host.id],
    );
    const grantId = `grant_${bystander[0]!.id.replaceAll('-', '')}`;
    await mutate(host.owner, 'resendGuestInvitation', 'ResendGuestInvitationInput', { grantId });
    await withdraw(host.owner, grantId);
    const told = await world.select(
      `select type, data ->> 'label' as label from identity.event where org_id = $1 and (data ->> 'label' = 'bystander' or type like 'mail.%') order by position`,
      [host.id],
    );
    expect(told.filter(({ type }) => type.startsWith('guest_grant.'))).toEqual([
      { type: 'guest_grant.offered', label: 'bystander' },
      { type: 'guest_grant.offer_withdrawn', label: 'bystander' },
      { type: 'guest_grant.offered', label: 'bystander' },
      { type: 'guest_grant.offer_resent', label: 'bystander' },
      { type: 'guest_grant.offer_withdrawn', label: 'bystander' },
    ]);
    for (const { email } of [other.owner])
      expect(
        await world.select(
          `select type from identity.event where org_id = $1 and event::text like '%' || $2 || '%' and type <> 'guest_grant.accepted'`,
          [host.id, email],
        ),
      ).toEqual([]);
    // All of the guest's people act in the host's project from now on, each with its own role at home (ID-55).
    for (const [person, role] of [
      [guest.owner, 'owner'],
      [agent, 'sales_agent'],
    ] as const)
      expect(await world.passport({ ...person, workspace: 'by-slug' })).toMatchObject({
        role: 'external_sales_agent',
        guest: { organisationId: guest.id, role },
      });
  });

  it('ID-40 ID-58 an offer is mailed anew after a minute, its old link is dead, and an expired one must fit the plan again', async () => {
    const host = await world.organisation('again', { limits: { guestOrganisations: 1 } as never });
    const projectId = await world.project(host.id, 'Aurelia Creek');
    const first = await inviteGuest(host.owner, projectId, 'late@agency.example');
    const resend = () =>
      mutate(host.owner, 'resendGuestInvitation', 'ResendGuestInvitationInput', { grantId: first.grant.id });
    expect(await resend()).toMatchObject({ code: 'SENT_JUST_NOW' });
    world.clock.advance(60_000);
    expect(await resend()).toMatchObject({ __typename: 'ResendGuestInvitationSuccess' });
    const preview = async (token: string) =>
      (
        await world.run({ kind: 'anonymous' }, 'query ($token: String!) { invitation(token: $token) { status } }', {
          token,
        })
      ).invitation;
    expect(await preview(tokenOf(first.link))).toBeNull();
    expect(await preview(await world.tokenMailedTo('late@agency.example', 'guest_invitation'))).toEqual({
      status: 'PENDING',
    });
    world.clock.advance(8 * DAY);
    await inviteGuest(host.owner, projectId, 'quick@agency.example');
    expect(await resend()).toMatchObject({ code: 'GUEST_LIMIT_REACHED' });
  });

  it('ID-50 ID-54 changing what a guest may do holds at once; nothing is no capability', async () => {
    const host = await world.organisation('changing');
    const guest = await world.organisation('changed');
    const projectId = await world.project(host.id, 'Aurelia Creek');
    const { link, grant } = await inviteGuest(host.owner, projectId, guest.owner.email, ['SALES']);
    const change = (by: Person, capabilities: string[]) =>
      mutate(by, 'changeGuestCapabilities', 'ChangeGuestCapabilitiesInput', { grantId: grant.id, capabilities });
    expect(await change(host.owner, ['CONTENT'])).toMatchObject({ code: 'GRANT_NOT_FOUND' });
    await world.accept(guest.owner, tokenOf(link));
    const inside = { ...guest.owner, workspace: 'changing' };
    expect(await change(inside, ['SALES', 'CONTENT'])).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await change(host.owner, [])).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await change(host.owner, ['CONTENT'])).toMatchObject({ __typename: 'ChangeGuestCapabilitiesSuccess' });
    expect((await world.passport(inside))!.guest!.grants).toEqual([
      { projectId: uuidOf('project', projectId), capabilities: ['content'] },
    ]);
    await change(host.owner, ['CONTENT']);
    const events = await world.select(
      `select data from identity.event where org_id = $1 and type = 'guest_grant.changed'`,
      [host.id],
    );
    expect(events.map(({ data }) => [data.before, data.after])).toEqual([
      [{ capabilities: ['sales'] }, { capabilities: ['content'] }],
    ]);
  });

  it('ID-57 a guest’s access pauses while its own Organisation is suspended, and shows the host’s banner while the host is', async () => {
    const host = await world.organisation('pausing-host');
    const guest = await world.organisation('pausing-guest');
    const projectId = await world.project(host.id, 'Aurelia Creek');
    const { link } = await inviteGuest(host.owner, projectId, guest.owner.email);
    await world.accept(guest.owner, tokenOf(link));
    const inside = { ...guest.owner, workspace: 'pausing-host' };
    const say = async (orgId: string, type: string, status: string) => {
      await world.publish({ orgId, source: 'billing', subjectType: 'organisation', subjectId: orgId, type });
      await world.until('select status = $2 from identity.organisation where id = $1', [orgId, status]);
    };
    await say(guest.id, 'suspension.imposed', 'suspended');
    expect(await world.passport(inside)).not.toHaveProperty('organisation');
    await say(guest.id, 'suspension.lifted', 'active');
    expect(await world.passport(inside)).toMatchObject({ role: 'external_sales_agent' });
    await say(host.id, 'suspension.imposed', 'suspended');
    const paused = (await world.passport(inside))!;
    expect(paused).toMatchObject({ organisation: { status: 'suspended' }, guest: { grants: [] } });
    expect(paused).not.toHaveProperty('role');
    const { viewer } = await world.as(
      inside,
      '{ viewer { workspace { organisation { name status } permissions { decision } } } }',
    );
    expect(viewer.workspace.organisation).toEqual({ name: 'The pausing-host', status: 'SUSPENDED' });
    expect(new Set(viewer.workspace.permissions.map(({ decision }: { decision: string }) => decision))).toEqual(
      new Set(['REFUSED']),
    );
  });
});
