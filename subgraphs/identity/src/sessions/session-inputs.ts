import { ForGateway } from '@offplan/kernel/graphql/directives';
import { Locale, type LocaleCode } from '@offplan/kernel/graphql/scalars';
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
@InputType({ description: 'A new Organisation.' })
export class NewOrganisationInput {
  @Field(() => String, { description: 'Display name, 2 to 80 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The word in addresses (ID-24). Left out: made from the name.' })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166. A guest’s may be left out: the host’s.' })
  country?: string | null;
}

@ForGateway()
@InputType({ description: 'A sign-up: with an Organisation of one’s own (path A), or by an invitation (path B).' })
export class SignUpInput {
  @Field(() => String, { description: 'As the person wants to be called, 1 to 80 characters.' })
  name!: string;

  @Field(() => String, { description: 'Compared without regard to case.' })
  email!: string;

  @Field(() => String, { description: 'At least 12 characters (ID-2).' })
  password!: string;

  @Field(() => Boolean, { description: 'Whether the person accepts the terms as shown.' })
  acceptsTerms!: boolean;

  @Field(() => Locale, { description: 'The language of the form.' })
  locale!: LocaleCode;

  @Field(() => NewOrganisationInput, {
    nullable: true,
    description: 'The Organisation of path A; of a guest who has none.',
  })
  organisation?: NewOrganisationInput | null;

  @Field(() => String, { nullable: true, description: 'The token of path B.' })
  invitationToken?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of a guest’s new Organisation, when nothing else of it is said.',
  })
  guestOrganisationName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The caller’s address, for the rate limit and the acceptance of the terms.',
  })
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
