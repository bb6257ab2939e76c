import { ForGateway } from '@offplan/kernel/graphql/directives';
import { UserError } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { LastWayIn } from '../profile/last-way-in.ts';
import { ProofNeeded } from '../sessions/fresh-proof.ts';
import { SecondFactorNeeded, SignedIn, SignInExpired, SignInFailed } from '../sessions/session-results.ts';

@ForGateway()
@InputType({ description: 'A way to the sign-in provider.' })
export class BeginExternalSignInInput {
  @Field(() => String, { description: '`sign_in`, or `link` to add it to the account of the session.' })
  purpose!: 'sign_in' | 'link';

  @Field(() => String, { nullable: true, description: 'The session, to link.' })
  sessionToken?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug of the workspace that the person wants to enter.' })
  organisationSlug?: string | null;

  @Field(() => String, { description: 'A path of ours to go on to.' })
  next!: string;
}

@ForGateway()
@InputType({ description: 'Somebody came back from the sign-in provider.' })
export class FinishExternalSignInInput {
  @Field(() => String, { description: 'The token of the cookie.' })
  token!: string;

  @Field(() => String, { description: 'The query with which the provider sent the browser back.' })
  query!: string;
}

@ForGateway()
@ObjectType({ description: 'Where to send the browser.' })
export class ExternalSignInBegun {
  @Field(() => String, { description: 'For the cookie.' })
  token!: string;

  @Field(() => Int, { description: 'How long it lives.' })
  seconds!: number;

  @Field(() => String, { description: 'Address at the provider.' })
  url!: string;
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'No provider is configured, or it does not answer.' })
export class ExternalSignInUnavailable extends UserError {
  constructor() {
    super();
    this.code = 'PROVIDER_UNAVAILABLE';
    this.message = 'Google does not answer just now. Sign in another way, or try again in a moment.';
  }
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'The provider’s answer cannot be used, or the person declined.' })
export class ExternalSignInRefused extends UserError {
  constructor() {
    super();
    this.code = 'PROVIDER_REFUSED';
    this.message = 'Signing in with Google was not completed. Start again.';
  }
}

@ForGateway()
@ObjectType({
  description:
    'Somebody whom we do not know, or who belongs nowhere any more: a sign-up or an invitation may use this.',
})
export class ExternalProofMade {
  @Field(() => String, { description: 'For the cookie.' })
  token!: string;

  @Field(() => Int, { description: 'How long it lives.' })
  seconds!: number;
}

@ForGateway()
@ObjectType({
  description:
    'The provider does not give out this e-mail itself, so it does not open the account that has it: after one sign-in in another way the identity is linked.',
})
export class ExternalLinkNeeded {
  @Field(() => String, { description: 'For the cookie; the sign-in brings it.' })
  token!: string;

  @Field(() => Int, { description: 'How long it lives.' })
  seconds!: number;
}

@ForGateway()
@ObjectType({ description: 'The viewer can sign in by it from now on.' })
export class ExternalIdentityLinked {
  @Field(() => Boolean, { description: 'Always true.' })
  isLinked = true;
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'It is linked with another account, or the viewer has another one.' })
export class ExternalIdentityTaken extends UserError {
  constructor() {
    super();
    this.code = 'EXTERNAL_IDENTITY_TAKEN';
    this.message = 'This Google account is linked with an offplan account already.';
  }
}

@ObjectType({ description: 'Google signs nobody in to this account any more.' })
export class UnlinkGoogleSuccess {
  @Field(() => Boolean, { description: 'Always true.' })
  isUnlinked = true;
}

const byClass = (value: object) => value.constructor.name;

export const BeginExternalSignInResult = createUnionType({
  name: 'BeginExternalSignInResult',
  description: 'What became of going to the provider.',
  types: () => [ExternalSignInBegun, ExternalSignInUnavailable, SignInExpired, ProofNeeded] as const,
  resolveType: byClass,
});
export type BeginExternalSignInOutcome = ExternalSignInBegun | ExternalSignInUnavailable | SignInExpired | ProofNeeded;

export const ExternalSignInResult = createUnionType({
  name: 'ExternalSignInResult',
  description: 'What became of somebody who came back from the provider.',
  types: () =>
    [
      SignedIn,
      SecondFactorNeeded,
      ExternalProofMade,
      ExternalLinkNeeded,
      ExternalIdentityLinked,
      ExternalIdentityTaken,
      ExternalSignInRefused,
      SignInFailed,
    ] as const,
  resolveType: byClass,
});
export type ExternalSignInOutcome =
  | SignedIn
  | SecondFactorNeeded
  | ExternalProofMade
  | ExternalLinkNeeded
  | ExternalIdentityLinked
  | ExternalIdentityTaken
  | ExternalSignInRefused
  | SignInFailed;

@ForGateway()
@ObjectType({ description: 'Somebody came back from the provider.' })
export class ExternalSignInFinished {
  @Field(() => String, { description: 'The path of ours to go on to.' })
  next!: string;

  @Field(() => String, { description: '`sign_in` or `link`.' })
  purpose!: 'sign_in' | 'link';

  @Field(() => ExternalSignInResult, { description: 'What became of it.' })
  outcome!: ExternalSignInOutcome;
}

export const UnlinkGoogleResult = createUnionType({
  name: 'UnlinkGoogleResult',
  description: 'What became of unlinking Google.',
  types: () => [UnlinkGoogleSuccess, LastWayIn, ProofNeeded] as const,
  resolveType: byClass,
});
export type UnlinkGoogleOutcome = UnlinkGoogleSuccess | LastWayIn | ProofNeeded;
