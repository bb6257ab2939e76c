import { ForGateway } from '@offplan/kernel/graphql/directives';
import { Field, InputType } from 'type-graphql';

@ForGateway()
@InputType({ description: 'A session and where it is used.' })
export class ResolveViewerInput {
  @Field(() => String, { description: 'The token of the cookie.' })
  sessionToken!: string;

  @Field(() => String, { nullable: true, description: 'Slug of the workspace that the request names.' })
  workspace?: string | null;
}

@ForGateway()
@InputType({ description: 'A sign-in by e-mail and password.' })
export class SignInInput {
  @Field(() => String, { description: 'Compared without regard to case.' })
  email!: string;

  @Field(() => String, { description: 'As typed.' })
  password!: string;

  @Field(() => String, { nullable: true, description: 'The caller’s address, for the rate limit.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'What the browser calls itself, for the list of sessions.' })
  userAgent?: string | null;
}

@ForGateway()
@InputType({ description: 'The session to end.' })
export class SignOutInput {
  @Field(() => String, { description: 'The token of the cookie.' })
  token!: string;
}
