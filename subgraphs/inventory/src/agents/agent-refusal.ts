import { NotPermittedReason } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/**
 * Why the viewer may not give a unit to an agent; null when it may (INV-57, ID-55). The host's managers distribute the internal pool,
 * those of a guest what is assigned to their Organisation: so a unit's agent is always one of those who sell it.
 */
export function agentRefusal(
  context: RequestContext,
  unit: { projectId: string; assignedOrgId: string | null },
): NotPermittedReason | null {
  switch (context.decide('assign_units_to_agents', unit.projectId)) {
    case 'no':
      return NotPermittedReason.ROLE;
    case 'all':
      return unit.assignedOrgId === null ? null : NotPermittedReason.WITH_GUEST;
    case 'own':
      return unit.assignedOrgId === context.passport.guest?.organisationId ? null : NotPermittedReason.OWN_ONLY;
  }
}
