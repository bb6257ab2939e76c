import { Tagged } from '@offplan/kernel/graphql/directives';
import { Field, ID, InputType } from 'type-graphql';
import { AllocationMode } from '../projects/project.ts';

/** More at once would hold locks for long; a client sends the rest in a second call. */
export const MOST_UNITS_AT_ONCE = 2_000;

@Tagged('integrator')
@InputType({ description: 'Units for a guest Organisation, or for the internal pool.' })
export class AssignUnitsInput {
  @Field(() => ID, { description: 'The project that all of them are in.' })
  projectId!: string;

  @Field(() => [ID], { description: `The units, 1 to ${MOST_UNITS_AT_ONCE}.` })
  unitIds!: string[];

  @Field(() => ID, {
    nullable: true,
    description: 'A guest Organisation with the sales capability in the project; null for the internal pool.',
  })
  guestOrganisationId?: string | null;
}

@Tagged('integrator')
@InputType({ description: 'A switch between Closed and Open allocation.' })
export class SetAllocationModeInput {
  @Field(() => ID, { description: 'The project.' })
  projectId!: string;

  @Field(() => AllocationMode, { description: 'The mode from now on.' })
  mode!: AllocationMode;
}

@Tagged('integrator')
@InputType({ description: 'Units to put on sale or to hold back (INV-14).' })
export class ReleaseUnitsInput {
  @Field(() => ID, { description: 'The project that all of them are in.' })
  projectId!: string;

  @Field(() => [ID], { description: `The units, 1 to ${MOST_UNITS_AT_ONCE}.` })
  unitIds!: string[];

  @Field(() => Boolean, { description: 'True puts them on sale.' })
  isReleased!: boolean;
}
