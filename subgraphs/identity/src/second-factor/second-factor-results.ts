import { UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, InputType, ObjectType } from 'type-graphql';
import { ProofNeeded } from '../sessions/fresh-proof.ts';

@InputType({ description: 'A code of an authenticator app.' })
export class ConfirmAuthenticatorInput {
  @Field(() => String, { description: 'As the app shows it.' })
  code!: string;
}

@ObjectType({ description: 'A secret for an authenticator app; it counts once a code of it was confirmed.' })
export class BeginAuthenticatorSuccess {
  @Field(() => String, { description: 'The secret in Base32, to type where nothing can be scanned.' })
  secret!: string;

  @Field(() => String, { description: 'The `otpauth:` address, to show as a QR code.' })
  uri!: string;
}

@ObjectType({ description: 'New recovery codes; those from before work no more.' })
export class RecoveryCodesSuccess {
  @Field(() => [String], { description: 'Ten codes, shown this once. Each works once.' })
  codes!: string[];
}

@ObjectType({ description: 'Signing in asks for no second factor any more.' })
export class RemoveAuthenticatorSuccess {
  @Field(() => Boolean, { description: 'Always true.' })
  isRemoved = true;
}

@ObjectType({ implements: UserError, description: 'The viewer has no authenticator app.' })
export class AuthenticatorNotFound extends UserError {
  constructor() {
    super();
    this.code = 'AUTHENTICATOR_NOT_FOUND';
    this.message = 'No authenticator app is set up.';
  }
}

const byClass = (value: object) => value.constructor.name;

export const BeginAuthenticatorResult = createUnionType({
  name: 'BeginAuthenticatorResult',
  description: 'What became of setting up an authenticator app.',
  types: () => [BeginAuthenticatorSuccess, ProofNeeded] as const,
  resolveType: byClass,
});
export type BeginAuthenticatorOutcome = BeginAuthenticatorSuccess | ProofNeeded;

export const ConfirmAuthenticatorResult = createUnionType({
  name: 'ConfirmAuthenticatorResult',
  description: 'What became of turning the second factor on.',
  types: () => [RecoveryCodesSuccess, ValidationFailed, ProofNeeded] as const,
  resolveType: byClass,
});
export type ConfirmAuthenticatorOutcome = RecoveryCodesSuccess | ValidationFailed | ProofNeeded;

export const RemoveAuthenticatorResult = createUnionType({
  name: 'RemoveAuthenticatorResult',
  description: 'What became of turning the second factor off.',
  types: () => [RemoveAuthenticatorSuccess, AuthenticatorNotFound, ProofNeeded] as const,
  resolveType: byClass,
});
export type RemoveAuthenticatorOutcome = RemoveAuthenticatorSuccess | AuthenticatorNotFound | ProofNeeded;

export const MakeRecoveryCodesResult = createUnionType({
  name: 'MakeRecoveryCodesResult',
  description: 'What became of making recovery codes.',
  types: () => [RecoveryCodesSuccess, AuthenticatorNotFound, ProofNeeded] as const,
  resolveType: byClass,
});
export type MakeRecoveryCodesOutcome = RecoveryCodesSuccess | AuthenticatorNotFound | ProofNeeded;
