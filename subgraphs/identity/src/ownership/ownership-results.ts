import { NotPermitted, UserError } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ObjectType } from 'type-graphql';
import { MemberNotFound } from '../members/member-results.ts';
import { Workspace } from '../organisations/workspace.ts';
import { ProofNeeded } from '../sessions/fresh-proof.ts';
import { OwnershipOffer } from './ownership-offer.ts';

@ObjectType({ description: 'The ownership is offered; the member has a mail.' })
export class OfferOwnershipSuccess {
  @Field(() => OwnershipOffer, { description: 'The offer.' })
  offer!: OwnershipOffer;
}

@ObjectType({
  implements: UserError,
  description: 'After a first payment an Operator moves the ownership (ID-22).',
})
export class OperatorMovesOwnership extends UserError {
  constructor(supportEmail: string) {
    super();
    this.code = 'OPERATOR_MOVES_OWNERSHIP';
    this.message = `This workspace has paid for a plan, so its ownership is moved by us, to be safe. Write to ${supportEmail}.`;
  }
}

@ObjectType({ description: 'The offer is withdrawn; its link is dead.' })
export class WithdrawOwnershipOfferSuccess {
  @Field(() => OwnershipOffer, { description: 'The offer that was.' })
  offer!: OwnershipOffer;
}

@ObjectType({ implements: UserError, description: 'There is no open offer, or it is for somebody else.' })
export class OwnershipOfferNotUsable extends UserError {
  constructor() {
    super();
    this.code = 'OWNERSHIP_OFFER_NOT_USABLE';
    this.message =
      'This offer was used, withdrawn, is older than 7 days, or is for another person. Ask the Owner for a new one.';
  }
}

@ObjectType({ description: 'The viewer owns the Organisation now.' })
export class AcceptOwnershipSuccess {
  @Field(() => Workspace, { description: 'The workspace.' })
  workspace!: Workspace;
}

const byClass = (value: object) => value.constructor.name;

export const OfferOwnershipResult = createUnionType({
  name: 'OfferOwnershipResult',
  description: 'What became of an offer of the ownership.',
  types: () => [OfferOwnershipSuccess, ProofNeeded, OperatorMovesOwnership, MemberNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type OfferOwnershipOutcome =
  | OfferOwnershipSuccess
  | ProofNeeded
  | OperatorMovesOwnership
  | MemberNotFound
  | NotPermitted;

export const WithdrawOwnershipOfferResult = createUnionType({
  name: 'WithdrawOwnershipOfferResult',
  description: 'What became of withdrawing an offer of the ownership.',
  types: () => [WithdrawOwnershipOfferSuccess, OwnershipOfferNotUsable, NotPermitted] as const,
  resolveType: byClass,
});
export type WithdrawOwnershipOfferOutcome = WithdrawOwnershipOfferSuccess | OwnershipOfferNotUsable | NotPermitted;

export const AcceptOwnershipResult = createUnionType({
  name: 'AcceptOwnershipResult',
  description: 'What became of accepting the ownership.',
  types: () => [AcceptOwnershipSuccess, OwnershipOfferNotUsable] as const,
  resolveType: byClass,
});
export type AcceptOwnershipOutcome = AcceptOwnershipSuccess | OwnershipOfferNotUsable;
