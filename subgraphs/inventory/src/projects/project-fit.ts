import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { limitsToFit } from '@offplan/kernel/entitlements/plan-fit';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, Int, ObjectType } from 'type-graphql';
import { loadHeldPlan } from './held-plan.ts';
import { Project } from './project.ts';

@ObjectType({ description: 'Units of one project that a plan does not hold: those that came last.' })
export class UnitExcess {
  @Field(() => Project, { description: 'The project.' })
  project!: Project;

  @Field(() => Int, { description: 'How many units it has.' })
  units!: number;

  @Field(() => Int, { description: 'How many of them turn read-only.' })
  beyond!: number;
}

@ObjectType({ description: 'How the projects of an Organisation and their units fit a plan (BIL-23).' })
export class ProjectFit {
  @Field(() => Int, { nullable: true, description: 'How many projects the plan holds; null when it is not limited.' })
  limit!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many units in each; null when they are not limited.' })
  unitLimit!: number | null;

  @Field(() => [Project], {
    description: 'Those that stay as they are: the ones that the Owner keeps, then the oldest.',
  })
  staying!: Project[];

  @Field(() => [Project], { description: 'Those that turn read-only, and are never deleted.' })
  beyond!: Project[];

  @Field(() => [UnitExcess], { description: 'Of those that stay: the ones with more units than the plan holds.' })
  units!: UnitExcess[];
}

/** How the projects fit a tier: the one asked about, else the coming one, else the present. Null for whoever does not decide about the plan. */
export async function projectFit(context: RequestContext, tier: TierSlug | null): Promise<ProjectFit | null> {
  if (!context.may('change_billing')) return null;
  const plan = await loadHeldPlan(context);
  if (!plan) return null;
  const { projects: limit, unitsPerProject: unitLimit } = limitsToFit(plan, tier);
  const projects = await context.em.find(Project, { orgId: context.orgId }, { orderBy: { place: 'asc' } });
  const staying = projects.filter(({ place }) => limit === null || place <= limit);
  const counts = unitLimit === null ? new Map<string, number>() : await countUnits(context);
  const units = staying.flatMap((project) => {
    const many = counts.get(project.id) ?? 0;
    if (unitLimit === null || many <= unitLimit) return [];
    return [Object.assign(new UnitExcess(), { project, units: many, beyond: many - unitLimit })];
  });
  return Object.assign(new ProjectFit(), { limit, unitLimit, staying, beyond: projects.slice(staying.length), units });
}

/** By the number that was given last: units are never deleted. */
async function countUnits({ em, orgId }: RequestContext): Promise<Map<string, number>> {
  const rows = (await em.execute(
    'select p.id, (select max(u.ordinal) from inventory.unit u where u.org_id = p.org_id and u.project_id = p.id) as units from inventory.project p where p.org_id = ?',
    [orgId],
  )) as { id: string; units: number | null }[];
  return new Map(rows.map(({ id, units }) => [id, units ?? 0]));
}
