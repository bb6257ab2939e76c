import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { Access } from '@offplan/kernel/graphql/access';
import { type Connection, connectionTypes, readPage, toConnection } from '@offplan/kernel/graphql/connection';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { GuestGrant } from '../guests/guest-grant.ts';
import { Invitation } from '../members/invitation.ts';
import { Member } from '../members/member.ts';
import { User } from '../users/user.ts';
import { loadWorkspaces } from './load-workspaces.ts';
import { Organisation } from './organisation.ts';
import { loadOrganisation } from './organisation-card.ts';
import { countSeats, Seats } from './seats.ts';
import { Viewer, Workspace } from './workspace.ts';

const MemberConnection = connectionTypes(Member, 'members');
const InvitationConnection = connectionTypes(Invitation, 'invitations', 'internal');
const GuestGrantConnection = connectionTypes(GuestGrant, 'guest grants', 'internal');

const FIRST = { defaultValue: 50, description: 'At most 100.' };
const AFTER = { nullable: true, description: 'Cursor of the last one seen.' };

/** Whether an Organisation is the workspace in which the viewer is a member: only there its inner lists are answered. */
function isOwnWorkspace(context: RequestContext, organisation: Organisation): boolean {
  return context.passport.organisation?.id === organisation.id && !context.isGuest;
}

@Resolver(() => Organisation)
export class OrganisationResolver {
  @Tagged('integrator')
  @Access('everyone')
  @Query(() => Organisation, {
    nullable: true,
    description: 'The workspace that the request names; null for whoever may not enter it.',
  })
  async organisation(@Ctx() context: RequestContext): Promise<Organisation | null> {
    const id = context.passport.organisation?.id;
    return id ? loadOrganisation(context, id) : null;
  }

  @FieldResolver(() => MemberConnection, {
    nullable: true,
    description: 'The team, in the order of joining; null for whoever may not see it.',
  })
  async members(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, FIRST) first: number,
    @Arg('after', () => String, AFTER) after: string | null,
  ): Promise<Connection<Member> | null> {
    if (!isOwnWorkspace(context, organisation) || !context.may('see_team')) return null;
    const page = readPage(first, after, ['uuid']);
    const where = { orgId: organisation.id, status: 'active' as const };
    const rows = await context.em.find(
      Member,
      { ...where, ...(page.after ? { id: { $gt: page.after[0]! } } : {}) },
      { orderBy: { id: 'asc' }, limit: page.limit + 1 },
    );
    return toConnection(rows, page, (member) => [member.id], await context.em.count(Member, where));
  }

  @FieldResolver(() => InvitationConnection, {
    nullable: true,
    description:
      'Invitations into the team, the newest first; null for whoever may not invite. A Sales Manager sees those of agents.',
  })
  async invitations(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, FIRST) first: number,
    @Arg('after', () => String, AFTER) after: string | null,
  ): Promise<Connection<Invitation> | null> {
    const decision = context.decide('manage_members');
    if (!isOwnWorkspace(context, organisation) || decision === 'no') return null;
    const page = readPage(first, after, ['uuid']);
    const rows = await context.em.find(
      Invitation,
      {
        orgId: organisation.id,
        ...(decision === 'own' ? { role: 'sales_agent' } : {}),
        ...(page.after ? { id: { $lt: page.after[0]! } } : {}),
      },
      { orderBy: { id: 'desc' }, limit: page.limit + 1 },
    );
    return toConnection(rows, page, (invitation) => [invitation.id]);
  }

  @FieldResolver(() => GuestGrantConnection, {
    nullable: true,
    description:
      'Guests of the Organisation’s projects and open offers, the newest first; null for whoever may not invite guests.',
  })
  async guestGrants(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('projectId', () => ID, { nullable: true, description: 'Of this project only.' }) projectId: string | null,
    @Arg('first', () => Int, FIRST) first: number,
    @Arg('after', () => String, AFTER) after: string | null,
  ): Promise<Connection<GuestGrant> | null> {
    if (!isOwnWorkspace(context, organisation) || !context.may('invite_guests')) return null;
    const page = readPage(first, after, ['uuid']);
    const project = projectId ? decodeId('project', projectId) : undefined;
    if (project === null) return toConnection<GuestGrant>([], page, () => []);
    const rows = await context.em.find(
      GuestGrant,
      {
        orgId: organisation.id,
        ...(project ? { projectId: project } : {}),
        ...(page.after ? { id: { $lt: page.after[0]! } } : {}),
      },
      { orderBy: { id: 'desc' }, limit: page.limit + 1 },
    );
    return toConnection(rows, page, (grant) => [grant.id]);
  }

  @FieldResolver(() => Seats, {
    nullable: true,
    description: 'Places in the team; null for whoever may not see the team, and until the plan is known.',
  })
  async seats(@Root() organisation: Organisation, @Ctx() context: RequestContext): Promise<Seats | null> {
    if (!isOwnWorkspace(context, organisation) || !context.may('see_team')) return null;
    const entitlements = await readEntitlements(context.em, organisation.id);
    if (!entitlements) return null;
    const used = await countSeats(context.em, organisation.id, context.clock.now());
    return Object.assign(new Seats(), { used, limit: entitlements.limits.teamMembers });
  }
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @Access('everyone')
  @Query(() => Viewer, { nullable: true, description: 'The signed-in person; null when nobody is signed in.' })
  async viewer(@Ctx() context: RequestContext): Promise<Viewer | null> {
    const id = context.personId;
    const user = id ? await context.em.findOne(User, { id }) : null;
    return user && Object.assign(new Viewer(), { user });
  }

  @FieldResolver(() => [Workspace], {
    description: 'Where the viewer may go: its Organisations and those that it is a guest of, the last opened first.',
  })
  workspaces(@Root() viewer: Viewer, @Ctx() context: RequestContext): Promise<Workspace[]> {
    return loadWorkspacesOnce(context, viewer.user.id);
  }

  @FieldResolver(() => Workspace, {
    nullable: true,
    description: 'The workspace that the request names; null for whoever may not enter it.',
  })
  async workspace(@Root() viewer: Viewer, @Ctx() context: RequestContext): Promise<Workspace | null> {
    const workspaces = await loadWorkspacesOnce(context, viewer.user.id);
    return workspaces.find(({ organisation }) => organisation.id === context.passport.organisation?.id) ?? null;
  }
}

function loadWorkspacesOnce(context: RequestContext, userId: string): Promise<Workspace[]> {
  const loader = context.loader<string, Workspace[]>(Workspace, (ids) =>
    Promise.all(ids.map((id) => loadWorkspaces(context.em, id))),
  );
  return loader.load(userId);
}
