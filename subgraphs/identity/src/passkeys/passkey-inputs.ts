import { ForGateway } from '@offplan/kernel/graphql/directives';
import { Field, ID, InputType } from 'type-graphql';
import type { PasskeyPurpose } from './challenges.ts';

@ForGateway()
@InputType({ description: 'What a browser answered to a challenge.' })
export class PasskeyAnswerInput {
  @Field(() => String, { description: 'The challenge’s token, from the cookie.' })
  challengeToken!: string;

  @Field(() => String, { description: 'The browser’s answer as JSON (WebAuthn).' })
  response!: string;
}

@ForGateway()
@InputType({ description: 'For what a challenge is wanted.' })
export class BeginPasskeyInput {
  @Field(() => String, { description: '`register`, `sign_in`, `second_factor` or `prove`.' })
  purpose!: PasskeyPurpose;

  @Field(() => String, { nullable: true, description: 'The session, to register or to prove.' })
  sessionToken?: string | null;

  @Field(() => String, { nullable: true, description: 'The half-done sign-in, for the second factor.' })
  halfToken?: string | null;
}

@ForGateway()
@InputType({ description: 'A new passkey.' })
export class RegisterPasskeyInput {
  @Field(() => String, { description: 'The session.' })
  sessionToken!: string;

  @Field(() => String, { description: 'The challenge’s token, from the cookie.' })
  challengeToken!: string;

  @Field(() => String, { description: 'The browser’s answer as JSON (WebAuthn).' })
  response!: string;

  @Field(() => String, { description: 'As the person calls it.' })
  name!: string;
}

@ForGateway()
@InputType({ description: 'A sign-in by a passkey.' })
export class SignInByPasskeyInput {
  @Field(() => PasskeyAnswerInput, { description: 'The browser’s answer.' })
  passkey!: PasskeyAnswerInput;

  @Field(() => String, { nullable: true, description: 'Slug of the workspace that the person wants to enter.' })
  organisationSlug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Token of what another provider has proved, from its cookie: to be linked by this sign-in.',
  })
  proofToken?: string | null;
}

@InputType({ description: 'Another name for a passkey.' })
export class RenamePasskeyInput {
  @Field(() => ID, { description: 'Which.' })
  passkeyId!: string;

  @Field(() => String, { description: '1 to 60 characters.' })
  name!: string;
}

@InputType({ description: 'The passkey to remove.' })
export class RemovePasskeyInput {
  @Field(() => ID, { description: 'Which.' })
  passkeyId!: string;
}
