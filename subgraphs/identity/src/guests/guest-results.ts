import type { Entitlements } from '@offplan/kernel/entitlements/entitlements';
import { TooManyKept } from '@offplan/kernel/graphql/too-many-kept';
import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { SentJustNow, TooManyInvitations } from '../members/member-results.ts';
import { upgradeFrom } from '../organisations/plan-refusal.ts';
import { GuestGrant } from './guest-grant.ts';

@ObjectType({ description: 'The offer stands.' })
export class InviteGuestSuccess {
  @Field(() => GuestGrant, { description: 'The grant, pending.' })
  grant!: GuestGrant;
}

@ObjectType({ implements: UserError, description: 'The plan allows no further guest Organisation (ID-52, ID-58).' })
export class GuestLimitReached extends UserError {
  @Field(() => Int, { description: 'How many guest Organisations the plan allows, pending ones included.' })
  limit!: number;

  @Field(() => String, { description: 'The tier that sets the limit.' })
  tier!: string;

  @Field(() => String, { nullable: true, description: 'The tier to offer; null at the top.' })
  upgradeTo!: string | null;

  static of(limit: number, entitlements: Entitlements): GuestLimitReached {
    const message =
      limit === 0
        ? 'This plan cannot invite guest Organisations.'
        : `The plan allows ${limit} guest Organisations, pending ones included.`;
    return Object.assign(new GuestLimitReached(), {
      code: 'GUEST_LIMIT_REACHED',
      message,
      limit,
      tier: entitlements.tier,
      upgradeTo: upgradeFrom(entitlements),
    });
  }
}

@ObjectType({ implements: UserError, description: 'No such guest grant here.' })
export class GrantNotFound extends UserError {
  constructor() {
    super();
    this.code = 'GRANT_NOT_FOUND';
    this.message = 'There is no such guest, or it was withdrawn already.';
  }
}

@ObjectType({ description: 'The offer was mailed anew.' })
export class ResendGuestInvitationSuccess {
  @Field(() => GuestGrant, { description: 'The grant with its new end.' })
  grant!: GuestGrant;
}

@ObjectType({ description: 'The guest may do what was said.' })
export class ChangeGuestCapabilitiesSuccess {
  @Field(() => GuestGrant, { description: 'The grant.' })
  grant!: GuestGrant;
}

@ObjectType({ description: 'The grant has ended.' })
export class WithdrawGuestSuccess {
  @Field(() => GuestGrant, { description: 'The grant that was.' })
  grant!: GuestGrant;
}

const byClass = (value: object) => value.constructor.name;

export const InviteGuestResult = createUnionType({
  name: 'InviteGuestResult',
  description: 'What became of an invitation of a guest.',
  types: () => [InviteGuestSuccess, TooManyInvitations, GuestLimitReached, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type InviteGuestOutcome =
  | InviteGuestSuccess
  | TooManyInvitations
  | GuestLimitReached
  | NotPermitted
  | ValidationFailed;

export const WithdrawGuestResult = createUnionType({
  name: 'WithdrawGuestResult',
  description: 'What became of withdrawing a guest.',
  types: () => [WithdrawGuestSuccess, GrantNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type WithdrawGuestOutcome = WithdrawGuestSuccess | GrantNotFound | NotPermitted;

export const ResendGuestInvitationResult = createUnionType({
  name: 'ResendGuestInvitationResult',
  description: 'What became of mailing an offer anew.',
  types: () =>
    [
      ResendGuestInvitationSuccess,
      GrantNotFound,
      SentJustNow,
      TooManyInvitations,
      GuestLimitReached,
      NotPermitted,
    ] as const,
  resolveType: byClass,
});
export type ResendGuestInvitationOutcome =
  | ResendGuestInvitationSuccess
  | GrantNotFound
  | SentJustNow
  | TooManyInvitations
  | GuestLimitReached
  | NotPermitted;

export const ChangeGuestCapabilitiesResult = createUnionType({
  name: 'ChangeGuestCapabilitiesResult',
  description: 'What became of changing what a guest may do.',
  types: () => [ChangeGuestCapabilitiesSuccess, GrantNotFound, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type ChangeGuestCapabilitiesOutcome =
  | ChangeGuestCapabilitiesSuccess
  | GrantNotFound
  | NotPermitted
  | ValidationFailed;

@ObjectType({ implements: UserError, description: 'No such guest of this workspace.' })
export class GuestOrganisationNotFound extends UserError {
  static make(): GuestOrganisationNotFound {
    return Object.assign(new GuestOrganisationNotFound(), {
      code: 'GUEST_ORGANISATION_NOT_FOUND',
      message: 'There is no such guest here, or it has been withdrawn. Look at the list again.',
    });
  }
}

@ObjectType({ description: 'The choice of guests stands.' })
export class KeepGuestsSuccess {
  @Field(() => [GuestGrant], { description: 'The grants of all guests that are let in, the newest first.' })
  grants!: GuestGrant[];
}

export const KeepGuestsResult = createUnionType({
  name: 'KeepGuestsResult',
  description: 'What became of a choice of guests.',
  types: () => [KeepGuestsSuccess, TooManyKept, GuestOrganisationNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type KeepGuestsOutcome = KeepGuestsSuccess | TooManyKept | GuestOrganisationNotFound | NotPermitted;
