import { ForGateway } from '@offplan/kernel/graphql/directives';
import { Locale, type LocaleCode } from '@offplan/kernel/graphql/scalars';
import { Field, InputType } from 'type-graphql';

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
@InputType({ description: 'What every form of a new person has.' })
class NewPersonInput {
  @Field(() => String, { description: 'As the person wants to be called, 1 to 80 characters.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether the person accepts the terms as shown.' })
  acceptsTerms!: boolean;

  @Field(() => Locale, { description: 'The language of the form.' })
  locale!: LocaleCode;

  @Field(() => NewOrganisationInput, {
    nullable: true,
    description: 'The Organisation of path A; of a guest who has none.',
  })
  organisation?: NewOrganisationInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'The caller’s address, for the limits and the acceptance of the terms.',
  })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'What the browser calls itself, for the list of sessions.' })
  userAgent?: string | null;
}

@ForGateway()
@InputType({ description: 'A sign-up with an Organisation of one’s own (path A of ID-1).' })
export class SignUpInput extends NewPersonInput {
  @Field(() => String, {
    nullable: true,
    description: 'Compared without regard to case. Left out with a proof of another provider, which names it.',
  })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'A good one (ID-2). Left out with a proof of another provider.' })
  password?: string | null;

  @Field(() => String, { nullable: true, description: 'What the bot check gave the browser (ID-9).' })
  botCheckToken?: string | null;

  @Field(() => String, { nullable: true, description: 'Token of what another provider has proved, from its cookie.' })
  proofToken?: string | null;
}

@ForGateway()
@InputType({ description: 'A sign-up by an invitation (path B of ID-1). Its e-mail is the invited one.' })
export class JoinByInvitationInput extends NewPersonInput {
  @Field(() => String, { description: 'The token of the invitation’s mail.' })
  invitationToken!: string;

  @Field(() => String, { nullable: true, description: 'A good one (ID-2). Left out with a proof of another provider.' })
  password?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Token of what another provider has proved, from its cookie. Its e-mail must be the invited one.',
  })
  proofToken?: string | null;
}

@ForGateway()
@InputType({ description: 'What the link of a sign-up’s mail confirms (ID-3).' })
export class ConfirmSignUpInput {
  @Field(() => String, { description: 'The token of the link.' })
  token!: string;

  @Field(() => String, { nullable: true, description: 'Token of the cookie of the browser that signed up.' })
  browserToken?: string | null;

  @Field(() => String, { nullable: true, description: 'The password of the form, from another browser.' })
  password?: string | null;

  @Field(() => String, { nullable: true, description: 'Another slug, when the wanted one was taken meanwhile.' })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'The caller’s address, for the limit of guesses.' })
  address?: string | null;
}
