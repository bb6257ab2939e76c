import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';

export enum TimelineStepState {
  DONE = 'done',
  NEXT = 'next',
  UPCOMING = 'upcoming',
  SKIPPED = 'skipped',
  CANCELLED = 'cancelled',
}
registerEnumType(TimelineStepState, {
  name: 'TimelineStepState',
  description: 'Where a step of the timeline stands.',
  valuesConfig: {
    DONE: { description: 'It was done.' },
    NEXT: { description: 'It comes next.' },
    UPCOMING: { description: 'It comes later.' },
    SKIPPED: {
      description: 'Its time came and there was no reason for it: a card was set, or a later step said the same.',
    },
    CANCELLED: { description: 'Its reason is gone: the plan goes on.' },
  },
});

@ObjectType({ description: 'One step around the end of a trial or plan (GRO-1, GRO-4).' })
export class TimelineStep {
  @Field(() => String, {
    description:
      'Stable name of the step: `trial_started`, `seven_days_left`, `three_days_left`, `one_day_left`, `trial_ended` or `plan_ended`, `one_week_after`, `freeze_in_seven_days`, `freeze_tomorrow`, `frozen`.',
  })
  key!: string;

  @Field(() => DateTime, { description: 'When it is due; of a mail 09:00 in the time zone of the Organisation.' })
  dueAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was done or skipped.' })
  doneAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether it is a mail to the Owner.' })
  isMail!: boolean;

  @Field(() => TimelineStepState, { description: 'Where it stands.' })
  state!: TimelineStepState;
}
