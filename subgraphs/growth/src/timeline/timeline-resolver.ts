import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Organisation } from '../organisations/organisation.ts';
import { ownOrganisation } from '../organisations/own-organisation.ts';
import { loadTimeline } from './load-timeline.ts';
import { TimelineStep } from './timeline-step.ts';

@Resolver(() => Organisation)
export class TimelineResolver {
  @FieldResolver(() => [TimelineStep], {
    nullable: true,
    description:
      'The steps around the end of the trial, or of the paid plan that ended last; null for whoever is not a member, for an Organisation that never had either, and while growth does not answer.',
  })
  async trialTimeline(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
  ): Promise<TimelineStep[] | null> {
    const orgId = ownOrganisation(context, organisation);
    return orgId ? loadTimeline(context.em, orgId) : null;
  }
}
