import type { Entitlements } from '@offplan/kernel/entitlements/entitlements';
import { TooManyKept } from '@offplan/kernel/graphql/too-many-kept';
import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { upgradeFrom } from '../organisations/plan-refusal.ts';
import { Seats } from '../organisations/seats.ts';
import { Workspace } from '../organisations/workspace.ts';
import { Invitation } from './invitation.ts';
import { Member } from './member.ts';

@ObjectType({ description: 'The invitation stands.' })
export class InviteMemberSuccess {
  @Field(() => Invitation, { description: 'The invitation.' })
  invitation!: Invitation;

  @Field(() => Seats, { description: 'The seats with it.' })
  seats!: Seats;
}

@ObjectType({ implements: UserError, description: 'The plan allows no further member (ID-41).' })
export class SeatLimitReached extends UserError {
  @Field(() => Int, { description: 'How many seats the plan has.' })
  limit!: number;

  @Field(() => String, { description: 'The tier that sets the limit.' })
  tier!: string;

  @Field(() => String, { nullable: true, description: 'The tier to offer; null at the top.' })
  upgradeTo!: string | null;

  static of(limit: number, entitlements: Entitlements): SeatLimitReached {
    const message = entitlements.isTrial
      ? `Trial limited to ${limit} seats.`
      : `The plan has ${limit} seats, and all are taken.`;
    return Object.assign(new SeatLimitReached(), {
      code: 'SEAT_LIMIT_REACHED',
      message,
      limit,
      tier: entitlements.tier,
      upgradeTo: upgradeFrom(entitlements),
    });
  }
}

@ObjectType({ implements: UserError, description: 'The person is in the team already.' })
export class AlreadyMember extends UserError {
  constructor() {
    super();
    this.code = 'ALREADY_MEMBER';
    this.message = 'This person is in the team already. Change the role in the list instead.';
  }
}

@ObjectType({ implements: UserError, description: 'No such invitation here, or none that can be taken back.' })
export class InvitationNotFound extends UserError {
  constructor() {
    super();
    this.code = 'INVITATION_NOT_FOUND';
    this.message = 'There is no such invitation, or it is not open any more.';
  }
}

@ObjectType({ implements: UserError, description: 'No such member here.' })
export class MemberNotFound extends UserError {
  constructor() {
    super();
    this.code = 'MEMBER_NOT_FOUND';
    this.message = 'There is no such member, or the membership has ended already.';
  }
}

@ObjectType({ description: 'The invitation was mailed anew.' })
export class ResendInvitationSuccess {
  @Field(() => Invitation, { description: 'The invitation with its new end.' })
  invitation!: Invitation;
}

@ObjectType({ implements: UserError, description: 'Its mail was written less than a minute ago.' })
export class SentJustNow extends UserError {
  constructor() {
    super();
    this.code = 'SENT_JUST_NOW';
    this.message = 'The mail was sent a moment ago. Wait a minute before you send it again.';
  }
}

@ObjectType({
  implements: UserError,
  description: 'This workspace has mailed too many invitations within a day, to this address or in all.',
})
export class TooManyInvitations extends UserError {
  constructor() {
    super();
    this.code = 'TOO_MANY_INVITATIONS';
    this.message = 'Too many invitations were mailed today. Try again tomorrow.';
  }
}

@ObjectType({ description: 'The manager was set.' })
export class SetMemberManagerSuccess {
  @Field(() => Member, { description: 'The member.' })
  member!: Member;
}

@ObjectType({ description: 'The viewer has left.' })
export class LeaveOrganisationSuccess {
  @Field(() => Member, { description: 'The membership that was.' })
  member!: Member;
}

@ObjectType({ implements: UserError, description: 'The Owner cannot leave before a transfer of ownership (ID-44).' })
export class OwnerCannotLeave extends UserError {
  constructor() {
    super();
    this.code = 'OWNER_CANNOT_LEAVE';
    this.message = 'You own this workspace. Hand the ownership to a member first, or close the workspace.';
  }
}

@ObjectType({ description: 'The invitation was taken back.' })
export class RevokeInvitationSuccess {
  @Field(() => Invitation, { description: 'The invitation.' })
  invitation!: Invitation;
}

@ObjectType({ description: 'The viewer is in.' })
export class AcceptInvitationSuccess {
  @Field(() => Workspace, { description: 'The workspace that was entered: for a guest the host’s.' })
  workspace!: Workspace;

  @Field(() => ID, { nullable: true, description: 'The project that a guest was let into.' })
  projectId!: string | null;
}

export enum InvitationFault {
  UNKNOWN = 'unknown',
  ACCEPTED = 'accepted',
  REVOKED = 'revoked',
  EXPIRED = 'expired',
  ALREADY_IN = 'already_in',
  PLAN_ENDED = 'plan_ended',
  ORGANISATION_NEEDED = 'organisation_needed',
  OWN_PROJECT = 'own_project',
  WORKSPACE_PAUSED = 'workspace_paused',
}
registerEnumType(InvitationFault, {
  name: 'InvitationFault',
  description: 'Why an invitation cannot be accepted.',
  valuesConfig: {
    UNKNOWN: { description: 'The link is not one of ours.' },
    ACCEPTED: { description: 'It was accepted already; a link works once.' },
    REVOKED: { description: 'It was taken back.' },
    EXPIRED: { description: 'Its 7 days are over.' },
    ALREADY_IN: { description: 'The viewer, or its Organisation, is there already.' },
    PLAN_ENDED: { description: 'The plan of the inviting workspace has ended.' },
    ORGANISATION_NEEDED: {
      description: 'Say for which of your Organisations; it must be one that you own or administer.',
    },
    OWN_PROJECT: { description: 'An Organisation cannot be the guest of its own project.' },
    WORKSPACE_PAUSED: { description: 'The inviting workspace is closed or suspended at the moment.' },
  },
});

const FAULT_WORDS: Record<InvitationFault, string> = {
  [InvitationFault.UNKNOWN]: 'This invitation does not exist. Check that the link is whole, or ask for a new one.',
  [InvitationFault.ACCEPTED]: 'This invitation was accepted already.',
  [InvitationFault.REVOKED]: 'This invitation was taken back. Ask for a new one.',
  [InvitationFault.EXPIRED]: 'This invitation has expired. Ask for a new one.',
  [InvitationFault.ALREADY_IN]: 'You are there already.',
  [InvitationFault.PLAN_ENDED]: 'The plan of this workspace has ended, so nobody can join it now.',
  [InvitationFault.ORGANISATION_NEEDED]: 'Choose the Organisation that takes part: one that you own or administer.',
  [InvitationFault.OWN_PROJECT]: 'This project belongs to the Organisation that you chose. Choose another.',
  [InvitationFault.WORKSPACE_PAUSED]: 'Nobody can join this workspace at the moment. Ask whoever invited you.',
};

@ObjectType({ implements: UserError, description: 'The invitation cannot be accepted.' })
export class InvitationNotUsable extends UserError {
  @Field(() => InvitationFault, { description: 'Why.' })
  reason: InvitationFault;

  constructor(reason: InvitationFault) {
    super();
    this.code = 'INVITATION_NOT_USABLE';
    this.message = FAULT_WORDS[reason];
    this.reason = reason;
  }
}

@ObjectType({ implements: UserError, description: 'The invitation is for another e-mail (ID-40).' })
export class WrongInvitee extends UserError {
  constructor() {
    super();
    this.code = 'WRONG_INVITEE';
    this.message =
      'This invitation is for another e-mail address. Sign in with that one, or ask for an invitation to yours.';
  }
}

@ObjectType({ description: 'The role was changed.' })
export class ChangeMemberRoleSuccess {
  @Field(() => Member, { description: 'The member with the new role.' })
  member!: Member;
}

@ObjectType({ description: 'The membership has ended.' })
export class DeactivateMemberSuccess {
  @Field(() => Member, { description: 'The member that was.' })
  member!: Member;
}

const byClass = (value: object) => value.constructor.name;

export const InviteMemberResult = createUnionType({
  name: 'InviteMemberResult',
  description: 'What became of an invitation into the team.',
  types: () =>
    [InviteMemberSuccess, TooManyInvitations, SeatLimitReached, AlreadyMember, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type InviteMemberOutcome =
  | InviteMemberSuccess
  | TooManyInvitations
  | SeatLimitReached
  | AlreadyMember
  | NotPermitted
  | ValidationFailed;

export const RevokeInvitationResult = createUnionType({
  name: 'RevokeInvitationResult',
  description: 'What became of taking an invitation back.',
  types: () => [RevokeInvitationSuccess, InvitationNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type RevokeInvitationOutcome = RevokeInvitationSuccess | InvitationNotFound | NotPermitted;

export const AcceptInvitationResult = createUnionType({
  name: 'AcceptInvitationResult',
  description: 'What became of accepting an invitation.',
  types: () => [AcceptInvitationSuccess, InvitationNotUsable, WrongInvitee, ValidationFailed, NotPermitted] as const,
  resolveType: byClass,
});
export type AcceptInvitationOutcome = AcceptInvitationSuccess | InvitationNotUsable | WrongInvitee | ValidationFailed;

export const ChangeMemberRoleResult = createUnionType({
  name: 'ChangeMemberRoleResult',
  description: 'What became of a change of role.',
  types: () => [ChangeMemberRoleSuccess, MemberNotFound, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type ChangeMemberRoleOutcome = ChangeMemberRoleSuccess | MemberNotFound | NotPermitted | ValidationFailed;

export const DeactivateMemberResult = createUnionType({
  name: 'DeactivateMemberResult',
  description: 'What became of ending a membership.',
  types: () => [DeactivateMemberSuccess, MemberNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type DeactivateMemberOutcome = DeactivateMemberSuccess | MemberNotFound | NotPermitted;

export const ResendInvitationResult = createUnionType({
  name: 'ResendInvitationResult',
  description: 'What became of mailing an invitation anew.',
  types: () =>
    [
      ResendInvitationSuccess,
      InvitationNotFound,
      SentJustNow,
      TooManyInvitations,
      SeatLimitReached,
      NotPermitted,
    ] as const,
  resolveType: byClass,
});
export type ResendInvitationOutcome =
  | ResendInvitationSuccess
  | InvitationNotFound
  | SentJustNow
  | TooManyInvitations
  | SeatLimitReached
  | NotPermitted;

export const SetMemberManagerResult = createUnionType({
  name: 'SetMemberManagerResult',
  description: 'What became of setting a manager.',
  types: () => [SetMemberManagerSuccess, MemberNotFound, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type SetMemberManagerOutcome = SetMemberManagerSuccess | MemberNotFound | NotPermitted | ValidationFailed;

export const LeaveOrganisationResult = createUnionType({
  name: 'LeaveOrganisationResult',
  description: 'What became of leaving.',
  types: () => [LeaveOrganisationSuccess, OwnerCannotLeave, NotPermitted] as const,
  resolveType: byClass,
});
export type LeaveOrganisationOutcome = LeaveOrganisationSuccess | OwnerCannotLeave | NotPermitted;

@ObjectType({ description: 'The choice of seats stands.' })
export class KeepMembersSuccess {
  @Field(() => [Member], { description: 'The team, in the order of joining.' })
  members!: Member[];
}

export const KeepMembersResult = createUnionType({
  name: 'KeepMembersResult',
  description: 'What became of a choice of seats.',
  types: () => [KeepMembersSuccess, TooManyKept, MemberNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type KeepMembersOutcome = KeepMembersSuccess | TooManyKept | MemberNotFound | NotPermitted;
