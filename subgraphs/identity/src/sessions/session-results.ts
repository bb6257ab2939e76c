import { ForGateway } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { UserError } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, Int, ObjectType } from 'type-graphql';

@ForGateway()
@ObjectType({ description: 'Who a session belongs to.' })
export class ResolvedViewer {
  @Field(() => String, { description: 'The passport as JSON, for the gateway to sign.' })
  passport!: string;
}

@ForGateway()
@ObjectType({ description: 'A session was opened.' })
export class SignedIn {
  @Field(() => String, { description: 'The session’s token, shown this once; for the cookie.' })
  token!: string;

  @Field(() => DateTime, { description: 'When the session ends however much it is used.' })
  expiresAt!: Date;

  @Field(() => String, { nullable: true, description: 'The workspace to go to; null where the person chooses.' })
  organisationSlug!: string | null;

  static with(session: { token: string; expiresAt: Date; organisationSlug: string | null }): SignedIn {
    return Object.assign(new SignedIn(), session);
  }
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'E-mail and password do not fit; it does not say which (ID-5).' })
export class SignInFailed extends UserError {
  constructor() {
    super();
    this.code = 'SIGN_IN_FAILED';
    this.message =
      'E-mail or password is wrong. Check both, or ask your workspace’s Owner or Admin whether you still have access.';
  }
}

/** What a sign-in can be completed with. */
export type SecondFactorMethod = 'authenticator' | 'passkey' | 'recovery_code';

@ForGateway()
@ObjectType({ description: 'The first factor is right; the second one is awaited (ID-6).' })
export class SecondFactorNeeded {
  @Field(() => String, { description: 'The half-done sign-in, for its cookie.' })
  token!: string;

  @Field(() => Int, { description: 'How long it waits.' })
  seconds!: number;

  @Field(() => [String], { description: 'What the person has: `authenticator`, `passkey`, `recovery_code`.' })
  methods!: SecondFactorMethod[];
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'The second factor is not right.' })
export class SecondFactorWrong extends UserError {
  constructor() {
    super();
    this.code = 'SECOND_FACTOR_WRONG';
    this.message = 'This is not right, or it was used already. Wait for the next code, or use another way.';
  }
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'The session or half-done sign-in is over.' })
export class SignInExpired extends UserError {
  constructor() {
    super();
    this.code = 'SIGN_IN_EXPIRED';
    this.message = 'This took too long. Sign in again.';
  }
}

@ForGateway()
@ObjectType({ description: 'The session has a fresh proof of identity.' })
export class IdentityProved {
  @Field(() => DateTime, { description: 'Until when it counts as fresh.' })
  until!: Date;
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'This does not prove who the person is.' })
export class ProofWrong extends UserError {
  constructor() {
    super();
    this.code = 'PROOF_WRONG';
    this.message = 'This is not right. Try again.';
  }
}

@ForGateway()
@ObjectType({
  implements: UserError,
  description: 'Too many attempts from this address or for this account (ID-5, ID-11).',
})
export class TooManyAttempts extends UserError {
  @Field(() => Int, { description: 'Seconds until it may work again.' })
  retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super();
    this.code = 'RATE_LIMITED';
    this.message = message;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const SignInResult = createUnionType({
  name: 'SignInResult',
  description: 'What became of a sign-in.',
  types: () => [SignedIn, SecondFactorNeeded, SignInFailed, TooManyAttempts] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type SignInOutcome = SignedIn | SecondFactorNeeded | SignInFailed | TooManyAttempts;

export const SignInByPasskeyResult = createUnionType({
  name: 'SignInByPasskeyResult',
  description: 'What became of a sign-in by a passkey.',
  types: () => [SignedIn, SignInFailed] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type SignInByPasskeyOutcome = SignedIn | SignInFailed;

export const CompleteSignInResult = createUnionType({
  name: 'CompleteSignInResult',
  description: 'What became of a second factor.',
  types: () => [SignedIn, SecondFactorWrong, SignInExpired, TooManyAttempts] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type CompleteSignInOutcome = SignedIn | SecondFactorWrong | SignInExpired | TooManyAttempts;

export const ProveIdentityResult = createUnionType({
  name: 'ProveIdentityResult',
  description: 'What became of proving one’s identity again.',
  types: () => [IdentityProved, ProofWrong, SignInExpired, TooManyAttempts] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type ProveIdentityOutcome = IdentityProved | ProofWrong | SignInExpired | TooManyAttempts;
