import { Locale, type LocaleCode } from '@offplan/kernel/graphql/scalars';
import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The new address of the workspace.' })
export class ChangeOrganisationSlugInput {
  @Field(() => String, { description: 'The word in addresses (ID-24).' })
  slug!: string;
}

@InputType({ description: 'What is to change; what is left out stays.' })
export class EditOrganisationInput {
  @Field(() => String, { nullable: true, description: 'Display name, 2 to 80 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Country, ISO 3166.' })
  country?: string | null;

  @Field(() => String, { nullable: true, description: 'IANA time zone, such as `Asia/Dubai`.' })
  timeZone?: string | null;

  @Field(() => Locale, { nullable: true, description: 'Language of what the Organisation sends.' })
  locale?: LocaleCode | null;
}

@InputType({ description: 'Closing the workspace.' })
export class CloseOrganisationInput {
  @Field(() => String, { description: 'Its slug, typed again by the Owner.' })
  slug!: string;
}

@InputType({ description: 'A further workspace of the viewer.' })
export class CreateOrganisationInput {
  @Field(() => String, { description: 'Display name, 2 to 80 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The word in addresses (ID-24). Left out: made from the name.' })
  slug?: string | null;

  @Field(() => String, { description: 'Country, ISO 3166.' })
  country!: string;
}
