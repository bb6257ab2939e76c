import { Tagged } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Money } from '@offplan/kernel/graphql/values';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';

@Tagged('integrator')
@Tagged('public')
@ObjectType({ description: 'Caps of a plan; null is not limited.' })
export class Limits {
  @Field(() => Int, { nullable: true, description: 'Projects.' })
  projects!: number | null;

  @Field(() => Int, { nullable: true, description: 'Members and pending invitations together.' })
  teamMembers!: number | null;

  @Field(() => Int, { nullable: true, description: 'Units in one project.' })
  unitsPerProject!: number | null;

  @Field(() => Int, { nullable: true, description: 'Guest Organisations, pending invitations counted.' })
  guestOrganisations!: number | null;
}

@Tagged('integrator')
@Tagged('public')
@ObjectType({ description: 'A tier of the subscription.' })
export class Tier {
  @Field(() => String, { description: 'Stable: free_guest, tier_1, tier_2, tier_3_enterprise (BIL-1).' })
  slug!: string;

  @Field(() => String, { description: 'The name that people see.' })
  name!: string;

  @Field(() => Int, { description: 'Order of the tiers, from 0.' })
  rank!: number;

  @Field(() => Limits, { description: 'Its caps.' })
  limits!: Limits;

  @Field(() => [Money], {
    description:
      'What it costs in a month, without taxes, in each currency; empty while the business has set no price.',
  })
  prices!: Money[];

  @Field(() => Boolean, { description: 'Whether it is agreed upon with us and not bought here (BIL-26).' })
  isByContact!: boolean;
}

@Tagged('integrator')
@ObjectType({ description: 'Whether a plan has a feature.' })
export class FeatureAccess {
  @Field(() => String, { description: 'Stable name of the feature.' })
  feature!: string;

  @Field(() => Boolean, { description: 'Whether the plan includes it.' })
  isIncluded!: boolean;

  @Field(() => String, { description: 'The least tier that includes it.' })
  leastTier!: string;
}

export enum PaymentTrouble {
  FAILED = 'failed',
  NEEDS_VERIFICATION = 'needs_verification',
}
registerEnumType(PaymentTrouble, {
  name: 'PaymentTrouble',
  description: 'What hinders a payment.',
  valuesConfig: {
    FAILED: { description: 'The card was declined; it is tried again.' },
    NEEDS_VERIFICATION: { description: 'The bank wants the Owner to confirm it.' },
  },
});

@Tagged('integrator')
@ObjectType({ description: 'What an Organisation may do now (BIL-3). Seen by its members.' })
export class Plan {
  @Field(() => Tier, { description: 'The tier in force; a trial is Pro.' })
  tier!: Tier;

  @Field(() => Boolean, { description: 'Whether the trial is running.' })
  isTrial!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When the trial ends, or ended.' })
  trialEndsAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Days of the calendar until the running trial ends, where the Organisation is: 0 on its last day; null without one.',
  })
  trialDaysLeft!: number | null;

  @Field(() => Boolean, {
    description: 'Whether it goes on by itself after the trial: a card is set or a tier chosen.',
  })
  isContinuing!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When the last trial or plan ended; null while one runs.' })
  endedAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether what was published is offline: 30 days after the end (BIL-14).' })
  isFrozen!: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Until when access stays although a payment is missing; null without trouble, and without a day (BIL-41).',
  })
  graceEndsAt!: Date | null;

  @Field(() => PaymentTrouble, { nullable: true, description: 'What hinders the payment.' })
  paymentTrouble!: PaymentTrouble | null;

  @Field(() => Boolean, { description: 'Whether the workspace is read-only because the trial or plan has ended.' })
  isEnded!: boolean;

  @Field(() => Limits, { description: 'The caps in force.' })
  limits!: Limits;

  @Field(() => [FeatureAccess], { description: 'Every feature, with whether it is included.' })
  features!: FeatureAccess[];

  @Field(() => Int, { description: 'Grows with each change.' })
  version!: number;
}
