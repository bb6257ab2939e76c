import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { limitsToFit } from '@offplan/kernel/entitlements/plan-fit';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { TooManyKept } from '@offplan/kernel/graphql/too-many-kept';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actorFacts } from '../units/status-events.ts';
import { Project } from './project.ts';
import type { KeepProjectsInput } from './project-inputs.ts';
import { type KeepProjectsOutcome, KeepProjectsSuccess, ProjectNotFound } from './project-results.ts';
import { refusalOfPlan } from './refusal-of-plan.ts';

/**
 * The Owner chooses which projects stay when a plan does not hold all of them (BIL-23): before the day or after it, the whole list at once.
 * They come first in the order of projects, the others behind them from the oldest. The entitlements' row is locked as it is while projects
 * are made: of two choices at once one stands whole.
 */
export async function keepProjects(context: RequestContext, input: KeepProjectsInput): Promise<KeepProjectsOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const ids = new Set(input.projectIds.map((id) => decodeId('project', id)));
  return context.transaction(async (tx) => {
    const plan = await readEntitlements(tx, context.orgId, { lock: true });
    const refusal = refusalOfPlan(plan?.status);
    if (refusal || !plan) return refusal!;
    const before = await inOrder(tx, context.orgId);
    const known = new Set<string | null>(before.map(({ id }) => id));
    if ([...ids].some((id) => !known.has(id))) return ProjectNotFound.make();
    const limit = limitsToFit(plan).projects;
    if (limit !== null && ids.size > limit) return TooManyKept.of(limit, plan.comingTier ?? plan.tier);
    await tx.query(
      `update inventory.project p set place = r.place, version = p.version + 1
       from (select id, row_number() over (order by id = any (?::uuid[]) desc, created_at, id) as place
             from inventory.project where org_id = ?) r
       where p.org_id = ? and p.id = r.id and p.place <> r.place`,
      [`{${[...ids].join(',')}}`, context.orgId, context.orgId],
    );
    tx.em.clear();
    const projects = await inOrder(tx, context.orgId);
    await announce(context, tx, { before, after: projects, many: limit ?? ids.size });
    return Object.assign(new KeepProjectsSuccess(), { projects });
  });
}

function inOrder(tx: Transaction, orgId: string): Promise<Project[]> {
  return tx.em.find(Project, { orgId }, { orderBy: { place: 'asc' } });
}

/** One event for the choice, with the names of those that come first: also where it is what was chosen before, which was confirmed. */
async function announce(
  context: RequestContext,
  tx: Transaction,
  { before, after, many }: { before: readonly Project[]; after: readonly Project[]; many: number },
): Promise<void> {
  const namesOf = (projects: readonly Project[]) =>
    projects
      .slice(0, many)
      .map(({ name }) => name)
      .join(', ');
  const { actor, onBehalfOf, personal } = actorFacts(context);
  const [earlier] = await tx.query<{ times: number }>(
    `select count(*)::int as times from inventory.event where org_id = ? and subject_id = ? and type = 'projects.kept'`,
    [context.orgId, context.orgId],
  );
  await tx.emit({
    orgId: context.orgId,
    subjectType: 'organisation',
    subjectId: context.orgId,
    seq: earlier!.times + 1,
    type: 'projects.kept',
    actor,
    onBehalfOf,
    data: {
      label: namesOf(after),
      before: { projects: namesOf(before) },
      after: { projects: namesOf(after) },
    },
    personal,
    piiClass: 'personal_meta',
  });
}
