import { Access } from '@offplan/kernel/graphql/access';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { loadMailState, MailState } from '@offplan/kernel/mail/mail-state';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { User } from '../users/user.ts';
import { loadVisibleUser } from '../users/visible-users.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { changeMemberRole } from './change-member-role.ts';
import { deactivateMember } from './deactivate-member.ts';
import { Invitation, InvitationStatus, statusAt } from './invitation.ts';
import { InvitationPreview, previewInvitation } from './invitation-preview.ts';
import { inviteMember } from './invite-member.ts';
import { Member } from './member.ts';
import {
  AcceptInvitationInput,
  ChangeMemberRoleInput,
  DeactivateMemberInput,
  InviteMemberInput,
  RevokeInvitationInput,
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
  type RevokeInvitationOutcome,
  RevokeInvitationResult,
} from './member-results.ts';
import { revokeInvitation } from './revoke-invitation.ts';

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
