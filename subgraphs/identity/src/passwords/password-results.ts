import { ForGateway } from '@offplan/kernel/graphql/directives';
import { UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, InputType, ObjectType } from 'type-graphql';
import { ProofNeeded } from '../sessions/fresh-proof.ts';
import { TooManyAttempts } from '../sessions/session-results.ts';

@ForGateway()
@InputType({ description: 'Whose password is forgotten.' })
export class RequestPasswordResetInput {
  @Field(() => String, { description: 'Compared without regard to case.' })
  email!: string;
}

@ForGateway()
@InputType({ description: 'A new password by the link of a mail.' })
export class ResetPasswordInput {
  @Field(() => String, { description: 'The link’s token.' })
  token!: string;

  @Field(() => String, { description: 'The new password (ID-2).' })
  password!: string;
}

@InputType({ description: 'A new password.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The new password (ID-2).' })
  password!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the viewer’s other sessions go on; else they end.',
  })
  keepOtherSessions!: boolean;
}

@ForGateway()
@ObjectType({ description: 'Whatever the address is: if an account has it, a mail is on its way.' })
export class CheckYourMail {
  @Field(() => Boolean, { description: 'Always true.' })
  isAccepted = true;
}

@ForGateway()
@ObjectType({ description: 'The password is the new one, and every session has ended.' })
export class PasswordReset {
  @Field(() => Boolean, { description: 'Always true.' })
  isReset = true;
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'The link of a mail is not usable.' })
export class LinkNotUsable extends UserError {
  constructor(message = 'This link was used, is too old, or a newer one was sent. Ask for a new one.') {
    super();
    this.code = 'LINK_NOT_USABLE';
    this.message = message;
  }
}

@ObjectType({ description: 'The password is the new one.' })
export class ChangePasswordSuccess {
  @Field(() => Boolean, { description: 'Always true.' })
  isChanged = true;
}

const byClass = (value: object) => value.constructor.name;

export const RequestPasswordResetResult = createUnionType({
  name: 'RequestPasswordResetResult',
  description: 'What became of asking for a new password.',
  types: () => [CheckYourMail, TooManyAttempts] as const,
  resolveType: byClass,
});
export type RequestPasswordResetOutcome = CheckYourMail | TooManyAttempts;

export const ResetPasswordResult = createUnionType({
  name: 'ResetPasswordResult',
  description: 'What became of a new password by a link.',
  types: () => [PasswordReset, LinkNotUsable, ValidationFailed] as const,
  resolveType: byClass,
});
export type ResetPasswordOutcome = PasswordReset | LinkNotUsable | ValidationFailed;

export const ChangePasswordResult = createUnionType({
  name: 'ChangePasswordResult',
  description: 'What became of changing the password.',
  types: () => [ChangePasswordSuccess, ValidationFailed, ProofNeeded] as const,
  resolveType: byClass,
});
export type ChangePasswordOutcome = ChangePasswordSuccess | ValidationFailed | ProofNeeded;
