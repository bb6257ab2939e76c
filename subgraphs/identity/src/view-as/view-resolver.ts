import { AccessToLook } from '@offplan/kernel/graphql/access';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { endView } from './end-view.ts';
import { startView } from './start-view.ts';
import {
  type EndViewAsOutcome,
  EndViewAsResult,
  ViewAsAgentInput,
  ViewAsGuestInput,
  type ViewAsOutcome,
  ViewAsResult,
} from './view-results.ts';

/** Looking with the eyes of somebody else. */
@Resolver()
export class ViewResolver {
  @AccessToLook('workspace', 'view_as')
  @Mutation(() => ViewAsResult, {
    description: 'Begins to look at the workspace as one of its agents sees it, for 30 minutes. Logged.',
  })
  viewAsAgent(
    @Ctx() context: RequestContext,
    @Arg('input', () => ViewAsAgentInput, { description: 'The agent.' }) input: ViewAsAgentInput,
  ): Promise<ViewAsOutcome> {
    const agentUserId = decodeId('user', input.agentId);
    return startView(context, agentUserId ? { agentUserId } : null);
  }

  @AccessToLook('workspace', 'view_as')
  @Mutation(() => ViewAsResult, {
    description: 'Begins to look at a project as a guest Organisation sees it, for 30 minutes. Logged.',
  })
  viewAsGuest(
    @Ctx() context: RequestContext,
    @Arg('input', () => ViewAsGuestInput, { description: 'The guest and the project.' }) input: ViewAsGuestInput,
  ): Promise<ViewAsOutcome> {
    const guestOrgId = decodeId('org', input.guestOrganisationId);
    const projectId = decodeId('project', input.projectId);
    return startView(context, guestOrgId && projectId ? { guestOrgId, projectId } : null);
  }

  @AccessToLook('workspace', 'view_as')
  @Mutation(() => EndViewAsResult, {
    description: 'Ends the view that this session has in the workspace. Sent without it: a view changes nothing.',
  })
  endViewAs(@Ctx() context: RequestContext): Promise<EndViewAsOutcome> {
    return endView(context);
  }
}
