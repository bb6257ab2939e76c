import { Access } from '@offplan/kernel/graphql/access';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { Organisation } from '../projects/organisation.ts';
import { Project } from '../projects/project.ts';
import { Agent, AgentLoad } from './agent.ts';
import { AssignUnitsToAgentInput, HandOverBuyersInput } from './agent-inputs.ts';
import { agentLoad } from './agent-load.ts';
import {
  type AssignUnitsToAgentOutcome,
  AssignUnitsToAgentResult,
  type HandOverBuyersOutcome,
  HandOverBuyersResult,
} from './agent-results.ts';
import { assignUnitsToAgent } from './assign-units-to-agent.ts';
import { handOverBuyers } from './hand-over-buyers.ts';
import { listAgents } from './list-agents.ts';

@Resolver()
export class AgentResolver {
  @Tagged('integrator')
  @Access('workspace', 'assign_units_to_agents')
  @Mutation(() => AssignUnitsToAgentResult, {
    description: 'Assigns units to an agent of the viewer’s own team, or to nobody in particular: all or none.',
  })
  assignUnitsToAgent(
    @Ctx() context: RequestContext,
    @Arg('input', () => AssignUnitsToAgentInput, { description: 'Which, and to whom.' })
    input: AssignUnitsToAgentInput,
  ): Promise<AssignUnitsToAgentOutcome> {
    return assignUnitsToAgent(context, input);
  }

  @Tagged('integrator')
  @Access('workspace', 'hand_over_buyers')
  @Mutation(() => HandOverBuyersResult, {
    description:
      'Passes buyers to another agent of the viewer’s own team, with the right to act on their reservations.',
  })
  handOverBuyers(
    @Ctx() context: RequestContext,
    @Arg('input', () => HandOverBuyersInput, { description: 'Which, and to whom.' }) input: HandOverBuyersInput,
  ): Promise<HandOverBuyersOutcome> {
    return handOverBuyers(context, input);
  }
}

@Resolver(() => Project)
export class ProjectAgentResolver {
  @FieldResolver(() => [Agent], {
    nullable: true,
    description:
      'The viewer’s own team by name, with what is assigned to each in this project; null for whoever distributes nothing.',
  })
  agents(@Root() project: Project, @Ctx() context: RequestContext): Promise<Agent[] | null> {
    return listAgents(context, project.id);
  }
}

@Resolver(() => Organisation)
export class OrganisationAgentResolver {
  @FieldResolver(() => [Agent], {
    nullable: true,
    description:
      'The viewer’s own team by name, with what is assigned to each in this workspace; null elsewhere, and for whoever distributes nothing.',
  })
  async agents(@Root() organisation: Organisation, @Ctx() context: RequestContext): Promise<Agent[] | null> {
    return isWorkspace(context, organisation) ? listAgents(context, null) : null;
  }

  @FieldResolver(() => AgentLoad, {
    nullable: true,
    description:
      'What would become of a member’s work if it left; null for whoever may not end that membership, and for no member of the workspace.',
  })
  async agentLoad(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('userId', () => ID, { description: 'The User.' }) userId: string,
  ): Promise<AgentLoad | null> {
    return isWorkspace(context, organisation) ? agentLoad(context, userId) : null;
  }
}

function isWorkspace(context: RequestContext, organisation: Organisation): boolean {
  const id = context.passport.organisation?.id;
  return id !== undefined && organisation.id === encodeId('org', id);
}
