import { Access } from '@offplan/kernel/graphql/access';
import { ForGateway } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import { receiveStripeEvent } from './receive-stripe-event.ts';

@ForGateway()
@InputType({ description: 'What was posted to the webhook.' })
export class ReceiveStripeEventInput {
  @Field(() => String, { description: 'The body, letter by letter: the signature is of that.' })
  payload!: string;

  @Field(() => String, { description: 'The header with the signature.' })
  signature!: string;
}

@Resolver()
export class WebhookResolver {
  @ForGateway()
  @Access('gateway')
  @Mutation(() => String, {
    nullable: true,
    description: 'Takes in an event of Stripe’s (BIL-30); null, or the reason for which it was refused.',
  })
  receiveStripeEvent(
    @Ctx() context: RequestContext,
    @Arg('input', () => ReceiveStripeEventInput, { description: 'What was posted.' }) input: ReceiveStripeEventInput,
  ): Promise<string | null> {
    return receiveStripeEvent(context, input);
  }
}
