import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { Access, AccessWhilePaused } from '@offplan/kernel/graphql/access';
import { type Connection, connectionTypes, readPage, toConnection } from '@offplan/kernel/graphql/connection';
import { ForGateway, Tagged } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { readTier, TIER_TO_FIT } from '@offplan/kernel/graphql/tier-to-fit';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GuestGrant } from '../guests/guest-grant.ts';
import { GuestFit, guestFit } from '../guests/guest-order.ts';
import { Invitation } from '../members/invitation.ts';
import { Member } from '../members/member.ts';
import { SeatFit, seatFit } from '../members/seat-order.ts';
import { User } from '../users/user.ts';
import { viewedGuest, viewedWorkspaces } from '../view-as/viewed-account.ts';
import { changeOrganisationSlug } from './change-organisation-slug.ts';
import { closeOrganisation } from './close-organisation.ts';
import { createFurtherOrganisation } from './create-further-organisation.ts';
import { editOrganisation } from './edit-organisation.ts';
import { loadClosedOrganisations, loadWorkspaces } from './load-workspaces.ts';
import { Organisation } from './organisation.ts';
import { loadOrganisation } from './organisation-card.ts';
import {
  ChangeOrganisationSlugInput,
  CloseOrganisationInput,
  CreateOrganisationInput,
  EditOrganisationInput,
} from './organisation-inputs.ts';
import {
  type ChangeOrganisationSlugOutcome,
  ChangeOrganisationSlugResult,
  type CloseOrganisationOutcome,
  CloseOrganisationResult,
  type CreateOrganisationOutcome,
  CreateOrganisationResult,
  type EditOrganisationOutcome,
  EditOrganisationResult,
  type ReopenOrganisationOutcome,
  ReopenOrganisationResult,
} from './organisation-results.ts';
import { reopenOrganisation } from './reopen-organisation.ts';
import { runningRedirect } from './running-redirect.ts';
import { countSeats, Seats } from './seats.ts';
import { type SiteOutcome, SiteResult, siteOrganisation } from './site-organisation.ts';
import { nextSlugChange } from './slug-calendar.ts';
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

  @ForGateway()
  @Access('gateway')
  @Query(() => SiteResult, { nullable: true, description: 'What the address of an Organisation stands for.' })
  siteOrganisation(
    @Ctx() context: RequestContext,
    @Arg('slug', () => String, { description: 'The first label of the host.' }) slug: string,
  ): Promise<SiteOutcome | null> {
    return siteOrganisation(context, slug);
  }

  @Access('workspace', 'change_organisation_slug')
  @Mutation(() => ChangeOrganisationSlugResult, {
    description: 'Gives the workspace another address, once in 12 months; the former one leads to it for 90 days.',
  })
  changeOrganisationSlug(
    @Ctx() context: RequestContext,
    @Arg('input', () => ChangeOrganisationSlugInput, { description: 'The new address.' })
    input: ChangeOrganisationSlugInput,
  ): Promise<ChangeOrganisationSlugOutcome> {
    return changeOrganisationSlug(context, input.slug);
  }

  @Access('workspace', 'edit_organisation')
  @Mutation(() => EditOrganisationResult, { description: 'Changes name, country, time zone or language.' })
  editOrganisation(
    @Ctx() context: RequestContext,
    @Arg('input', () => EditOrganisationInput, { description: 'What changes.' }) input: EditOrganisationInput,
  ): Promise<EditOrganisationOutcome> {
    return editOrganisation(context, input);
  }

  @AccessWhilePaused('workspace', 'close_organisation')
  @Mutation(() => CloseOrganisationResult, {
    description: 'Closes the workspace at once; it is deleted after 90 days, unless it is brought back.',
  })
  closeOrganisation(
    @Ctx() context: RequestContext,
    @Arg('input', () => CloseOrganisationInput, { description: 'The slug, typed again.' })
    input: CloseOrganisationInput,
  ): Promise<CloseOrganisationOutcome> {
    return closeOrganisation(context, input.slug);
  }

  @AccessWhilePaused('workspace', 'close_organisation')
  @Mutation(() => ReopenOrganisationResult, { description: 'Brings back a workspace that its Owner has closed.' })
  reopenOrganisation(@Ctx() context: RequestContext): Promise<ReopenOrganisationOutcome> {
    return reopenOrganisation(context);
  }

  @Access('person')
  @Mutation(() => CreateOrganisationResult, {
    description: 'Makes a further workspace of the viewer: without a trial, its way on is a plan.',
  })
  createOrganisation(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateOrganisationInput, { description: 'The workspace.' }) input: CreateOrganisationInput,
  ): Promise<CreateOrganisationOutcome> {
    return createFurtherOrganisation(context, input);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description:
      'Who owns it; null for whoever is not a member. In a workspace that is paused too: it is who can bring it back.',
  })
  async owner(@Root() organisation: Organisation, @Ctx() context: RequestContext): Promise<User | null> {
    const isMember = isOwnWorkspace(context, organisation) && (context.may('see_team') || context.passport.pausedRole);
    if (!isMember) return null;
    const member = await context.em.findOne(Member, { orgId: organisation.id, role: 'owner', status: 'active' });
    return member && context.em.findOne(User, { id: member.userId });
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'From when the address may be changed again (ID-25); null for whoever may not change it.',
  })
  slugChangeableAt(@Root() organisation: Organisation, @Ctx() context: RequestContext): Date | null {
    if (!isOwnWorkspace(context, organisation) || !context.may('change_organisation_slug')) return null;
    return nextSlugChange(organisation);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'Until when a former address leads here (ID-25); null when none does, and for whoever may not change the address.',
  })
  async slugRedirectsUntil(@Root() organisation: Organisation, @Ctx() context: RequestContext): Promise<Date | null> {
    if (!isOwnWorkspace(context, organisation) || !context.may('change_organisation_slug')) return null;
    return (await runningRedirect(context.em, organisation.id, context.clock.now()))?.until ?? null;
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

  @FieldResolver(() => SeatFit, {
    nullable: true,
    description: 'How the team fits a plan; null for whoever does not decide about the plan, and in other workspaces.',
  })
  async seatFit(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('tier', () => String, TIER_TO_FIT) tier: string | null,
  ): Promise<SeatFit | null> {
    return isOwnWorkspace(context, organisation) ? seatFit(context, readTier(tier)) : null;
  }

  @FieldResolver(() => GuestFit, {
    nullable: true,
    description: 'How the guests fit a plan; null for whoever does not decide about the plan, and in other workspaces.',
  })
  async guestFit(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('tier', () => String, TIER_TO_FIT) tier: string | null,
  ): Promise<GuestFit | null> {
    return isOwnWorkspace(context, organisation) ? guestFit(context, readTier(tier)) : null;
  }
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @Access('everyone')
  @Query(() => Viewer, { nullable: true, description: 'The signed-in person; null when nobody is signed in.' })
  async viewer(@Ctx() context: RequestContext): Promise<Viewer | null> {
    const id = context.personId;
    if (context.passport.viewedBy && context.isGuest) return viewedGuest(context);
    const user = id ? await context.em.findOne(User, { id }) : null;
    return user && Object.assign(new Viewer(), { user });
  }

  @FieldResolver(() => [Workspace], {
    description: 'Where the viewer may go: its Organisations and those that it is a guest of, the last opened first.',
  })
  workspaces(@Root() viewer: Viewer, @Ctx() context: RequestContext): Promise<Workspace[]> {
    return context.passport.viewedBy ? viewedWorkspaces(context) : loadWorkspacesOnce(context, viewer.user.id);
  }

  @FieldResolver(() => [Organisation], {
    description: 'Organisations of the viewer that are put away and that it can bring back, as their Owner.',
  })
  async closedOrganisations(@Root() viewer: Viewer, @Ctx() context: RequestContext): Promise<Organisation[]> {
    return context.passport.viewedBy ? [] : loadClosedOrganisations(context.em, viewer.user.id);
  }

  @FieldResolver(() => Workspace, {
    nullable: true,
    description: 'The workspace that the request names; null for whoever may not enter it.',
  })
  async workspace(@Root() viewer: Viewer, @Ctx() context: RequestContext): Promise<Workspace | null> {
    const workspaces = await this.workspaces(viewer, context);
    return workspaces.find(({ organisation }) => organisation.id === context.passport.organisation?.id) ?? null;
  }
}

@Resolver(() => Workspace)
export class WorkspaceResolver {
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'Whether the viewer only reads here, because the plan has fewer seats or holds fewer guests (BIL-23); null of a workspace that the request does not name.',
  })
  isBeyondPlan(@Root() { organisation }: Workspace, @Ctx() { passport }: RequestContext): boolean | null {
    return organisation.id === passport.organisation?.id ? passport.beyondPlan !== undefined : null;
  }
}

function loadWorkspacesOnce(context: RequestContext, userId: string): Promise<Workspace[]> {
  const loader = context.loader<string, Workspace[]>(Workspace, (ids) =>
    Promise.all(ids.map((id) => loadWorkspaces(context.em, id))),
  );
  return loader.load(userId);
}
