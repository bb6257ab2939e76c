import { Tagged } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';

/** Identity's Organisation, to which growth adds the timeline of its trial. */
@Directive('@key(fields: "id")')
@Tagged('integrator')
@ObjectType('Organisation', { description: 'The tenant: see identity.' })
export class Organisation {
  @Field(() => ID, { description: 'Opaque and global.' })
  id!: string;
}

export enum TimelineStepState {
  DONE = 'done',
  NEXT = 'next',
  UPCOMING = 'upcoming',
  CANCELLED = 'cancelled',
}
registerEnumType(TimelineStepState, {
  name: 'TimelineStepState',
  description: 'Where a step of the timeline stands.',
  valuesConfig: {
    DONE: { description: 'Its time has passed.' },
    NEXT: { description: 'It comes next.' },
    UPCOMING: { description: 'It comes later.' },
    CANCELLED: { description: 'Its reason is gone: a plan was bought.' },
  },
});

@ObjectType({ description: 'One step around the end of a trial (GRO-1).' })
export class TimelineStep {
  @Field(() => String, { description: 'Stable name of the step.' })
  key!: string;

  @Field(() => DateTime, { description: 'When it is due.' })
  dueAt!: Date;

  @Field(() => TimelineStepState, { description: 'Where it stands.' })
  state!: TimelineStepState;
}
