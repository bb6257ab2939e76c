import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum BannerKind {
  TRIAL_RUNNING = 'trial_running',
  TRIAL_ENDED = 'trial_ended',
  PLAN_ENDED = 'plan_ended',
  FREEZES_SOON = 'freezes_soon',
  FROZEN = 'frozen',
  PAYMENT_FAILED = 'payment_failed',
  CARD_NEEDS_VERIFICATION = 'card_needs_verification',
}
registerEnumType(BannerKind, {
  name: 'BannerKind',
  description: 'What a banner tells (GRO-1, GRO-11).',
  valuesConfig: {
    TRIAL_RUNNING: { description: 'The trial runs; `at` is its end.' },
    TRIAL_ENDED: { description: 'The trial ended at `at`, and the workspace is a Free Guest.' },
    PLAN_ENDED: { description: 'The paid plan ended at `at`, and the workspace is a Free Guest.' },
    FREEZES_SOON: { description: 'What is published goes offline at `at`, in a week or less.' },
    FROZEN: { description: 'What was published is offline since `at`.' },
    PAYMENT_FAILED: {
      description: 'A payment failed; access ends at `at`, null while the card is tried again for as long as it takes.',
    },
    CARD_NEEDS_VERIFICATION: {
      description: 'The bank wants the payment confirmed; access ends at `at`, null where that is not limited.',
    },
  },
});

@ObjectType({
  description: 'What everybody in the workspace is to know of its plan, on each page of the app (GRO-11).',
})
export class Banner {
  @Field(() => BannerKind, { description: 'What it tells.' })
  kind!: BannerKind;

  @Field(() => DateTime, { nullable: true, description: 'The moment that it tells of, see `kind`.' })
  at!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Days of the calendar until `at` where the Organisation is, as the mails count them: 0 today; null for what has happened already.',
  })
  daysLeft!: number | null;

  @Field(() => Boolean, {
    description: 'Whether the viewer can do something about it: the Owner, while the plan does not go on by itself.',
  })
  canAct!: boolean;
}
