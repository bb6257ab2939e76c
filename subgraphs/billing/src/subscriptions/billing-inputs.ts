import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'The plan that is wanted.' })
export class PreviewPlanChangeInput {
  @Field(() => String, { description: 'Slug of the tier: tier_1 or tier_2.' })
  tier!: string;
}

@InputType({ description: 'The change of plan that was looked at.' })
export class ChangePlanInput {
  @Field(() => ID, { description: 'The id of its preview.' })
  previewId!: string;
}

@InputType({ description: 'What is bought.' })
export class OpenCheckoutInput {
  @Field(() => String, {
    nullable: true,
    description: 'Slug of the tier that is bought. Left out: a card is set and nothing is bought.',
  })
  tier?: string | null;
}

@InputType({ description: 'The return from a page of the payment provider.' })
export class RefreshBillingInput {
  @Field(() => String, { nullable: true, description: 'The checkout that the browser returns from.' })
  checkoutSessionId?: string | null;
}

@InputType({ description: 'What stands on invoices as “Reference”.' })
export class SetInvoiceReferenceInput {
  @Field(() => String, { description: 'At most 140 characters; empty clears it.' })
  reference!: string;
}
