import { Tagged } from '@offplan/kernel/graphql/directives';
import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Project } from '../projects/project.ts';
import { ProjectNotFound } from '../projects/project-results.ts';
import { UnitNotFound } from '../units/flip-results.ts';
import { Unit } from '../units/unit.ts';

@Tagged('integrator')
@ObjectType({ description: 'The units are assigned.' })
export class AssignUnitsSuccess {
  @Field(() => [Unit], { description: 'The units as they are now.' })
  units!: Unit[];

  @Field(() => Project, { description: 'The project, with its new spread.' })
  project!: Project;
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'No such guest with the sales capability in this project.' })
export class GuestNotFound extends UserError {
  static make(): GuestNotFound {
    return Object.assign(new GuestNotFound(), {
      code: 'GUEST_NOT_FOUND',
      message: 'This Organisation is not a sales guest of the project. Invite it first.',
    });
  }
}

@Tagged('integrator')
@ObjectType({ description: 'The mode is set.' })
export class SetAllocationModeSuccess {
  @Field(() => Project, { description: 'The project as it is now.' })
  project!: Project;
}

@Tagged('integrator')
@ObjectType({ description: 'The units are released, or held back.' })
export class ReleaseUnitsSuccess {
  @Field(() => [Unit], { description: 'The units as they are now.' })
  units!: Unit[];
}

const byClass = (value: object) => value.constructor.name;

export const AssignUnitsResult = createUnionType({
  name: 'AssignUnitsResult',
  description: 'What became of an assignment.',
  types: () => [AssignUnitsSuccess, GuestNotFound, UnitNotFound, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type AssignUnitsOutcome = AssignUnitsSuccess | GuestNotFound | UnitNotFound | NotPermitted | ValidationFailed;

export const SetAllocationModeResult = createUnionType({
  name: 'SetAllocationModeResult',
  description: 'What became of the switch.',
  types: () => [SetAllocationModeSuccess, ProjectNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type SetAllocationModeOutcome = SetAllocationModeSuccess | ProjectNotFound | NotPermitted;

export const ReleaseUnitsResult = createUnionType({
  name: 'ReleaseUnitsResult',
  description: 'What became of a release.',
  types: () => [ReleaseUnitsSuccess, UnitNotFound, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type ReleaseUnitsOutcome = ReleaseUnitsSuccess | UnitNotFound | NotPermitted | ValidationFailed;
