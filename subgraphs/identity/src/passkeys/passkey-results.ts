import { ForGateway } from '@offplan/kernel/graphql/directives';
import { UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ID, ObjectType } from 'type-graphql';
import { LastWayIn } from '../profile/last-way-in.ts';
import { ProofNeeded } from '../sessions/fresh-proof.ts';
import { SignInExpired } from '../sessions/session-results.ts';
import { Passkey } from './passkey.ts';

@ForGateway()
@ObjectType({ description: 'A challenge for one browser.' })
export class PasskeyChallenge {
  @Field(() => String, { description: 'For the cookie.' })
  token!: string;

  @Field(() => String, { description: 'What the browser is asked, as JSON (WebAuthn).' })
  options!: string;
}

@ForGateway()
@ObjectType({ description: 'The passkey is kept.' })
export class PasskeyRegistered {
  @Field(() => Boolean, { description: 'Always true.' })
  isRegistered = true;
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'What the browser made cannot be kept.' })
export class PasskeyRefused extends UserError {
  constructor() {
    super();
    this.code = 'PASSKEY_REFUSED';
    this.message =
      'This passkey could not be added. Start again; a passkey that is here already cannot be added twice.';
  }
}

@ObjectType({ description: 'The passkey has the new name.' })
export class RenamePasskeySuccess {
  @Field(() => Passkey, { description: 'The passkey.' })
  passkey!: Passkey;
}

@ObjectType({ description: 'The passkey signs nobody in any more.' })
export class RemovePasskeySuccess {
  @Field(() => ID, { description: 'The passkey that was.' })
  passkeyId!: string;
}

@ObjectType({ implements: UserError, description: 'No such passkey of the viewer’s.' })
export class PasskeyNotFound extends UserError {
  constructor() {
    super();
    this.code = 'PASSKEY_NOT_FOUND';
    this.message = 'There is no such passkey, or it was removed already.';
  }
}

const byClass = (value: object) => value.constructor.name;

export const BeginPasskeyResult = createUnionType({
  name: 'BeginPasskeyResult',
  description: 'What became of asking for a challenge.',
  types: () => [PasskeyChallenge, SignInExpired, ProofNeeded] as const,
  resolveType: byClass,
});
export type BeginPasskeyOutcome = PasskeyChallenge | SignInExpired | ProofNeeded;

export const RegisterPasskeyResult = createUnionType({
  name: 'RegisterPasskeyResult',
  description: 'What became of adding a passkey.',
  types: () => [PasskeyRegistered, PasskeyRefused, SignInExpired, ProofNeeded] as const,
  resolveType: byClass,
});
export type RegisterPasskeyOutcome = PasskeyRegistered | PasskeyRefused | SignInExpired | ProofNeeded;

export const RenamePasskeyResult = createUnionType({
  name: 'RenamePasskeyResult',
  description: 'What became of renaming a passkey.',
  types: () => [RenamePasskeySuccess, PasskeyNotFound, ValidationFailed] as const,
  resolveType: byClass,
});
export type RenamePasskeyOutcome = RenamePasskeySuccess | PasskeyNotFound | ValidationFailed;

export const RemovePasskeyResult = createUnionType({
  name: 'RemovePasskeyResult',
  description: 'What became of removing a passkey.',
  types: () => [RemovePasskeySuccess, PasskeyNotFound, LastWayIn, ProofNeeded] as const,
  resolveType: byClass,
});
export type RemovePasskeyOutcome = RemovePasskeySuccess | PasskeyNotFound | LastWayIn | ProofNeeded;
