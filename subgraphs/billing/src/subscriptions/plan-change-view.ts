import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Money } from '@offplan/kernel/graphql/values';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Tier } from '../plans/plan.ts';

export enum PlanChangeKind {
  UPGRADE = 'upgrade',
  DOWNGRADE = 'downgrade',
  AT_TRIAL_END = 'at_trial_end',
  AT_RELEASE = 'at_release',
}
registerEnumType(PlanChangeKind, {
  name: 'PlanChangeKind',
  description: 'How a plan changes.',
  valuesConfig: {
    UPGRADE: { description: 'At once, for the difference of the running period (BIL-20).' },
    DOWNGRADE: { description: 'At the end of the period, without a refund (BIL-21).' },
    AT_TRIAL_END: { description: 'When the trial ends; until then it stays what it is (BIL-13).' },
    AT_RELEASE: {
      description:
        'When the dispute that suspends the workspace is settled, for the difference of what is left of the period then (BIL-46).',
    },
  },
});

@ObjectType({ description: 'A line of what a change of plan costs.' })
export class PlanChangeLine {
  @Field(() => String, { description: 'What it is for, in the words of the invoice.' })
  description!: string;

  @Field(() => Money, { description: 'How much; negative for what is given back.' })
  amount!: Money;
}

@ObjectType({
  description:
    'What a change of plan would do and cost; carrying it out charges exactly `dueToday`, or at most `dueAtMost` (BIL-22).',
})
export class PreviewPlanChangeSuccess {
  @Field(() => ID, { description: 'Opaque; with it the change is confirmed. Good for 15 minutes.' })
  id!: string;

  @Field(() => PlanChangeKind, { description: 'How it changes.' })
  kind!: PlanChangeKind;

  @Field(() => Tier, { description: 'The plan before.' })
  from!: Tier;

  @Field(() => Tier, { description: 'The plan after.' })
  to!: Tier;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it changes; null for AT_RELEASE, of which nobody knows the day.',
  })
  takesEffectAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many days that is from now, a begun one counted whole; 0 for at once. Null where the day is not known.',
  })
  takesEffectInDays!: number | null;

  @Field(() => Money, { description: 'What is charged today; zero for what comes later.' })
  dueToday!: Money;

  @Field(() => Money, {
    nullable: true,
    description: 'For AT_RELEASE the most that is charged when it changes, whenever that is; null for the other kinds.',
  })
  dueAtMost!: Money | null;

  @Field(() => Money, { description: 'What the next regular invoice comes to, taxes included.' })
  nextInvoice!: Money;

  @Field(() => DateTime, { description: 'When that is.' })
  nextInvoiceAt!: Date;

  @Field(() => [PlanChangeLine], {
    description: 'The lines of the charge, of the next invoice where nothing is charged today.',
  })
  lines!: PlanChangeLine[];
}
