import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { readUnitIds, readUnits } from '../allocation/chosen-units.ts';
import { Project } from '../projects/project.ts';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import { UnitNotFound } from '../units/flip-results.ts';
import { actorFacts, unitFacts } from '../units/status-events.ts';
import { Unit } from '../units/unit.ts';
import { UnitStatus } from '../units/unit-status.ts';
import { visibleUnits } from '../units/visible-units.ts';
import type { AssignUnitsToAgentInput } from './agent-inputs.ts';
import { agentRefusal } from './agent-refusal.ts';
import { AgentNotFound, type AssignUnitsToAgentOutcome, AssignUnitsToAgentSuccess } from './agent-results.ts';
import { holdColleague, loadMemberName, teamOf } from './team-of-viewer.ts';

/**
 * Gives units to an agent of the viewer's team, or to nobody in particular: all of them or none (INV-57, ID-55). A label and a filter,
 * not a fence: whoever saw a unit before sees it still (INV-69).
 */
export async function assignUnitsToAgent(
  context: RequestContext,
  input: AssignUnitsToAgentInput,
): Promise<AssignUnitsToAgentOutcome> {
  const projectId = decodeId('project', input.projectId);
  if (context.decide('assign_units_to_agents', projectId ?? undefined) === 'no') return new NotPermitted();
  const unitIds = readUnitIds(input.unitIds);
  if (!Array.isArray(unitIds)) return unitIds;
  if (!projectId) return UnitNotFound.make();
  return context.transaction(async (tx) => {
    const refusal = await refusalIn(context, tx, { projectIds: [projectId], unitIds });
    if (refusal) return refusal;
    // The member before the units: somebody's leaving locks them in the same order.
    const agent = input.agentId ? await holdColleague(context, tx, decodeId('user', input.agentId)) : null;
    const units = await lockVisible(context, tx, projectId, unitIds);
    if (units.length < unitIds.length) return UnitNotFound.make();
    for (const unit of units) {
      const reason = agentRefusal(context, unit);
      if (reason) return new NotPermitted(reason);
    }
    if (input.agentId && !agent) return AgentNotFound.make();
    await give(context, tx, units, agent);
    return Object.assign(new AssignUnitsToAgentSuccess(), {
      units: await readUnits(tx, context.orgId, unitIds),
      project: await tx.em.findOneOrFail(Project, { orgId: context.orgId, id: projectId }),
      reservedOrSold: units.filter(({ status }) => status !== UnitStatus.AVAILABLE).length,
    });
  });
}

/** Those of the units that are in the project and that the viewer sees, in the order of their ids, locked. */
async function lockVisible(
  context: RequestContext,
  tx: Transaction,
  projectId: string,
  ids: readonly string[],
): Promise<Unit[]> {
  await tx.query('select from inventory.project where org_id = ? and id = ? for share', [context.orgId, projectId]);
  await tx.query('select from inventory.unit where org_id = ? and id = any (?::uuid[]) order by id for no key update', [
    context.orgId,
    `{${ids.join(',')}}`,
  ]);
  const visible = visibleUnits(context.passport);
  const rows = await tx.query<Record<string, unknown>>(
    `select u.* from inventory.unit u where u.org_id = ? and u.project_id = ? and u.id = any (?::uuid[]) and ${visible.sql} order by u.id`,
    [context.orgId, projectId, `{${ids.join(',')}}`, ...visible.parameters],
  );
  return rows.map((row) => tx.em.map(Unit, row as never));
}

/** One event a unit; units that the agent has already stay untouched. */
async function give(
  context: RequestContext,
  tx: Transaction,
  units: readonly Unit[],
  agent: { userId: string; name: string | null } | null,
): Promise<void> {
  const changed = units.filter((unit) => unit.assignedUserId !== (agent?.userId ?? null));
  if (changed.length === 0) return;
  await tx.query(
    'update inventory.unit set assigned_user_id = ?::uuid, version = version + 1 where org_id = ? and id = any (?::uuid[])',
    [agent?.userId ?? null, context.orgId, `{${changed.map(({ id }) => id).join(',')}}`],
  );
  const { actor, onBehalfOf, actorOrgId, personal } = actorFacts(context);
  const teamId = teamOf(context);
  const events = changed.map(async (unit) => {
    const before = unit.assignedUserId;
    const nameBefore = before ? await loadMemberName(context, teamId, before) : null;
    return {
      orgId: context.orgId,
      subjectType: 'unit',
      subjectId: unit.id,
      seq: unit.version + 1,
      type: 'unit.assigned_to_agent',
      actor,
      onBehalfOf,
      data: {
        ...unitFacts(unit),
        actorOrgId,
        assignedOrgId: unit.assignedOrgId,
        agentOrgId: teamId,
        agentUserId: agent?.userId ?? null,
        agentBeforeUserId: before,
        before: { agentUserId: before },
        after: { agentUserId: agent?.userId ?? null },
      },
      personal: {
        ...personal,
        ...(agent?.name ? { agentName: agent.name } : {}),
        ...(nameBefore ? { agentBeforeName: nameBefore } : {}),
      },
      piiClass: 'personal_meta' as const,
    };
  });
  await tx.emit(...(await Promise.all(events)));
}
