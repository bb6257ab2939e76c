import { Access } from '@offplan/kernel/graphql/access';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Organisation } from '../organisations/organisation.ts';
import { ownOrganisation } from '../organisations/own-organisation.ts';
import { dismissNudge } from './dismiss-nudge.ts';
import { loadNudges } from './load-nudges.ts';
import { Nudge } from './nudge.ts';
import { DismissNudgeInput, type DismissNudgeOutcome, DismissNudgeResult } from './nudge-results.ts';

@Resolver(() => Organisation)
export class NudgeResolver {
  @FieldResolver(() => [Nudge], {
    nullable: true,
    description:
      'How to begin, and successes, that nobody has dismissed yet, the oldest first; null for whoever may not dismiss them, and while growth does not answer.',
  })
  async nudges(@Root() organisation: Organisation, @Ctx() context: RequestContext): Promise<Nudge[] | null> {
    const orgId = ownOrganisation(context, organisation);
    return orgId && context.may('nudges') ? loadNudges(context.em, orgId) : null;
  }

  @Access('workspace', 'nudges')
  @Mutation(() => DismissNudgeResult, {
    description: 'Puts a nudge away for good. One that is put away already, or never came, is no fault.',
  })
  dismissNudge(
    @Ctx() context: RequestContext,
    @Arg('input', () => DismissNudgeInput, { description: 'Which one.' }) input: DismissNudgeInput,
  ): Promise<DismissNudgeOutcome> {
    return dismissNudge(context, input.key);
  }
}
