import { Access } from '@offplan/kernel/graphql/access';
import { ForGateway } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { RequestPlaces, TakeRequestPlacesInput } from './request-places.ts';
import { takeRequestPlaces } from './take-request-places.ts';

/** Counts of requests, for the gateway alone: it has no storage of its own. */
@Resolver()
export class RequestLimitResolver {
  @ForGateway()
  @Access('gateway')
  @Mutation(() => RequestPlaces, { description: 'Takes places for requests of one caller.' })
  takeRequestPlaces(
    @Ctx() context: RequestContext,
    @Arg('input', () => TakeRequestPlacesInput, { description: 'For whom.' }) input: TakeRequestPlacesInput,
  ): Promise<RequestPlaces> {
    return takeRequestPlaces(context, input);
  }
}
