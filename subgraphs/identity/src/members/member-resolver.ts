import { Access, AccessWhilePaused } from '@offplan/kernel/graphql/access';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { loadMailState, MailState } from '@offplan/kernel/mail/mail-state';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { User } from '../users/user.ts';
import { loadVisibleUser } from '../users/visible-users.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { changeMemberRole } from './change-member-role.ts';
import { chooseSuccessors, type Successor } from './choose-successor.ts';
import { deactivateMember } from './deactivate-member.ts';
import { Invitation, InvitationStatus, statusAt } from './invitation.ts';
import { InvitationPreview, previewInvitation } from './invitation-preview.ts';
import { inviteMember } from './invite-member.ts';
import { keepMembers } from './keep-members.ts';
import { leaveOrganisation } from './leave-organisation.ts';
import { Member } from './member.ts';
import {
  AcceptInvitationInput,
  ChangeMemberRoleInput,
  DeactivateMemberInput,
  InviteMemberInput,
  KeepMembersInput,
  ResendInvitationInput,
  RevokeInvitationInput,
  SetMemberManagerInput,
} from './member-inputs.ts';
import {
  type AcceptInvitationOutcome,
  AcceptInvitationResult,
  type ChangeMemberRoleOutcome,
  ChangeMemberRoleResult,
  type DeactivateMemberOutcome,
  DeactivateMemberResult,
  type InviteMemberOutcome,
  InviteMemberResult,
  type KeepMembersOutcome,
  KeepMembersResult,
  type LeaveOrganisationOutcome,
  LeaveOrganisationResult,
  type ResendInvitationOutcome,
  ResendInvitationResult,
  type RevokeInvitationOutcome,
  RevokeInvitationResult,
  type SetMemberManagerOutcome,
  SetMemberManagerResult,
} from './member-results.ts';
import { resendInvitation } from './resend-invitation.ts';
import { revokeInvitation } from './revoke-invitation.ts';
import { membersBeyond } from './seat-order.ts';
import { setMemberManager } from './set-member-manager.ts';

@Resolver(() => Member)
export class MemberResolver {
  @Access('workspace', 'manage_members')
  @Mutation(() => InviteMemberResult, { description: 'Invites a person into the team, within the plan’s seats.' })
  inviteMember(
    @Ctx() context: RequestContext,
    @Arg('input', () => InviteMemberInput, { description: 'Whom and as what.' }) input: InviteMemberInput,
  ): Promise<InviteMemberOutcome> {
    return inviteMember(context, input);
  }

  @Access('workspace', 'manage_members')
  @Mutation(() => RevokeInvitationResult, { description: 'Takes an open invitation back.' })
  revokeInvitation(
    @Ctx() context: RequestContext,
    @Arg('input', () => RevokeInvitationInput, { description: 'Which.' }) input: RevokeInvitationInput,
  ): Promise<RevokeInvitationOutcome> {
    return revokeInvitation(context, input.invitationId);
  }

  @Access('person')
  @Mutation(() => AcceptInvitationResult, { description: 'Accepts an invitation into a team or as a guest.' })
  acceptInvitation(
    @Ctx() context: RequestContext,
    @Arg('input', () => AcceptInvitationInput, { description: 'The link’s token.' }) input: AcceptInvitationInput,
  ): Promise<AcceptInvitationOutcome> {
    return acceptInvitation(context, input);
  }

  @Access('workspace', 'manage_members')
  @Mutation(() => ChangeMemberRoleResult, { description: 'Gives a member another role.' })
  changeMemberRole(
    @Ctx() context: RequestContext,
    @Arg('input', () => ChangeMemberRoleInput, { description: 'Who and what.' }) input: ChangeMemberRoleInput,
  ): Promise<ChangeMemberRoleOutcome> {
    return changeMemberRole(context, input);
  }

  @Access('workspace', 'manage_members')
  @Mutation(() => DeactivateMemberResult, {
    description: 'Ends the membership of a member whom the viewer may manage.',
  })
  deactivateMember(
    @Ctx() context: RequestContext,
    @Arg('input', () => DeactivateMemberInput, { description: 'Whose.' }) input: DeactivateMemberInput,
  ): Promise<DeactivateMemberOutcome> {
    return deactivateMember(context, input.memberId);
  }

  @Access('workspace', 'manage_members')
  @Mutation(() => ResendInvitationResult, { description: 'Mails an invitation anew, with a new link for 7 days.' })
  resendInvitation(
    @Ctx() context: RequestContext,
    @Arg('input', () => ResendInvitationInput, { description: 'Which.' }) input: ResendInvitationInput,
  ): Promise<ResendInvitationOutcome> {
    return resendInvitation(context, input.invitationId);
  }

  @Access('workspace', 'set_managers')
  @Mutation(() => SetMemberManagerResult, { description: 'Says to whom a member’s units go when it leaves.' })
  setMemberManager(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetMemberManagerInput, { description: 'Whose and who.' }) input: SetMemberManagerInput,
  ): Promise<SetMemberManagerOutcome> {
    return setMemberManager(context, input);
  }

  @Access('workspace', 'change_billing')
  @Mutation(() => KeepMembersResult, {
    description: 'Chooses whose seats stay when the plan has too few, before that day or after it.',
  })
  keepMembers(
    @Ctx() context: RequestContext,
    @Arg('input', () => KeepMembersInput, { description: 'Whose.' }) input: KeepMembersInput,
  ): Promise<KeepMembersOutcome> {
    return keepMembers(context, input);
  }

  @AccessWhilePaused('workspace', 'leave_organisation')
  @Mutation(() => LeaveOrganisationResult, { description: 'Ends the viewer’s own membership of the workspace.' })
  leaveOrganisation(@Ctx() context: RequestContext): Promise<LeaveOrganisationOutcome> {
    return leaveOrganisation(context);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'To whom the member’s units go when it leaves, where somebody was set.',
  })
  async manager(@Root() member: Member, @Ctx() context: RequestContext): Promise<User | null> {
    return member.managerUserId ? loadVisibleUser(context, member.managerUserId) : null;
  }

  @FieldResolver(() => User, {
    nullable: true,
    description:
      'To whom the member’s units would go now: its manager, else an Admin, else the Owner; null for the last one there.',
  })
  async successor(@Root() member: Member, @Ctx() context: RequestContext): Promise<User | null> {
    const loader = context.loader<string, Successor | null>('successors', async (ids) => {
      const chosen = await chooseSuccessors(
        { query: (sql, values) => context.em.execute(sql, [...(values ?? [])]) },
        ids,
      );
      return ids.map((id) => chosen.get(id) ?? null);
    });
    const successor = await loader.load(member.id);
    return successor ? loadVisibleUser(context, successor.userId) : null;
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether the plan has fewer seats, and this one is read-only (BIL-23). The Owner chooses whose.',
  })
  async isBeyondPlan(@Root() member: Member, @Ctx() context: RequestContext): Promise<boolean> {
    const loader = context.loader<string, ReadonlySet<string>>(membersBeyond, async (ids) => {
      const beyond = await membersBeyond(context);
      return ids.map(() => beyond);
    });
    return member.orgId === context.passport.organisation?.id && (await loader.load(member.orgId)).has(member.id);
  }

  @FieldResolver(() => User, { description: 'The person.' })
  async user(@Root() member: Member, @Ctx() context: RequestContext): Promise<User> {
    const user = await loadVisibleUser(context, member.userId);
    if (!user) throw new Error(`The person of member ${member.id} is not visible to whoever sees the member`);
    return user;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When the person last worked in this workspace, to the minute.',
  })
  async lastSeenAt(@Root() member: Member, @Ctx() context: RequestContext): Promise<Date | null> {
    const loader = context.loader<string, Date | null>('last seen', async (userIds) => {
      const rows = (await context.em.execute(
        'select user_id, visited_at from identity.workspace_visit where org_id = ? and user_id = any(?::uuid[])',
        [member.orgId, `{${userIds.join(',')}}`],
      )) as { user_id: string; visited_at: Date }[];
      return userIds.map((id) => rows.find((row) => row.user_id === id)?.visited_at ?? null);
    });
    return loader.load(member.userId);
  }
}

@Resolver(() => Invitation)
export class InvitationResolver {
  @Access('everyone')
  @Query(() => InvitationPreview, {
    nullable: true,
    description: 'What an invitation link opens; null for a token that opens nothing.',
  })
  invitation(
    @Ctx() context: RequestContext,
    @Arg('token', () => String, { description: 'The token of the link.' }) token: string,
  ): Promise<InvitationPreview | null> {
    return previewInvitation(context, token);
  }

  @FieldResolver(() => MailState, {
    nullable: true,
    description: 'How far the newest mail with its link got; null when none is known of.',
  })
  mailState(@Root() invitation: Invitation, @Ctx() context: RequestContext): Promise<MailState | null> {
    return loadMailState(context, invitation.orgId, invitation.id);
  }

  @FieldResolver(() => InvitationStatus, { description: 'What became of it.' })
  status(@Root() invitation: Invitation, @Ctx() context: RequestContext): InvitationStatus {
    return statusAt(invitation, context.clock.now());
  }

  @FieldResolver(() => String, { nullable: true, description: 'The name of whoever made it.' })
  async invitedByName(@Root() invitation: Invitation, @Ctx() context: RequestContext): Promise<string | null> {
    return (await loadVisibleUser(context, invitation.invitedBy))?.name ?? null;
  }
}
