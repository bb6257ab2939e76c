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
  types: () => [SignedIn, SignInFailed, TooManyAttempts] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type SignInOutcome = SignedIn | SignInFailed | TooManyAttempts;
