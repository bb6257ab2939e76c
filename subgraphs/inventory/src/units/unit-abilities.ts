import { NotPermitted, NotPermittedReason } from '@offplan/kernel/graphql/user-errors';
import type { Action } from '@offplan/kernel/permissions/matrix';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { agentRefusal } from '../agents/agent-refusal.ts';
import { loadHeldPlan } from '../projects/held-plan.ts';
import { AllocationMode, type Project } from '../projects/project.ts';
import { type Places, refusalAt } from '../projects/refusal-of-plan.ts';
import { Ability, FlipAbility, ProjectAbilities, UnitAbilities } from './abilities.ts';
import { isOwnReservation, mayFlip } from './flip-unit.ts';
import type { Unit } from './unit.ts';
import { loadProject } from './unit-loaders.ts';
import { actionOfTransition, UNIT_STATUSES } from './unit-status.ts';

/** What the mutations would answer, asked beforehand (SCH-11): the same matrix, the same plan, the same functions. */
export async function unitAbilities(context: RequestContext, unit: Unit): Promise<UnitAbilities> {
  const project = await loadProject(context, unit.projectId);
  const plan = await planRefusal(context, { project: project?.place ?? null, unit: unit.ordinal });
  const mode = project?.allocationMode ?? AllocationMode.CLOSED;
  const flipTo = UNIT_STATUSES.filter((status) => status !== unit.status).map((status) => {
    const reason = plan ?? flipRefusal(context, unit, mode, actionOfTransition(unit.status, status)!);
    return Object.assign(new FlipAbility(), { status, isAllowed: reason === null, reason });
  });
  return Object.assign(new UnitAbilities(), {
    flipTo,
    assign: Ability.of(plan ?? roleRefusal(context, 'assign_units_to_guests', unit.projectId)),
    assignToAgent: Ability.of(plan ?? agentRefusal(context, unit)?.toUpperCase() ?? null),
    release: Ability.of(plan ?? roleRefusal(context, 'release_units', unit.projectId)),
    reprice: Ability.of(plan ?? roleRefusal(context, 'reprice_units', unit.projectId)),
  });
}

export async function projectAbilities(
  context: RequestContext,
  { id: projectId, place }: Project,
): Promise<ProjectAbilities> {
  const plan = await planRefusal(context, { project: place, unit: null });
  const ability = (action: Action) => Ability.of(plan ?? roleRefusal(context, action, projectId));
  return Object.assign(new ProjectAbilities(), {
    importUnits: ability('import_units'),
    assign: ability('assign_units_to_guests'),
    assignToAgents: Ability.of(plan ?? neverRefusal(context, 'assign_units_to_agents', projectId)),
    handOverBuyers: Ability.of(plan ?? neverRefusal(context, 'hand_over_buyers', projectId)),
    changeMode: ability('manage_projects'),
    // Identity lets guests in, also into a project that is read-only for now.
    inviteGuests: Ability.of(
      (await planRefusal(context, { project: null, unit: null })) ?? roleRefusal(context, 'invite_guests', projectId),
    ),
    seeAudit: Ability.of(roleRefusal(context, 'audit_log', projectId)),
  });
}

function flipRefusal(context: RequestContext, unit: Unit, mode: AllocationMode, action: Action): string | null {
  if (mayFlip(context, unit, mode, action)) return null;
  const isOthers = context.decide(action, unit.projectId) === 'own' && !isOwnReservation(context, unit);
  return isOthers ? 'OWN_ONLY' : 'ROLE';
}

function roleRefusal(context: RequestContext, action: Action, projectId: string): string | null {
  return context.may(action, projectId) ? null : 'ROLE';
}

/** Of an action that is allowed for one's own things: whether it is refused for whatever it may be. */
function neverRefusal(context: RequestContext, action: Action, projectId: string): string | null {
  return context.decide(action, projectId) === 'no' ? 'ROLE' : null;
}

/** Why the plan lets nobody change something here; null when it does. Asked once a request, however many units ask. */
async function planRefusal(context: RequestContext, places: Places): Promise<string | null> {
  const { beyondPlan } = context.passport;
  const refusal = beyondPlan
    ? new NotPermitted(NotPermittedReason.BEYOND_PLAN)
    : refusalAt(context, await loadHeldPlan(context), places);
  return refusal ? refusal.reason.toUpperCase() : null;
}
