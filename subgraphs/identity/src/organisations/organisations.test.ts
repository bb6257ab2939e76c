import { silentLogger } from '@offplan/kernel/logging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityWorld, PASSWORD, type Person, tokenOf } from '../testing/identity-world.ts';
import { deleteClosedOrganisations } from './delete-closed-organisations.ts';

const DAY = 86_400_000;

describe('Organisations', () => {
  let world: IdentityWorld;
  let number = 0;

  beforeAll(async () => {
    // Years pass in these tests.
    const forEver = 10_000 * 86_400;
    world = await IdentityWorld.open({ sessionIdleSeconds: forEver, sessionAbsoluteSeconds: forEver });
  });

  afterAll(() => world.close());

  const fresh = async (plan = {}) => {
    number += 1;
    return world.organisation(`org-${number}`, plan);
  };
  const mutate = (by: Person, field: string, type: string | null, input: object | null, select = '') =>
    world
      .as(
        by,
        type
          ? `mutation ($input: ${type}!) { answer: ${field}(input: $input) { __typename ... on UserError { code message } ${select} } }`
          : `mutation { answer: ${field} { __typename ... on UserError { code message } ${select} } }`,
        input ? { input } : {},
      )
      .then(({ answer }) => answer);
  const changeSlug = (by: Person, slug: string) =>
    mutate(
      by,
      'changeOrganisationSlug',
      'ChangeOrganisationSlugInput',
      { slug },
      '... on ChangeOrganisationSlugSuccess { organisation { slug } redirectsUntil } ... on SlugTakenFailure { suggestions } ... on SlugChangeTooEarly { obstacle availableAt monthsLeft } ... on ValidationFailed { issues { path code } }',
    );
  const site = async (slug: string) =>
    (
      await world.run(
        { kind: 'gateway' },
        `query ($slug: String!) { answer: siteOrganisation(slug: $slug) { __typename ... on SiteServed { slug isSuspended } ... on SiteMoved { movedTo: slug } ... on SiteGone { name } } }`,
        { slug },
      )
    ).answer;
  const close = (by: Person, slug: string) =>
    mutate(
      by,
      'closeOrganisation',
      'CloseOrganisationInput',
      { slug },
      '... on CloseOrganisationSuccess { organisation { status deletesAt } }',
    );
  const status = (orgId: string, type: string, reason: string) =>
    world.publish({ orgId, source: 'billing', subjectType: 'organisation', subjectId: orgId, type, data: { reason } });
  const settled = (orgId: string, wanted: string) =>
    world.until('select status = $2 from identity.organisation where id = $1', [orgId, wanted]);
  const deleteDue = () =>
    deleteClosedOrganisations.run({ db: world.subgraph.db, clock: world.clock, logger: silentLogger }, {});

  it('ID-25 a slug changes once in 12 calendar months; the old one leads to the new one for 90 days and nobody can take it', async () => {
    const { owner, id } = await fresh();
    const [{ created_at: created }] = await world.select('select created_at from identity.organisation where id = $1', [
      id,
    ]);
    const early = await changeSlug(owner, 'new-name');
    const available = new Date(created);
    available.setUTCFullYear(available.getUTCFullYear() + 1);
    expect(early).toMatchObject({
      __typename: 'SlugChangeTooEarly',
      obstacle: 'COOLDOWN',
      monthsLeft: 12,
      message: '12 months until next change available.',
      availableAt: available.toISOString(),
    });
    world.clock.advance(available.getTime() - world.clock.now().getTime() - 1);
    expect(await changeSlug(owner, 'new-name')).toMatchObject({
      monthsLeft: 1,
      message: '1 month until next change available.',
    });
    world.clock.advance(1);
    expect(await changeSlug(owner, 'NEW-name')).toMatchObject({
      __typename: 'ChangeOrganisationSlugSuccess',
      organisation: { slug: 'new-name' },
      redirectsUntil: new Date(world.clock.now().getTime() + 90 * DAY).toISOString(),
    });
    const old = owner.workspace!;
    owner.workspace = 'new-name';
    const redirectOf = async (by: Person) =>
      (await world.as(by, '{ organisation { slugRedirectsUntil } }')).organisation.slugRedirectsUntil;
    const admin = await world.member({ slug: 'new-name', owner }, 'Admin', 'ADMIN');
    expect(await redirectOf(owner)).toBe(new Date(world.clock.now().getTime() + 90 * DAY).toISOString());
    expect(await redirectOf(admin)).toBeNull();
    expect(await site(old)).toEqual({ __typename: 'SiteMoved', movedTo: 'new-name' });
    expect(await site('new-name')).toEqual({ __typename: 'SiteServed', slug: 'new-name', isSuspended: false });
    const taker = await world.signUp({
      email: 'taker@elsewhere.example',
      organisation: { name: 'Taker', slug: old, country: 'AE' },
    });
    expect(taker.issues).toMatchObject([{ code: 'TAKEN' }]);
    const again = await changeSlug(owner, 'third-name');
    expect(again).toMatchObject({
      obstacle: 'REDIRECT',
      message: `Wait until ${new Date(world.clock.now().getTime() + 90 * DAY).toISOString().slice(0, 10)} when current redirect expires.`,
    });
    world.clock.advance(90 * DAY);
    expect(await site(old)).toBeNull();
    expect(await redirectOf(owner)).toBeNull();
    expect(
      await world.signUpAndConfirm({
        email: 'taker@elsewhere.example',
        organisation: { name: 'Taker', slug: old, country: 'AE' },
      }),
    ).toMatchObject({ organisationSlug: old });
    expect(await site(old)).toMatchObject({ __typename: 'SiteServed' });
    const [event] = await world.select(
      `select data from identity.event where org_id = $1 and type = 'organisation.slug_changed'`,
      [id],
    );
    expect(event.data).toMatchObject({ before: { slug: old }, after: { slug: 'new-name' } });
  });

  it('ID-25 ID-31 only the Owner changes it; taken, reserved and malformed slugs are refused with the way out; of many at once one gets it', async () => {
    const one = await fresh();
    const admin = await world.member(one, 'Admin', 'ADMIN');
    const others = await Promise.all(Array.from({ length: 5 }, () => fresh()));
    world.clock.advance(366 * DAY);
    expect(await changeSlug(admin, 'admins-wish')).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await changeSlug(one.owner, 'app')).toMatchObject({ issues: [{ path: ['slug'], code: 'RESERVED' }] });
    expect(await changeSlug(one.owner, 'A b')).toMatchObject({ issues: [{ path: ['slug'], code: 'BAD_FORM' }] });
    expect(await changeSlug(one.owner, one.slug)).toMatchObject({ issues: [{ path: ['slug'], code: 'SAME' }] });
    const taken = await changeSlug(one.owner, others[0]!.slug);
    expect(taken).toMatchObject({ code: 'SLUG_TAKEN' });
    expect(taken.suggestions).toHaveLength(3);
    const race = await Promise.all(others.map(({ owner }) => changeSlug(owner, 'contested')));
    expect(race.filter(({ __typename }) => __typename === 'ChangeOrganisationSlugSuccess')).toHaveLength(1);
    expect(race.filter(({ code }) => code === 'SLUG_TAKEN')).toHaveLength(4);
  });

  it('ID-26 a suspended Organisation lets its people see a banner and nothing else but billing, until it is lifted; its pages stay', async () => {
    const { owner, id, slug } = await fresh();
    const agent = await world.member({ slug, owner }, 'Agent');
    await status(id, 'suspension.imposed', 'dispute');
    await settled(id, 'suspended');
    for (const person of [owner, agent]) {
      const passport = await world.passport(person);
      expect(passport).toMatchObject({ organisation: { status: 'suspended' } });
      expect(passport).not.toHaveProperty('role');
      const { viewer, organisation } = await world.as(
        person,
        `query { viewer { workspace { role organisation { status } permissions { action decision } } }
           organisation { status owner { name email } members { totalCount } invitations { edges { node { id } } } auditLog { edges { node { id } } } seats { used } } }`,
      );
      expect(viewer.workspace).toMatchObject({ organisation: { status: 'SUSPENDED' } });
      const left = viewer.workspace.permissions.filter(({ decision }: { decision: string }) => decision !== 'REFUSED');
      expect(left.map(({ action }: { action: string }) => action)).toEqual(
        person === owner ? ['close_organisation', 'change_billing'] : ['leave_organisation'],
      );
      // Who can settle it is named; nothing else of the team is.
      expect(organisation).toEqual({
        status: 'SUSPENDED',
        owner: { name: owner.name, email: person === owner ? owner.email : null },
        members: null,
        invitations: null,
        auditLog: null,
        seats: null,
      });
    }
    await expect(world.invite(owner, 'somebody@elsewhere.example')).rejects.toMatchObject({
      extensions: { code: 'WORKSPACE_READ_ONLY' },
    });
    expect(await site(slug)).toEqual({ __typename: 'SiteServed', slug, isSuspended: true });
    // Leaving works all the same (SCH-9).
    expect(await mutate(agent, 'leaveOrganisation', null, null)).toMatchObject({
      __typename: 'LeaveOrganisationSuccess',
    });
    await status(id, 'suspension.lifted', 'dispute_won');
    await settled(id, 'active');
    expect(await world.passport(owner)).toMatchObject({ role: 'owner' });
    // What was lifted already is not lifted twice, and nothing else than an active one is suspended.
    await status(id, 'suspension.lifted', 'dispute_won');
    await status(id, 'suspension.imposed', 'paused');
    await settled(id, 'suspended');
    const changes = await world.select(
      `select data -> 'after' ->> 'status' as after, data ->> 'reason' as reason from identity.event where org_id = $1 and type = 'organisation.status_changed' order by position`,
      [id],
    );
    expect(changes).toEqual([
      { after: 'suspended', reason: 'dispute' },
      { after: 'active', reason: 'dispute_won' },
      { after: 'suspended', reason: 'paused' },
    ]);
  });

  it('ID-26 ID-27 closing and bringing back is no way out of a suspension, and one that comes meanwhile waits', async () => {
    const { owner, id, slug } = await fresh();
    await status(id, 'suspension.imposed', 'dispute');
    await settled(id, 'suspended');
    expect(await close(owner, slug)).toMatchObject({ organisation: { status: 'DELETING' } });
    expect(await mutate(owner, 'reopenOrganisation', null, null)).toMatchObject({
      __typename: 'ReopenOrganisationSuccess',
    });
    expect(await world.passport(owner)).toMatchObject({ organisation: { status: 'suspended' }, pausedRole: 'owner' });
    await close(owner, slug);
    await status(id, 'suspension.lifted', 'dispute_won');
    const waits = (former: string) =>
      world.until('select status_before_closing = $2 from identity.organisation where id = $1', [id, former]);
    await waits('active');
    await status(id, 'suspension.imposed', 'dispute');
    await waits('suspended');
    await mutate(owner, 'reopenOrganisation', null, null);
    expect(await world.passport(owner)).not.toHaveProperty('role');
    await close(owner, slug);
    await status(id, 'suspension.lifted', 'dispute_won');
    await waits('active');
    await mutate(owner, 'reopenOrganisation', null, null);
    expect(await world.passport(owner)).toMatchObject({ organisation: { status: 'active' }, role: 'owner' });
    await world.admin.query(`update identity.organisation set status = 'free_guest_archived' where id = $1`, [id]);
    await close(owner, slug);
    await mutate(owner, 'reopenOrganisation', null, null);
    await settled(id, 'free_guest_archived');
  });

  it('ID-24 an address that is made from a name is none of the Platform’s own', async () => {
    const { owner } = await fresh();
    for (const name of ['Login', 'Support', 'Status', 'API']) {
      const { organisation } = await mutate(
        { ...owner, workspace: null },
        'createOrganisation',
        'CreateOrganisationInput',
        { name, country: 'AE' },
        '... on CreateOrganisationSuccess { organisation: workspace { organisation { slug } } }',
      );
      expect(organisation.organisation.slug, name).toMatch(new RegExp(`^${name.toLowerCase()}-\\w+$`));
    }
  });

  it('ID-40 ID-27 nobody joins a workspace that is closed or suspended, and no account is made for it', async () => {
    const { owner, id, slug } = await fresh();
    const host = { slug, owner };
    const known = await fresh();
    const stranger = `stranger@${slug}.example`;
    for (const email of [known.owner.email, stranger]) await world.invite(owner, email);
    const projectId = await world.project(id, 'Aurelia Creek');
    await world.as(owner, `mutation ($input: InviteGuestInput!) { inviteGuest(input: $input) { __typename } }`, {
      input: { projectId, email: known.owner.email, capabilities: ['SALES'] },
    });
    const tokens = {
      team: await world.tokenMailedTo(known.owner.email, 'member_invitation'),
      guest: await world.tokenMailedTo(known.owner.email, 'guest_invitation'),
      stranger: await world.tokenMailedTo(stranger, 'member_invitation'),
    };
    const nobodyGetsIn = async () => {
      for (const token of [tokens.team, tokens.guest])
        expect(await world.accept({ ...known.owner, workspace: null }, token, known.slug)).toMatchObject({
          reason: 'WORKSPACE_PAUSED',
        });
      expect(await world.join({ name: 'Stranger', invitationToken: tokens.stranger })).toMatchObject({
        issues: [{ path: ['invitationToken'] }],
      });
      expect(await world.select(`select from identity."user" where email = $1`, [stranger])).toEqual([]);
    };
    await close(owner, slug);
    await nobodyGetsIn();
    await mutate(owner, 'reopenOrganisation', null, null);
    await status(id, 'suspension.imposed', 'dispute');
    await settled(id, 'suspended');
    await nobodyGetsIn();
    await status(id, 'suspension.lifted', 'dispute_won');
    await settled(id, 'active');
    expect(await world.join({ name: 'Stranger', invitationToken: tokens.stranger })).toMatchObject({
      organisationSlug: host.slug,
    });
  });

  it('ID-27 ID-28 closing takes the slug typed again, puts the workspace away at once, deletes it after 90 days and blocks its slug for 12 months', async () => {
    const { owner, id, slug } = await fresh();
    const admin = await world.member({ slug, owner }, 'Admin', 'ADMIN');
    await world.member({ slug, owner }, 'Agent');
    await world.invite(owner, `late@${slug}.example`);
    const host = await fresh();
    const projectId = await world.project(host.id, 'Aurelia Creek');
    await world.as(host.owner, `mutation ($input: InviteGuestInput!) { inviteGuest(input: $input) { __typename } }`, {
      input: { projectId, email: owner.email, capabilities: ['SALES'] },
    });
    await world.accept({ ...owner, workspace: null }, await world.tokenMailedTo(owner.email, 'guest_invitation'), slug);
    expect(await close(admin, slug)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await close(owner, 'something-else')).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await close(owner, slug)).toMatchObject({
      organisation: { status: 'DELETING', deletesAt: new Date(world.clock.now().getTime() + 90 * DAY).toISOString() },
    });
    expect(await site(slug)).toMatchObject({ __typename: 'SiteGone' });
    expect((await world.mailsTo(owner.email)).at(-1)).toMatchObject({ template: 'organisation_closed' });
    // Hidden for all, except for the Owner who can bring it back (ID-23); a guest's access elsewhere pauses (ID-57).
    const { viewer } = await world.as(
      { ...owner, workspace: null },
      '{ viewer { workspaces { organisation { slug } } closedOrganisations { slug deletesAt } } }',
    );
    expect(viewer.workspaces).toEqual([]);
    expect(viewer.closedOrganisations).toMatchObject([{ slug }]);
    const ofAdmin = await world.as(
      { ...admin, workspace: null },
      '{ viewer { workspaces { organisation { slug } } closedOrganisations { slug } } }',
    );
    expect(ofAdmin.viewer).toEqual({ workspaces: [], closedOrganisations: [] });
    expect(await world.passport({ ...owner, workspace: host.slug })).not.toHaveProperty('organisation');
    expect(await mutate(admin, 'reopenOrganisation', null, null)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await mutate(owner, 'reopenOrganisation', null, null)).toMatchObject({
      __typename: 'ReopenOrganisationSuccess',
    });
    expect(await world.passport(admin)).toMatchObject({ role: 'admin' });
    expect(await world.passport({ ...owner, workspace: host.slug })).toMatchObject({ role: 'external_sales_agent' });
    await close(owner, slug);
    world.clock.advance(90 * DAY - 1);
    await deleteDue();
    expect(await site(slug)).toMatchObject({ __typename: 'SiteGone' });
    world.clock.advance(1);
    await Promise.all([deleteDue(), deleteDue()]);
    await deleteDue();
    expect(await site(slug)).toBeNull();
    expect(await world.select('select status from identity.organisation where id = $1', [id])).toEqual([
      { status: 'deleted' },
    ]);
    expect(await world.passport(owner)).not.toHaveProperty('organisation');
    expect(
      await world.select(
        `select count(*)::int as times from identity.event where org_id = $1 and data -> 'after' ->> 'status' = 'deleted'`,
        [id],
      ),
    ).toEqual([{ times: 1 }]);
    // Everything that ended with it has its entry (ID-70).
    const ended = await world.select(
      `select type, data ->> 'reason' as reason, count(*)::int as times from identity.event
       where org_id = $1 and data ->> 'reason' = 'workspace_deleted' group by 1, 2 order by 1`,
      [id],
    );
    expect(ended).toEqual([
      { type: 'member.deactivated', reason: 'workspace_deleted', times: 3 },
      { type: 'member.invitation_revoked', reason: 'workspace_deleted', times: 1 },
    ]);
    // The host gets its units back by the withdrawn grant, and is told (ID-57).
    const [withdrawn] = await world.select(
      `select data from identity.event where org_id = $1 and type = 'guest_grant.withdrawn'`,
      [host.id],
    );
    expect(withdrawn.data).toMatchObject({ guestOrgId: id, reason: 'guest_deleted' });
    expect((await world.mailsTo(host.owner.email)).at(-1)).toMatchObject({
      template: 'guest_ended',
      values: { projectNames: ['Aurelia Creek'] },
    });
    const take = () =>
      world.signUp({ email: `taker.${slug}@elsewhere.example`, organisation: { name: 'Taker', slug, country: 'AE' } });
    expect((await take()).issues).toMatchObject([{ code: 'TAKEN' }]);
    world.clock.advance(366 * DAY);
    expect(await take()).toMatchObject({ __typename: 'SignUpMailed' });
  });

  it('ID-20 Owner and Admin edit name, country, time zone and language, with every fault named; the log has before and after', async () => {
    const { owner, id, slug } = await fresh();
    const [admin, agent] = [
      await world.member({ slug, owner }, 'Admin', 'ADMIN'),
      await world.member({ slug, owner }, 'Agent'),
    ];
    const edit = (by: Person, input: object) =>
      mutate(
        by,
        'editOrganisation',
        'EditOrganisationInput',
        input,
        '... on EditOrganisationSuccess { organisation { name country timeZone locale } } ... on ValidationFailed { issues { path code } }',
      );
    expect(await edit(agent, { name: 'Mine' })).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await edit(owner, { name: 'X', country: 'ZZ', timeZone: 'Mars/Olympus' })).toMatchObject({
      issues: [
        { path: ['name'], code: 'BAD_LENGTH' },
        { path: ['country'], code: 'UNKNOWN' },
        { path: ['timeZone'], code: 'UNKNOWN' },
      ],
    });
    expect(await edit(admin, { name: ' Halden ', timeZone: 'Europe/Berlin' })).toMatchObject({
      organisation: { name: 'Halden', country: 'AE', timeZone: 'Europe/Berlin', locale: 'en' },
    });
    await edit(admin, { name: 'Halden' });
    const events = await world.select(
      `select data from identity.event where org_id = $1 and type = 'organisation.edited'`,
      [id],
    );
    expect(events).toEqual([
      {
        data: {
          label: 'Halden',
          before: { name: `The ${slug}`, timeZone: 'Asia/Dubai' },
          after: { name: 'Halden', timeZone: 'Europe/Berlin' },
        },
      },
    ]);
  });

  it('ID-23 a further workspace of a signed-in person has no trial and its own Owner; the switcher knows it at once', async () => {
    const { owner } = await fresh();
    const answer = await mutate(
      { ...owner, workspace: null },
      'createOrganisation',
      'CreateOrganisationInput',
      { name: 'Second House', country: 'DE' },
      '... on CreateOrganisationSuccess { workspace { role organisation { slug timeZone } } } ... on ValidationFailed { issues { path code } }',
    );
    expect(answer.workspace).toEqual({
      role: 'OWNER',
      organisation: { slug: 'second-house', timeZone: 'Europe/Berlin' },
    });
    const [created] = await world.select(
      `select data from identity.event where type = 'organisation.created' and data ->> 'label' = 'Second House'`,
    );
    expect(created.data.path).toBe('free_guest');
    expect(
      await mutate(
        { ...owner, workspace: null },
        'createOrganisation',
        'CreateOrganisationInput',
        { name: 'Third', slug: 'second-house', country: 'DE' },
        '... on SlugTakenFailure { suggestions }',
      ),
    ).toMatchObject({ code: 'SLUG_TAKEN' });
  });

  it('ID-24 GW-37 a person makes five further workspaces a day: nobody takes slugs by the hundred', async () => {
    const { owner, slug } = await fresh();
    const create = (number: number, wanted = `${slug}-${number}`) =>
      mutate(
        { ...owner, workspace: null },
        'createOrganisation',
        'CreateOrganisationInput',
        { name: 'One more', slug: wanted, country: 'DE' },
        '... on CreateOrganisationSuccess { workspace { role } } ... on AskedTooOften { retryAfterSeconds }',
      );
    for (let number = 1; number <= 5; number += 1) {
      // A slug that is taken costs nothing.
      expect(await create(number, slug)).toMatchObject({ code: 'SLUG_TAKEN' });
      expect(await create(number)).toMatchObject({ workspace: { role: 'OWNER' } });
    }
    expect(await create(6)).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 86_400 });
  });

  describe('ownership', () => {
    const memberId = async (person: Person) => {
      const { viewer } = await world.as(person, '{ viewer { user { id } } }');
      const { organisation } = await world.as(
        person,
        '{ organisation { members { edges { node { id user { id } } } } } }',
      );
      return organisation.members.edges.find(
        ({ node }: { node: { user: { id: string } } }) => node.user.id === viewer.user.id,
      ).node.id;
    };
    const offer = async (by: Person, to: Person) =>
      mutate(
        by,
        'offerOwnership',
        'OfferOwnershipInput',
        { memberId: await memberId(to) },
        '... on OfferOwnershipSuccess { offer { expiresAt member { name } } }',
      );
    const accept = (by: Person, token: string) =>
      mutate(
        { ...by, workspace: null },
        'acceptOwnership',
        'AcceptOwnershipInput',
        { token },
        '... on AcceptOwnershipSuccess { workspace { role organisation { slug } } }',
      );
    const owners = (orgId: string) =>
      world.select(
        `select u.email from identity.membership m join identity."user" u on u.id = m.user_id where m.org_id = $1 and m.role = 'owner' and m.status = 'active'`,
        [orgId],
      );

    it('ID-22 the Owner offers, the member accepts by the mailed link within 7 days as itself, and the former Owner is Admin', async () => {
      const { owner, id, slug } = await fresh({ isTrial: true });
      const [lina, omar] = [await world.member({ slug, owner }, 'Lina'), await world.member({ slug, owner }, 'Omar')];
      expect(await offer(lina, omar)).toMatchObject({ code: 'NOT_PERMITTED' });
      expect(await offer(owner, owner)).toMatchObject({ code: 'MEMBER_NOT_FOUND' });
      expect(await offer(owner, omar)).toMatchObject({ offer: { member: { name: 'Omar' } } });
      const first = await world.tokenMailedTo(omar.email, 'ownership_offer');
      await offer(owner, lina);
      const token = await world.tokenMailedTo(lina.email, 'ownership_offer');
      // The earlier offer is dead, a stranger's hands make nothing of the token, and looking at it changes nothing.
      for (const [by, with_] of [
        [omar, first],
        [omar, token],
        [owner, token],
      ] as const)
        expect(await accept(by, with_)).toMatchObject({ code: 'OWNERSHIP_OFFER_NOT_USABLE' });
      const preview = await world.as(
        lina,
        'query ($token: String!) { ownershipOffer(token: $token) { organisationName ownerName isOpen } }',
        { token },
      );
      expect(preview.ownershipOffer).toEqual({ organisationName: `The ${slug}`, ownerName: owner.name, isOpen: true });
      const answers = await Promise.all(Array.from({ length: 8 }, () => accept(lina, token)));
      expect(answers.filter(({ workspace }) => workspace?.role === 'OWNER')).toHaveLength(1);
      expect(await owners(id)).toEqual([{ email: lina.email }]);
      expect(await world.passport(owner)).toMatchObject({ role: 'admin' });
      expect(await world.passport(lina)).toMatchObject({ role: 'owner' });
      for (const { email } of [owner, lina])
        expect((await world.mailsTo(email)).at(-1)).toMatchObject({
          template: 'ownership_moved',
          values: { formerOwnerName: owner.name, newOwnerName: 'Lina' },
        });
      await world.settle();
      const log = await world.as(lina, '{ organisation { auditLog(first: 5) { edges { node { action } } } } }');
      expect(log.organisation.auditLog.edges.map(({ node }: { node: { action: string } }) => node.action)).toContain(
        'ownership.transferred',
      );
    });

    it('ID-22 security check 25: an offer needs a fresh proof, dies after 7 days, with its member for good, and with the first payment', async () => {
      const { owner, id, slug } = await fresh({ isTrial: true });
      const lina = await world.member({ slug, owner }, 'Lina');
      const offerId = await memberId(lina);
      world.clock.advance(11 * 60_000);
      expect(await mutate(owner, 'offerOwnership', 'OfferOwnershipInput', { memberId: offerId })).toMatchObject({
        code: 'PROOF_NEEDED',
      });
      const again = { ...owner, token: (await world.signIn(owner.email, PASSWORD)).token };
      await offer(again, lina);
      const token = await world.tokenMailedTo(lina.email, 'ownership_offer');
      world.clock.advance(7 * DAY);
      expect(await accept(lina, token)).toMatchObject({ code: 'OWNERSHIP_OFFER_NOT_USABLE' });
      const later = { ...owner, token: (await world.signIn(owner.email, PASSWORD)).token };
      await offer(later, lina);
      const dead = await world.tokenMailedTo(lina.email, 'ownership_offer');
      await mutate(lina, 'leaveOrganisation', null, null);
      expect(await accept(lina, dead)).toMatchObject({ code: 'OWNERSHIP_OFFER_NOT_USABLE' });
      await world.invite(later, lina.email);
      await world.join({ name: 'Lina', invitationToken: await world.tokenMailedTo(lina.email, 'member_invitation') });
      lina.token = (await world.signIn(lina.email, PASSWORD)).token;
      expect(await accept(lina, dead)).toMatchObject({ code: 'OWNERSHIP_OFFER_NOT_USABLE' });
      expect(await owners(id)).toEqual([{ email: owner.email }]);
      await offer(later, lina);
      const second = await world.tokenMailedTo(lina.email, 'ownership_offer');
      await world.entitle(id, { version: 2, tier: 'tier_1', isTrial: false });
      await world.until('select has_paid from identity.organisation where id = $1', [id]);
      expect(await accept(lina, second)).toMatchObject({ code: 'OWNERSHIP_OFFER_NOT_USABLE' });
      expect(await offer(later, lina)).toMatchObject({
        code: 'OPERATOR_MOVES_OWNERSHIP',
        message: expect.stringContaining('help@offplan.example'),
      });
      expect(await owners(id)).toEqual([{ email: owner.email }]);
    });
  });

  it('ID-32 security check 28: tokens of links are 32 random bytes and stored as hashes alone', async () => {
    const { owner } = await fresh();
    const { link } = await world.invite(owner, 'hash@elsewhere.example');
    const token = tokenOf(link);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    for (const table of ['invitation', 'event', 'outbox', 'audit_entry', 'audit_personal'])
      expect(JSON.stringify(await world.select(`select * from identity.${table}`)), table).not.toContain(token);
    const [mail] = await world.select(
      `select encode(sealed, 'escape') as sealed from identity.mail where recipient = 'hash@elsewhere.example'`,
    );
    expect(mail.sealed).not.toContain(token);
  });
});
