import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { fault } from '@offplan/kernel/graphql/errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Project, ProjectDay } from './project.ts';

const MOST_DAYS = 366;
const DAY = 86_400_000;

@Resolver(() => Project)
export class ActivityResolver {
  @FieldResolver(() => [ProjectDay], {
    nullable: true,
    description:
      'The last days, oldest first, days without anything included; null for whoever may not see analytics, where the plan does not include them, and while growth does not answer.',
  })
  async activity(
    @Root() project: Project,
    @Ctx() context: RequestContext,
    @Arg('days', () => Int, { defaultValue: 30, description: `How many days up to today, at most ${MOST_DAYS}.` })
    days: number,
  ): Promise<ProjectDay[] | null> {
    if (days < 1 || days > MOST_DAYS) throw fault('BAD_USER_INPUT', `days: ask for 1 to ${MOST_DAYS}`);
    const projectId = decodeId('project', project.id);
    if (!projectId || !context.may('analytics', projectId) || !(await hasAnalytics(context))) return null;
    const today = context.clock.now().getTime();
    const dates = Array.from({ length: days }, (_, back) =>
      new Date(today - (days - 1 - back) * DAY).toISOString().slice(0, 10),
    );
    const rows = (await context.em.execute(
      `select to_char(day, 'YYYY-MM-DD') as date, flips, conflicts, imports from growth.project_day where org_id = ? and project_id = ? and day >= ?::date`,
      [context.orgId, projectId, dates[0]],
    )) as ProjectDay[];
    const known = new Map(rows.map((row) => [row.date, row]));
    return dates.map((date) => known.get(date) ?? { date, flips: 0, conflicts: 0, imports: 0 });
  }
}

/** Whether the workspace's plan has the feature (BIL-2), asked once a request, of however many projects. */
function hasAnalytics(context: RequestContext): Promise<boolean> {
  const loader = context.loader<string, boolean>('has analytics', (ids) =>
    Promise.all(
      ids.map(async (id) => (await readEntitlements(context.em, id))?.features.includes('analytics') ?? false),
    ),
  );
  return loader.load(context.orgId);
}
