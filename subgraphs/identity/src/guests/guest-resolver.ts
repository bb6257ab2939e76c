import { Access } from '@offplan/kernel/graphql/access';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { loadMailState, MailState } from '@offplan/kernel/mail/mail-state';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import { loadOrganisation, OrganisationCard } from '../organisations/organisation-card.ts';
import { changeGuestCapabilities } from './change-guest-capabilities.ts';
import { GuestGrant, GuestGrantStatus, grantStatusAt } from './guest-grant.ts';
import {
  ChangeGuestCapabilitiesInput,
  InviteGuestInput,
  KeepGuestsInput,
  ResendGuestInvitationInput,
  WithdrawGuestInput,
} from './guest-inputs.ts';
import { guestsBeyond } from './guest-order.ts';
import {
  type ChangeGuestCapabilitiesOutcome,
  ChangeGuestCapabilitiesResult,
  type InviteGuestOutcome,
  InviteGuestResult,
  type KeepGuestsOutcome,
  KeepGuestsResult,
  type ResendGuestInvitationOutcome,
  ResendGuestInvitationResult,
  type WithdrawGuestOutcome,
  WithdrawGuestResult,
} from './guest-results.ts';
import { inviteGuest } from './invite-guest.ts';
import { keepGuests } from './keep-guests.ts';
import { resendGuestInvitation } from './resend-guest-invitation.ts';
import { withdrawGuest } from './withdraw-guest.ts';

@Resolver(() => GuestGrant)
export class GuestResolver {
  @Access('workspace', 'invite_guests')
  @Mutation(() => InviteGuestResult, {
    description: 'Offers a guest Organisation a place in a project, within the plan’s limit.',
  })
  inviteGuest(
    @Ctx() context: RequestContext,
    @Arg('input', () => InviteGuestInput, { description: 'Whom and for what.' }) input: InviteGuestInput,
  ): Promise<InviteGuestOutcome> {
    return inviteGuest(context, input);
  }

  @Access('workspace', 'invite_guests')
  @Mutation(() => WithdrawGuestResult, { description: 'Ends a guest’s access at once, or takes an open offer back.' })
  withdrawGuest(
    @Ctx() context: RequestContext,
    @Arg('input', () => WithdrawGuestInput, { description: 'Which.' }) input: WithdrawGuestInput,
  ): Promise<WithdrawGuestOutcome> {
    return withdrawGuest(context, input.grantId);
  }

  @Access('workspace', 'invite_guests')
  @Mutation(() => ResendGuestInvitationResult, { description: 'Mails an open offer anew, with a new link for 7 days.' })
  resendGuestInvitation(
    @Ctx() context: RequestContext,
    @Arg('input', () => ResendGuestInvitationInput, { description: 'Which.' }) input: ResendGuestInvitationInput,
  ): Promise<ResendGuestInvitationOutcome> {
    return resendGuestInvitation(context, input.grantId);
  }

  @Access('workspace', 'invite_guests')
  @Mutation(() => ChangeGuestCapabilitiesResult, { description: 'Changes what a guest may do in a project.' })
  changeGuestCapabilities(
    @Ctx() context: RequestContext,
    @Arg('input', () => ChangeGuestCapabilitiesInput, { description: 'Whose and what.' })
    input: ChangeGuestCapabilitiesInput,
  ): Promise<ChangeGuestCapabilitiesOutcome> {
    return changeGuestCapabilities(context, input);
  }

  @Access('workspace', 'change_billing')
  @Mutation(() => KeepGuestsResult, {
    description: 'Chooses which guests stay when the plan does not hold all of them, before that day or after it.',
  })
  keepGuests(
    @Ctx() context: RequestContext,
    @Arg('input', () => KeepGuestsInput, { description: 'Which.' }) input: KeepGuestsInput,
  ): Promise<KeepGuestsOutcome> {
    return keepGuests(context, input);
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether the plan holds fewer guests, and this one reads only (BIL-23). The Owner chooses which; an open offer never is.',
  })
  async isBeyondPlan(@Root() grant: GuestGrant, @Ctx() context: RequestContext): Promise<boolean> {
    if (grant.status !== 'active' || grant.orgId !== context.passport.organisation?.id) return false;
    const loader = context.loader<string, ReadonlySet<string>>(guestsBeyond, async (ids) => {
      const beyond = await guestsBeyond(context);
      return ids.map(() => beyond);
    });
    return (await loader.load(grant.orgId)).has(grant.guestOrgId!);
  }

  @FieldResolver(() => OrganisationCard, {
    nullable: true,
    description: 'The guest; null until somebody has accepted.',
  })
  async organisation(@Root() grant: GuestGrant, @Ctx() context: RequestContext): Promise<OrganisationCard | null> {
    const guest = grant.guestOrgId ? await loadOrganisation(context, grant.guestOrgId) : null;
    return guest && OrganisationCard.of(guest);
  }

  @FieldResolver(() => MailState, {
    nullable: true,
    description: 'How far the newest mail with its link got; null when none is known of.',
  })
  mailState(@Root() grant: GuestGrant, @Ctx() context: RequestContext): Promise<MailState | null> {
    return loadMailState(context, grant.orgId, grant.id);
  }

  @FieldResolver(() => GuestGrantStatus, { description: 'Where it stands.' })
  status(@Root() grant: GuestGrant, @Ctx() context: RequestContext): GuestGrantStatus {
    return grantStatusAt(grant, context.clock.now());
  }

  @FieldResolver(() => Int, { nullable: true, description: 'How many people the guest has, while it is let in.' })
  async memberCount(@Root() grant: GuestGrant, @Ctx() context: RequestContext): Promise<number | null> {
    if (grant.status !== 'active' || !grant.guestOrgId) return null;
    const loader = context.loader<string, number>('guest members', (ids) =>
      Promise.all(ids.map((id) => countMembers(context, id))),
    );
    return loader.load(grant.guestOrgId);
  }

  @FieldResolver(() => DateTime, { nullable: true, description: 'Until when an open offer can be accepted.' })
  expiresAt(@Root() grant: GuestGrant): Date | null {
    return grant.status === 'pending' ? grant.expiresAt : null;
  }
}

/** Counted in the guest's own scope: the host may know how many there are, not who. */
async function countMembers(context: RequestContext, guestOrgId: string): Promise<number> {
  const rows = (await context.db
    .reader({ orgId: guestOrgId })
    .execute(`select count(*)::int as members from identity.membership where org_id = ? and status = 'active'`, [
      guestOrgId,
    ])) as { members: number }[];
  return rows[0]!.members;
}
