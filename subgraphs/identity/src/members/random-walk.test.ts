import { encodeId } from '@offplan/kernel/ids';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IdentityWorld, type Person, tokenOf, uuidOf } from '../testing/identity-world.ts';
import { mayManageRole } from './manage-members.ts';

const PEOPLE = 5;
const SEATS = 4;
const ROLES = ['ADMIN', 'SALES_MANAGER', 'SALES_AGENT'] as const;

const who = fc.nat(PEOPLE - 1);
const role = fc.constantFrom(...ROLES);
const capabilities = fc.constantFrom(['SALES'], ['CONTENT'], ['CONTENT', 'SALES']);
const step = fc.oneof(
  fc.record({ kind: fc.constant('invite' as const), by: who, whom: who, role }),
  fc.record({ kind: fc.constant('accept' as const), by: who }),
  fc.record({ kind: fc.constant('revoke' as const), by: who, whom: who }),
  fc.record({ kind: fc.constant('change role' as const), by: who, whom: who, role }),
  fc.record({ kind: fc.constant('deactivate' as const), by: who, whom: who }),
  fc.record({ kind: fc.constant('leave' as const), by: who }),
  fc.record({ kind: fc.constant('offer' as const), by: who, whom: who }),
  fc.record({ kind: fc.constant('take over' as const), by: who }),
  fc.record({ kind: fc.constant('let in' as const), by: who, whom: who, capabilities }),
  fc.record({ kind: fc.constant('enter' as const), by: who }),
  fc.record({ kind: fc.constant('withdraw' as const), by: who, whom: who }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** One walk in which each step succeeds once, so that the others are not all refusals. */
const WHOLE: Step[][] = [
  [{ kind: 'invite', by: 0, whom: 2, role: 'SALES_AGENT' }],
  [{ kind: 'revoke', by: 0, whom: 2 }],
  [{ kind: 'invite', by: 1, whom: 2, role: 'ADMIN' }],
  [{ kind: 'accept', by: 2 }],
  [{ kind: 'change role', by: 0, whom: 2, role: 'SALES_MANAGER' }],
  [{ kind: 'let in', by: 2, whom: 4, capabilities: ['CONTENT', 'SALES'] }],
  [{ kind: 'enter', by: 4 }],
  [{ kind: 'offer', by: 0, whom: 1 }],
  [{ kind: 'take over', by: 1 }],
  [{ kind: 'withdraw', by: 1, whom: 4 }],
  [{ kind: 'invite', by: 2, whom: 3, role: 'SALES_AGENT' }],
  [{ kind: 'deactivate', by: 1, whom: 2 }],
  [{ kind: 'leave', by: 0 }],
  // Deactivated with the invitation that it had sent.
  [{ kind: 'accept', by: 3 }],
];
const HAPPENS = [
  'guest_grant.accepted',
  'guest_grant.offered',
  'guest_grant.withdrawn',
  'member.deactivated',
  'member.invitation_revoked',
  'member.invited',
  'member.joined',
  'member.left',
  'member.role_changed',
  'ownership.offered',
  'ownership.transferred',
];

let world: IdentityWorld;
let houses = 0;
beforeAll(async () => {
  world = await IdentityWorld.open();
});
afterAll(() => world?.close());

/** Somebody with a house of its own, who comes and goes in the one that is walked in. */
interface Walker extends Person {
  id: string;
  house: { id: string; slug: string };
}

/** A house with one Owner and some people around it. */
class Walk {
  readonly orgId: string;
  readonly slug: string;
  readonly projectId: string;
  readonly people: Walker[];

  private constructor(orgId: string, slug: string, projectId: string, people: Walker[]) {
    this.orgId = orgId;
    this.slug = slug;
    this.projectId = projectId;
    this.people = people;
  }

  static async begin(): Promise<Walk> {
    houses += 1;
    const slug = `walk-${houses}`;
    const house = await world.organisation(slug, { isTrial: true, limits: { teamMembers: SEATS } as never });
    const projectId = await world.project(house.id, 'Aurelia Creek');
    const people: Walker[] = [];
    for (let n = 0; n < PEOPLE; n += 1) {
      const own = n === 0 ? house : await world.organisation(`walk-${houses}-${n}`);
      const { user } = (await world.passport(own.owner))!;
      people.push({ ...own.owner, workspace: slug, id: user!.id, house: { id: own.id, slug: own.slug } });
    }
    return new Walk(house.id, slug, projectId, people);
  }

  async take(step: Step): Promise<void> {
    const by = this.people[step.by]!;
    const whom = 'whom' in step ? this.people[step.whom]! : by;
    const mutate = (field: string, type: string | null, input: object | null, as: Person = by) =>
      world.as(
        as,
        type
          ? `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`
          : `mutation { ${field} { __typename } }`,
        input ? { input } : {},
      );
    const outside = { ...by, workspace: null };
    const memberId = async () => {
      const [row] = await world.select(
        `select id from identity.membership where org_id = $1 and user_id = $2 order by joined_at desc, id desc limit 1`,
        [this.orgId, whom.id],
      );
      return encodeId('member', row?.id ?? this.orgId);
    };
    const mailed = async (template: string) => {
      const mail = (await world.mailsTo(by.email)).findLast((one) => one.template === template);
      return mail ? tokenOf(mail.values.link) : 'nothing';
    };
    const newest = async (table: string, kind: 'invitation' | 'grant') => {
      const [row] = await world.select(
        `select id from identity.${table} where org_id = $1 and email = $2 order by id desc limit 1`,
        [this.orgId, whom.email],
      );
      return encodeId(kind, row?.id ?? this.orgId);
    };
    // Whoever is no member of the house is refused with a fault; anything else is an answer.
    try {
      switch (step.kind) {
        case 'invite':
          return void (await mutate('inviteMember', 'InviteMemberInput', { email: whom.email, role: step.role }));
        case 'accept':
          return void (await mutate(
            'acceptInvitation',
            'AcceptInvitationInput',
            { token: await mailed('member_invitation') },
            outside,
          ));
        case 'revoke':
          return void (await mutate('revokeInvitation', 'RevokeInvitationInput', {
            invitationId: await newest('invitation', 'invitation'),
          }));
        case 'change role':
          return void (await mutate('changeMemberRole', 'ChangeMemberRoleInput', {
            memberId: await memberId(),
            role: step.role,
          }));
        case 'deactivate':
          return void (await mutate('deactivateMember', 'DeactivateMemberInput', { memberId: await memberId() }));
        case 'leave':
          return void (await mutate('leaveOrganisation', null, null));
        case 'offer':
          return void (await mutate('offerOwnership', 'OfferOwnershipInput', { memberId: await memberId() }));
        case 'take over':
          return void (await mutate(
            'acceptOwnership',
            'AcceptOwnershipInput',
            { token: await mailed('ownership_offer') },
            outside,
          ));
        case 'let in':
          return void (await mutate('inviteGuest', 'InviteGuestInput', {
            projectId: this.projectId,
            email: whom.email,
            capabilities: step.capabilities,
          }));
        case 'enter':
          return void (await mutate(
            'acceptInvitation',
            'AcceptInvitationInput',
            { token: await mailed('guest_invitation'), organisationSlug: by.house.slug },
            outside,
          ));
        case 'withdraw':
          return void (await mutate('withdrawGuest', 'WithdrawGuestInput', {
            grantId: await newest('guest_grant', 'grant'),
          }));
      }
    } catch (fault) {
      expect((fault as { extensions?: { code?: string } }).extensions?.code).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
    }
  }

  /**
   * Reads the house's log in the order in which it was decided and holds every entry against the rules, as they stood just then: who did
   * it was allowed to, by the matrix and by what had been offered, and nothing was over the seats. What the log adds up to must be what
   * the database and the passports say. Resolves with the types of what happened.
   */
  async judge(): Promise<string[]> {
    const events = await world.select(
      `select type, subject_id, actor ->> 'id' as actor, data, personal ->> 'email' as email from identity.event where org_id = $1 order by position`,
      [this.orgId],
    );
    const roles = new Map<string, string>();
    const invitations = new Map<string, { email: string; role: string; by: string }>();
    const grants = new Map<string, { email: string; guest: string | null; by: string; capabilities: string[] }>();
    const maySend = ({ by, role: invited }: { by: string; role: string }) =>
      mayManageRole((roles.get(by) ?? null) as never, invited as never);
    const mayInviteGuests = (one: string | null | undefined) => ['owner', 'admin', 'sales_manager'].includes(one ?? '');
    let offer: { to: string; by: string } | null = null;
    let moving = false;
    for (const { type, subject_id: subject, actor, data, email } of events) {
      const own = roles.get(actor) ?? null;
      const said = `${type} by ${own} ${JSON.stringify(data)}`;
      switch (type) {
        case 'member.invited':
          expect(mayManageRole(own as never, data.after.role), said).toBe(true);
          invitations.set(subject, { email, role: data.after.role, by: actor });
          expect(roles.size + invitations.size, said).toBeLessThanOrEqual(SEATS);
          break;
        case 'member.invitation_revoked':
          if (data.reason === 'inviter_gone') expect(maySend(invitations.get(subject)!), said).toBe(false);
          else expect(mayManageRole(own as never, invitations.get(subject)!.role as never), said).toBe(true);
          invitations.delete(subject);
          break;
        case 'member.joined': {
          if (roles.size === 0 && data.after.role === 'owner') roles.set(data.userId, 'owner');
          else {
            const invitation = invitations.get(data.invitationId)!;
            expect(invitation, said).toMatchObject({ email: this.#emailOf(data.userId), role: data.after.role });
            expect(maySend(invitation), said).toBe(true);
            expect(roles.has(data.userId), said).toBe(false);
            invitations.delete(data.invitationId);
            roles.set(data.userId, data.after.role);
          }
          break;
        }
        case 'member.role_changed': {
          const { before, after, userId } = data;
          expect(roles.get(userId), said).toBe(before.role);
          if (!moving) {
            expect(mayManageRole(own as never, before.role), said).toBe(true);
            expect(mayManageRole(own as never, after.role), said).toBe(true);
          }
          roles.set(userId, after.role);
          if (after.role === 'owner') moving = false;
          break;
        }
        case 'member.deactivated':
          expect(mayManageRole(own as never, roles.get(data.userId) as never) && actor !== data.userId, said).toBe(
            true,
          );
          roles.delete(data.userId);
          break;
        case 'member.left':
          expect(actor === data.userId && own !== null && own !== 'owner', said).toBe(true);
          roles.delete(data.userId);
          break;
        case 'ownership.offered':
          expect(own, said).toBe('owner');
          expect(roles.has(data.offeredToUserId), said).toBe(true);
          offer = { to: data.offeredToUserId, by: actor };
          break;
        case 'ownership.offer_withdrawn':
          expect(own === 'owner' || !roles.has(offer!.to), said).toBe(true);
          offer = null;
          break;
        case 'ownership.transferred':
          expect({ to: actor, by: data.formerUserId }, said).toEqual(offer);
          expect(roles.get(data.formerUserId), said).toBe('owner');
          offer = null;
          moving = true;
          break;
        case 'guest_grant.offered':
          expect(mayInviteGuests(own), said).toBe(true);
          grants.set(subject, { email, guest: null, by: actor, capabilities: data.capabilities });
          break;
        case 'guest_grant.accepted':
          expect(grants.get(subject), said).toMatchObject({ email: this.#emailOf(actor), guest: null });
          expect(mayInviteGuests(roles.get(grants.get(subject)!.by)), said).toBe(true);
          grants.get(subject)!.guest = data.guestOrgId;
          break;
        case 'guest_grant.withdrawn':
        case 'guest_grant.offer_withdrawn':
          expect(
            data.reason === 'inviter_gone'
              ? !mayInviteGuests(roles.get(grants.get(subject)!.by))
              : mayInviteGuests(own),
            said,
          ).toBe(true);
          grants.delete(subject);
          break;
      }
      const owners = [...roles.values()].filter((one) => one === 'owner').length;
      if (roles.size > 0 && !moving) expect(owners, said).toBe(1);
    }
    const members = await world.select(
      `select user_id, role from identity.membership where org_id = $1 and status = 'active'`,
      [this.orgId],
    );
    expect(new Map(members.map((row) => [row.user_id, row.role]))).toEqual(roles);
    for (const person of this.people) {
      const passport = await world.passport(person);
      const grant = [...grants.values()].find(({ guest }) => guest === person.house.id);
      expect(passport?.role ?? null, person.email).toBe(
        roles.get(person.id) ?? (grant ? 'external_sales_agent' : null),
      );
      if (passport?.guest)
        expect(passport.guest.grants).toEqual([
          { projectId: uuidOf('project', this.projectId), capabilities: grant!.capabilities },
        ]);
    }
    return events.map(({ type }) => type);
  }

  #emailOf(userId: string): string {
    return this.people.find(({ id }) => id === userId)!.email;
  }
}

it('ID-21 ID-36 ID-41 ID-44 ID-50 ID-53 whoever invites, accepts, changes roles, removes, leaves, offers, takes over, lets in and withdraws at once: one Owner, never over the seats, and nothing that the rules refuse', async () => {
  const happened = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 6, maxLength: 14 }),
      async (rounds) => {
        const walk = await Walk.begin();
        // An Admin to begin with, so that there is somebody beside the Owner.
        await walk.take({ kind: 'invite', by: 0, whom: 1, role: 'ADMIN' });
        await walk.take({ kind: 'accept', by: 1 });
        for (const round of rounds) await Promise.all(round.map((one) => walk.take(one)));
        for (const type of await walk.judge()) happened.add(type);
      },
    ),
    { numRuns: 12, endOnFailure: true, examples: [[WHOLE]] },
  );
  expect(HAPPENS.filter((type) => !happened.has(type))).toEqual([]);
}, 120_000);
