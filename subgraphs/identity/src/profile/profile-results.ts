import { ForGateway } from '@offplan/kernel/graphql/directives';
import { EmailAddress, Locale, type LocaleCode } from '@offplan/kernel/graphql/scalars';
import { UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { LinkNotUsable } from '../passwords/password-results.ts';
import { ProofNeeded } from '../sessions/fresh-proof.ts';
import { User } from '../users/user.ts';

@InputType({ description: 'Another name.' })
export class ChangeNameInput {
  @Field(() => String, { description: 'As the viewer wants to be called, 1 to 80 characters.' })
  name!: string;
}

@InputType({ description: 'Another language.' })
export class ChangeLocaleInput {
  @Field(() => Locale, { description: 'Of the apps and of mails.' })
  locale!: LocaleCode;
}

@InputType({ description: 'Another e-mail.' })
export class RequestEmailChangeInput {
  @Field(() => EmailAddress, { description: 'The new one.' })
  email!: string;
}

@ForGateway()
@InputType({ description: 'The link of a mail.' })
export class ConfirmEmailInput {
  @Field(() => String, { description: 'The link’s token.' })
  token!: string;
}

@ObjectType({ description: 'The profile has changed.' })
export class ChangeProfileSuccess {
  @Field(() => User, { description: 'The viewer.' })
  user!: User;
}

@ObjectType({
  description: 'Whatever the address is: a mail is on its way there. The e-mail changes when its link is confirmed.',
})
export class RequestEmailChangeSuccess {
  @Field(() => EmailAddress, { description: 'The address to look into.' })
  email!: string;
}

@ObjectType({ implements: UserError, description: 'Asked for too often.' })
export class AskedTooOften extends UserError {
  @Field(() => Int, { description: 'Seconds until it may work again.' })
  retryAfterSeconds!: number;

  static until(retryAfterSeconds: number): AskedTooOften {
    return Object.assign(new AskedTooOften(), {
      code: 'RATE_LIMITED',
      message: 'This was asked for several times already. Try again later.',
      retryAfterSeconds,
    });
  }
}

@ForGateway()
@ObjectType({ description: 'The e-mail is the new one.' })
export class EmailConfirmed {
  @Field(() => String, { description: 'The new one.' })
  email!: string;
}

const byClass = (value: object) => value.constructor.name;

export const ChangeNameResult = createUnionType({
  name: 'ChangeNameResult',
  description: 'What became of changing the name.',
  types: () => [ChangeProfileSuccess, ValidationFailed] as const,
  resolveType: byClass,
});
export type ChangeNameOutcome = ChangeProfileSuccess | ValidationFailed;

export const ChangeLocaleResult = createUnionType({
  name: 'ChangeLocaleResult',
  description: 'What became of changing the language.',
  types: () => [ChangeProfileSuccess] as const,
  resolveType: byClass,
});

export const RequestEmailChangeResult = createUnionType({
  name: 'RequestEmailChangeResult',
  description: 'What became of asking for another e-mail.',
  types: () => [RequestEmailChangeSuccess, AskedTooOften, ProofNeeded] as const,
  resolveType: byClass,
});
export type RequestEmailChangeOutcome = RequestEmailChangeSuccess | AskedTooOften | ProofNeeded;

export const ConfirmEmailResult = createUnionType({
  name: 'ConfirmEmailResult',
  description: 'What became of confirming an e-mail.',
  types: () => [EmailConfirmed, LinkNotUsable] as const,
  resolveType: byClass,
});
export type ConfirmEmailOutcome = EmailConfirmed | LinkNotUsable;
