import { Tagged } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Money } from '@offplan/kernel/graphql/values';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Tier } from '../plans/plan.ts';

@Tagged('integrator')
@ObjectType({ description: 'The card that the next charge goes to.' })
export class PaymentCard {
  @Field(() => String, { description: 'Brand, in small letters: visa.' })
  brand!: string;

  @Field(() => String, { description: 'Its last four digits.' })
  last4!: string;

  @Field(() => Int, { description: 'Month of its end, from 1.' })
  expiryMonth!: number;

  @Field(() => Int, { description: 'Year of its end.' })
  expiryYear!: number;
}

export enum InvoiceStatus {
  OPEN = 'open',
  PAID = 'paid',
  VOID = 'void',
  UNCOLLECTIBLE = 'uncollectible',
}
registerEnumType(InvoiceStatus, {
  name: 'InvoiceStatus',
  description: 'Where an invoice stands.',
  valuesConfig: {
    OPEN: { description: 'It waits for its payment.' },
    PAID: { description: 'It is paid.' },
    VOID: { description: 'It was taken back.' },
    UNCOLLECTIBLE: { description: 'Its payment is not expected any more.' },
  },
});

@Tagged('integrator')
@ObjectType({ description: 'An invoice.' })
export class Invoice {
  @Field(() => String, { nullable: true, description: 'Its number, as it stands on the PDF.' })
  number!: string | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => InvoiceStatus, { description: 'Where it stands.' })
  status!: InvoiceStatus;

  @Field(() => Money, { description: 'What it comes to, taxes included.' })
  total!: Money;

  @Field(() => String, { nullable: true, description: 'Where it is shown and paid, at the payment provider.' })
  url!: string | null;

  @Field(() => String, { nullable: true, description: 'Its PDF, at the payment provider.' })
  pdfUrl!: string | null;
}

@Tagged('integrator')
@ObjectType({ description: 'A plan that comes by itself.' })
export class ComingPlan {
  @Field(() => Tier, { description: 'What comes.' })
  tier!: Tier;

  @Field(() => DateTime, { description: 'When.' })
  at!: Date;

  @Field(() => Boolean, { description: 'Whether it can still be withdrawn (BIL-21).' })
  canBeWithdrawn!: boolean;
}

export enum BillingNotice {
  CARD_EXPIRED = 'card_expired',
  CARD_EXPIRES = 'card_expires',
  TAX_ID_INVALID = 'tax_id_invalid',
  ADDRESS_NEEDED = 'address_needed',
}
registerEnumType(BillingNotice, {
  name: 'BillingNotice',
  description: 'What the Owner has to put right.',
  valuesConfig: {
    CARD_EXPIRED: { description: 'The card is no good any more; the next charge will fail.' },
    CARD_EXPIRES: { description: 'The card comes to its end before the next charge.' },
    TAX_ID_INVALID: { description: 'The authorities do not know the tax id (BIL-43); it is corrected in the portal.' },
    ADDRESS_NEEDED: {
      description: 'The tax cannot be worked out without an address (BIL-43); it is given in the portal.',
    },
  },
});

@Tagged('integrator')
@ObjectType({
  description:
    'An upgrade that waits for its payment; the plan changes when that is done, and stays until then (BIL-20).',
})
export class AwaitedUpgrade {
  @Field(() => Tier, { description: 'The plan that opens with the payment.' })
  tier!: Tier;

  @Field(() => Money, { description: 'What is to be paid.' })
  amount!: Money;

  @Field(() => String, {
    description: 'Where the person confirms it, or pays with another card, at the payment provider.',
  })
  url!: string;

  @Field(() => Boolean, { description: 'Whether the bank has said no; another try or another card may still pay it.' })
  isRefused!: boolean;
}

@Tagged('integrator')
@ObjectType({
  description:
    'A change of plan that was confirmed while payments did not answer; it goes through as soon as they do (BIL-33).',
})
export class NotedPlanChange {
  @Field(() => Tier, { description: 'The plan that was chosen.' })
  tier!: Tier;

  @Field(() => Boolean, {
    description: 'Whether it can still be taken back; not any more once the payment provider was told.',
  })
  canBeWithdrawn!: boolean;

  @Field(() => Money, {
    nullable: true,
    description:
      'Where it waits until the dispute that suspends the workspace is settled: the most that is charged then (BIL-46). Null where it waits for payments to answer.',
  })
  dueAtMost!: Money | null;
}

@Tagged('integrator')
@ObjectType({ description: 'What an Organisation pays. Seen by its Owner.' })
export class Billing {
  @Field(() => Boolean, { description: 'Whether plans can be bought here; without it the way is a mail to sales.' })
  isAvailable!: boolean;

  @Field(() => String, { description: 'What is charged in, ISO 4217 (BIL-4).' })
  currency!: string;

  @Field(() => Boolean, { description: 'Whether a subscription runs, the trial’s included.' })
  isSubscribed!: boolean;

  @Field(() => Money, {
    nullable: true,
    description: 'What the plan that is paid for costs in a month, without taxes; of an older price, that.',
  })
  monthlyPrice!: Money | null;

  @Field(() => DateTime, { nullable: true, description: 'When the plan renews itself; null when it does not.' })
  renewsAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself, after a cancellation.' })
  cancelsAt!: Date | null;

  @Field(() => ComingPlan, { nullable: true, description: 'The plan that follows this one.' })
  coming!: ComingPlan | null;

  @Field(() => AwaitedUpgrade, { nullable: true, description: 'The upgrade that waits for its payment.' })
  awaitedUpgrade!: AwaitedUpgrade | null;

  @Field(() => NotedPlanChange, {
    nullable: true,
    description: 'The change of plan that waits for payments to answer, or for the end of a suspension.',
  })
  noted!: NotedPlanChange | null;

  @Field(() => PaymentCard, { nullable: true, description: 'The card; null without one.' })
  card!: PaymentCard | null;

  @Field(() => Money, {
    nullable: true,
    description: 'What the next charge comes to, taxes included, as far as it is known.',
  })
  nextCharge!: Money | null;

  @Field(() => DateTime, { nullable: true, description: 'When the next charge is.' })
  nextChargeAt!: Date | null;

  @Field(() => [BillingNotice], { description: 'What the Owner has to put right, the most urgent first.' })
  notices!: BillingNotice[];

  @Field(() => String, { nullable: true, description: 'Where an open invoice is paid and a card verified.' })
  openInvoiceUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'What stands on the invoices as “Reference” (BIL-27).' })
  invoiceReference!: string | null;

  @Field(() => [Invoice], { description: 'The last twelve, newest first; all are in the portal.' })
  invoices!: Invoice[];
}
