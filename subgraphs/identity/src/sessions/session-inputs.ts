import { ForGateway } from '@offplan/kernel/graphql/directives';
import { Field, ID, InputType } from 'type-graphql';
import { PasskeyAnswerInput } from '../passkeys/passkey-inputs.ts';

@ForGateway()
@InputType({ description: 'A session and where it is used.' })
export class ResolveViewerInput {
  @Field(() => String, { description: 'The token of the cookie.' })
  sessionToken!: string;

  @Field(() => String, { nullable: true, description: 'Slug of the workspace that the request names.' })
  workspace?: string | null;

  @Field(() => String, { nullable: true, description: 'The view that the request belongs to.' })
  view?: string | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether somebody uses the session just now; not so when an open connection is looked at again.',
  })
  isUse!: boolean;
}

@ForGateway()
@InputType({ description: 'A sign-in by e-mail and password.' })
export class SignInInput {
  @Field(() => String, { description: 'Compared without regard to case.' })
  email!: string;

  @Field(() => String, { description: 'As typed.' })
  password!: string;

  @Field(() => String, { nullable: true, description: 'Slug of the workspace that the person wants to enter.' })
  organisationSlug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Token of what another provider has proved, from its cookie: to be linked by this sign-in.',
  })
  proofToken?: string | null;
}

@ForGateway()
@InputType({ description: 'The second factor of a half-done sign-in: one of the three.' })
export class CompleteSignInInput {
  @Field(() => String, { description: 'The half-done sign-in, from the cookie.' })
  halfToken!: string;

  @Field(() => String, { nullable: true, description: 'A code of the authenticator app.' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'A recovery code.' })
  recoveryCode?: string | null;

  @Field(() => PasskeyAnswerInput, { nullable: true, description: 'A passkey’s answer.' })
  passkey?: PasskeyAnswerInput | null;
}

@ForGateway()
@InputType({ description: 'A renewed proof of identity: one of the three.' })
export class ProveIdentityInput {
  @Field(() => String, { description: 'The session, from the cookie.' })
  sessionToken!: string;

  @Field(() => String, { nullable: true, description: 'The password.' })
  password?: string | null;

  @Field(() => String, { nullable: true, description: 'A code of the authenticator app.' })
  code?: string | null;

  @Field(() => PasskeyAnswerInput, { nullable: true, description: 'A passkey’s answer.' })
  passkey?: PasskeyAnswerInput | null;
}

@InputType({ description: 'The session to end.' })
export class EndSessionInput {
  @Field(() => ID, { description: 'Which.' })
  sessionId!: string;
}

@ForGateway()
@InputType({ description: 'The session to end.' })
export class SignOutInput {
  @Field(() => String, { description: 'The token of the cookie.' })
  token!: string;
}
