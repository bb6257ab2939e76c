import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { GuestMirror } from '../guests/guest-mirror.ts';
import { Project } from '../projects/project.ts';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import { UnitNotFound } from '../units/flip-results.ts';
import { actorFacts } from '../units/status-events.ts';
import type { AssignUnitsInput } from './allocation-inputs.ts';
import { type AssignUnitsOutcome, AssignUnitsSuccess, GuestNotFound } from './allocation-results.ts';
import { areUnitsOf, readUnitIds, readUnits } from './chosen-units.ts';
import { moveUnits } from './move-units.ts';

/** Assigns units to a guest Organisation or takes them back into the internal pool: all of them or none (INV-55, INV-69). */
export async function assignUnits(context: RequestContext, input: AssignUnitsInput): Promise<AssignUnitsOutcome> {
  const projectId = decodeId('project', input.projectId);
  if (!context.may('assign_units_to_guests', projectId ?? undefined)) return new NotPermitted();
  const unitIds = readUnitIds(input.unitIds);
  if (!Array.isArray(unitIds)) return unitIds;
  const guestOrgId = input.guestOrganisationId ? decodeId('org', input.guestOrganisationId) : null;
  if (!projectId) return UnitNotFound.make();
  if (input.guestOrganisationId && !guestOrgId) return GuestNotFound.make();
  return context.transaction(async (tx) => {
    const refusal = await refusalIn(context, tx, { projectIds: [projectId], unitIds });
    if (refusal) return refusal;
    if (!(await areUnitsOf(tx, context.orgId, projectId, unitIds))) return UnitNotFound.make();
    if (guestOrgId) {
      const guest = await tx.em.findOne(GuestMirror, { orgId: context.orgId, projectId, guestOrgId, isActive: true });
      if (!guest?.capabilities.includes('sales')) return GuestNotFound.make();
    }
    const { actor, onBehalfOf, personal } = actorFacts(context);
    await moveUnits(tx, {
      orgId: context.orgId,
      unitIds,
      toOrgId: guestOrgId,
      actor,
      onBehalfOf: onBehalfOf ?? null,
      personal: personal ?? {},
    });
    const units = await readUnits(tx, context.orgId, unitIds);
    const project = await tx.em.findOneOrFail(Project, { orgId: context.orgId, id: projectId });
    return Object.assign(new AssignUnitsSuccess(), { units, project });
  });
}
