import { isBeyond } from '@offplan/kernel/entitlements/plan-fit';
import { Access } from '@offplan/kernel/graphql/access';
import { type Connection, connectionTypes, readPage, toConnection } from '@offplan/kernel/graphql/connection';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { fault } from '@offplan/kernel/graphql/errors';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { readTier, TIER_TO_FIT } from '@offplan/kernel/graphql/tier-to-fit';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GuestAllocation, guestAllocations } from '../allocation/guest-allocation.ts';
import { ProjectAbilities } from '../units/abilities.ts';
import { latestFlips, MOST_FLIPS } from '../units/latest-flips.ts';
import { Unit } from '../units/unit.ts';
import { projectAbilities } from '../units/unit-abilities.ts';
import { Board, loadBoard } from './board.ts';
import { Building } from './building.ts';
import { createProject } from './create-project.ts';
import { loadHeldPlan } from './held-plan.ts';
import { keepProjects } from './keep-projects.ts';
import { Organisation } from './organisation.ts';
import { Project } from './project.ts';
import { ProjectFit, projectFit } from './project-fit.ts';
import { CreateProjectInput, KeepProjectsInput, ProjectBy } from './project-inputs.ts';
import {
  type CreateProjectOutcome,
  CreateProjectResult,
  type KeepProjectsOutcome,
  KeepProjectsResult,
} from './project-results.ts';
import { countUnits, UnitCounts } from './unit-counts.ts';

const ProjectConnection = connectionTypes(Project, 'projects');

@Resolver(() => Project)
export class ProjectResolver {
  @Tagged('integrator')
  @Access('workspace')
  @Query(() => Project, {
    nullable: true,
    description: 'A project by id or slug; null for a foreign one as for an unknown one.',
  })
  async project(
    @Ctx() context: RequestContext,
    @Arg('by', () => ProjectBy, { description: 'Id or slug.' }) by: ProjectBy,
  ): Promise<Project | null> {
    if (by.id) {
      const id = decodeId('project', by.id);
      return id ? context.em.findOne(Project, { orgId: context.orgId, id }) : null;
    }
    return by.slug ? context.em.findOne(Project, { orgId: context.orgId, slug: by.slug }) : null;
  }

  @Tagged('integrator')
  @Access('workspace')
  @Query(() => ProjectConnection, {
    description: 'The projects of the workspace that the viewer may enter, newest first.',
  })
  async projects(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
  ): Promise<Connection<Project>> {
    const page = readPage(first, after, ['uuid']);
    const rows = await context.em.find(
      Project,
      { orgId: context.orgId, ...(page.after ? { id: { $lt: page.after[0]! } } : {}) },
      { orderBy: { id: 'desc' }, limit: page.limit + 1 },
    );
    return toConnection(rows, page, (project) => [project.id]);
  }

  @Tagged('integrator')
  @Access('workspace', 'manage_projects')
  @Mutation(() => CreateProjectResult, {
    description: 'Makes a project in the workspace, within the limit of its plan.',
  })
  async createProject(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateProjectInput, { description: 'The project.' }) input: CreateProjectInput,
  ): Promise<CreateProjectOutcome> {
    return createProject(context, input);
  }

  @Access('workspace', 'change_billing')
  @Mutation(() => KeepProjectsResult, {
    description: 'Chooses which projects stay when the plan does not hold all of them, before that day or after it.',
  })
  async keepProjects(
    @Ctx() context: RequestContext,
    @Arg('input', () => KeepProjectsInput, { description: 'Which.' }) input: KeepProjectsInput,
  ): Promise<KeepProjectsOutcome> {
    return keepProjects(context, input);
  }

  @FieldResolver(() => Organisation, { nullable: true, description: 'The Organisation that owns it.' })
  organisation(@Root() project: Project): Organisation {
    return Organisation.of(project.orgId);
  }

  @FieldResolver(() => [Building], { description: 'Its buildings, in their order.' })
  async buildings(@Root() project: Project, @Ctx() context: RequestContext): Promise<Building[]> {
    const loader = context.loader<string, Building[]>('buildings of project', async (ids) => {
      const found = await context.em.find(
        Building,
        { projectId: { $in: [...ids] } },
        { orderBy: { ordinal: 'asc', name: 'asc' } },
      );
      return ids.map((id) => found.filter((building) => building.projectId === id));
    });
    return loader.load(project.id);
  }

  @FieldResolver(() => UnitCounts, { description: 'Counts of the units that the viewer sees.' })
  unitCounts(@Root() project: Project, @Ctx() context: RequestContext): Promise<UnitCounts> {
    return countUnits(context, 'project_id', project.id);
  }

  @FieldResolver(() => [Unit], {
    description:
      'The units whose status somebody changed last, the newest change first, of those that the viewer sees.',
  })
  latestFlips(
    @Root() project: Project,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 6, description: `At most ${MOST_FLIPS}.` }) first: number,
  ): Promise<Unit[]> {
    if (first < 1 || first > MOST_FLIPS) throw fault('BAD_USER_INPUT', `first: ask for 1 to ${MOST_FLIPS}`);
    return latestFlips(context, project.id, first);
  }

  @FieldResolver(() => [GuestAllocation], {
    nullable: true,
    description:
      'How the units are spread over the internal pool and the guests; null for whoever may not assign units.',
  })
  allocation(@Root() project: Project, @Ctx() context: RequestContext): Promise<GuestAllocation[] | null> {
    return guestAllocations(context, project);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether the plan holds fewer projects, and this one is read-only (BIL-23). Its Owner chooses which.',
  })
  async isBeyondPlan(@Root() project: Project, @Ctx() context: RequestContext): Promise<boolean> {
    const plan = await loadHeldPlan(context);
    return plan !== null && isBeyond(plan, 'projects', project.place);
  }

  @FieldResolver(() => ProjectAbilities, { description: 'What the viewer may do here.' })
  viewerCan(@Root() project: Project, @Ctx() context: RequestContext): Promise<ProjectAbilities> {
    return projectAbilities(context, project);
  }
}

@Resolver(() => Organisation)
export class ProjectFitResolver {
  @FieldResolver(() => ProjectFit, {
    nullable: true,
    description:
      'What of the projects and units fits a plan; null for whoever does not decide about the plan, and in other workspaces.',
  })
  async projectFit(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
    @Arg('tier', () => String, TIER_TO_FIT) tier: string | null,
  ): Promise<ProjectFit | null> {
    if (decodeId('org', organisation.id) !== context.passport.organisation?.id) return null;
    return projectFit(context, readTier(tier));
  }
}

@Resolver(() => Building)
export class BuildingResolver {
  @FieldResolver(() => UnitCounts, { description: 'Counts of the units that the viewer sees.' })
  unitCounts(@Root() building: Building, @Ctx() context: RequestContext): Promise<UnitCounts> {
    return countUnits(context, 'building_id', building.id);
  }

  @FieldResolver(() => Board, { description: 'All that the viewer sees of the building, in one piece.' })
  board(
    @Root() building: Building,
    @Ctx() context: SubgraphContext,
    @Arg('asOf', () => DateTime, { nullable: true, description: 'A past moment: the statuses as they were then.' })
    asOf: Date | null,
  ): Promise<Board> {
    return loadBoard(context, building, asOf);
  }
}
