import { Tagged } from '@offplan/kernel/graphql/directives';
import { Directive, Field, ID, InputType } from 'type-graphql';

@Directive('@oneOf')
@Tagged('integrator')
@InputType({ description: 'A project by one of its names.' })
export class ProjectBy {
  @Field(() => ID, { nullable: true, description: 'Its id.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its slug in the workspace.' })
  slug?: string | null;
}

@Tagged('integrator')
@InputType({ description: 'A new project.' })
export class CreateProjectInput {
  @Field(() => String, { description: 'The name that people know, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The word in addresses: a-z, 0-9 and single hyphens, 2 to 60 characters. Left out: made from the name.',
  })
  slug?: string | null;

  @Field(() => String, { description: 'Currency of prices, ISO 4217.' })
  currency!: string;

  @Field(() => String, { nullable: true, description: 'Where it stands, at most 200 characters.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Who builds it, at most 120 characters.' })
  developerName?: string | null;
}

@InputType({ description: 'The projects that stay when the plan does not hold all: the whole list.' })
export class KeepProjectsInput {
  @Field(() => [ID], { description: 'Their ids. Whatever place is left goes to the oldest of the others.' })
  projectIds!: string[];
}
