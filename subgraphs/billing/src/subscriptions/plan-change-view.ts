import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Money } from '@offplan/kernel/graphql/values';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Tier } from '../plans/plan.ts';

export enum PlanChangeKind {
  UPGRADE = 'upgrade',
  DOWNGRADE = 'downgrade',
  AT_TRIAL_END = 'at_trial_end',
}
registerEnumType(PlanChangeKind, {
  name: 'PlanChangeKind',
  description: 'How a plan changes.',
  valuesConfig: {
    UPGRADE: { description: 'At once, for the difference of the running period (BIL-20).' },
    DOWNGRADE: { description: 'At the end of the period, without a refund (BIL-21).' },
    AT_TRIAL_END: { description: 'When the trial ends; until then it stays what it is (BIL-13).' },
  },
});

@ObjectType({ description: 'A line of what a change of plan costs.' })
export class PlanChangeLine {
  @Field(() => String, { description: 'What it is for, in the words of the invoice.' })
  description!: string;

  @Field(() => Money, { description: 'How much; negative for what is given back.' })
  amount!: Money;
}

@ObjectType({ description: 'What a change of plan would do and cost; carrying it out charges exactly this (BIL-22).' })
export class PreviewPlanChangeSuccess {
  @Field(() => ID, { description: 'Opaque; with it the change is confirmed. Good for 15 minutes.' })
  id!: string;

  @Field(() => PlanChangeKind, { description: 'How it changes.' })
  kind!: PlanChangeKind;

  @Field(() => Tier, { description: 'The plan before.' })
  from!: Tier;

  @Field(() => Tier, { description: 'The plan after.' })
  to!: Tier;

  @Field(() => DateTime, { description: 'When it changes.' })
  takesEffectAt!: Date;

  @Field(() => Int, { description: 'How many days that is from now, a begun one counted whole; 0 for at once.' })
  takesEffectInDays!: number;

  @Field(() => Money, { description: 'What is charged today; zero for what comes later.' })
  dueToday!: Money;

  @Field(() => Money, { description: 'What the next regular invoice comes to, taxes included.' })
  nextInvoice!: Money;

  @Field(() => DateTime, { description: 'When that is.' })
  nextInvoiceAt!: Date;

  @Field(() => [PlanChangeLine], {
    description: 'The lines of the charge, of the next invoice where nothing is charged today.',
  })
  lines!: PlanChangeLine[];
}
