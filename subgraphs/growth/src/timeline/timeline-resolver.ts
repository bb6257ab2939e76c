import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Organisation, TimelineStep, type TimelineStepState } from './organisation.ts';
import { trialTimeline } from './trial-timeline.ts';

@Resolver(() => Organisation)
export class TimelineResolver {
  @FieldResolver(() => [TimelineStep], {
    nullable: true,
    description:
      'The steps around the end of the trial; null for whoever is not a member, for an Organisation that never had one, and while growth does not answer.',
  })
  async trialTimeline(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
  ): Promise<TimelineStep[] | null> {
    const orgId = decodeId('org', organisation.id);
    if (!orgId || orgId !== context.passport.organisation?.id || context.isGuest) return null;
    const entitlements = await readEntitlements(context.em, orgId);
    const steps = entitlements && trialTimeline(entitlements, context.clock.now());
    return steps?.map(({ key, dueAt, state }) => ({ key, dueAt, state: state as TimelineStepState })) ?? null;
  }
}
