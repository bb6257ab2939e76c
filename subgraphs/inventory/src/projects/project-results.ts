import { Tagged } from '@offplan/kernel/graphql/directives';
import { TooManyKept } from '@offplan/kernel/graphql/too-many-kept';
import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Project } from './project.ts';

@Tagged('integrator')
@ObjectType({ description: 'The project was made.' })
export class CreateProjectSuccess {
  @Field(() => Project, { description: 'The new project.' })
  project!: Project;
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'The plan allows no further project (INV-2).' })
export class ProjectLimitReached extends UserError {
  @Field(() => Int, { description: 'How many projects the plan allows.' })
  limit!: number;

  @Field(() => String, { description: 'The tier that sets the limit.' })
  tier!: string;

  @Field(() => String, { nullable: true, description: 'The next tier with a higher limit; null when there is none.' })
  upgradeTo!: string | null;
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'No such project here, or none that the viewer may enter.' })
export class ProjectNotFound extends UserError {
  static make(): ProjectNotFound {
    return Object.assign(new ProjectNotFound(), {
      code: 'PROJECT_NOT_FOUND',
      message: 'There is no such project, or it is not yours.',
    });
  }
}

export const CreateProjectResult = createUnionType({
  name: 'CreateProjectResult',
  description: 'What became of a new project.',
  types: () => [CreateProjectSuccess, ProjectLimitReached, NotPermitted, ValidationFailed] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type CreateProjectOutcome = CreateProjectSuccess | ProjectLimitReached | NotPermitted | ValidationFailed;

@ObjectType({ description: 'The choice of projects stands.' })
export class KeepProjectsSuccess {
  @Field(() => [Project], { description: 'All projects, in the order in which a plan holds them.' })
  projects!: Project[];
}

export const KeepProjectsResult = createUnionType({
  name: 'KeepProjectsResult',
  description: 'What became of a choice of projects.',
  types: () => [KeepProjectsSuccess, TooManyKept, ProjectNotFound, NotPermitted] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type KeepProjectsOutcome = KeepProjectsSuccess | TooManyKept | ProjectNotFound | NotPermitted;
