import { LockMode } from '@mikro-orm/core';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted, NotPermittedReason } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { AllocationMode, Project } from '../projects/project.ts';
import { ProjectNotFound } from '../projects/project-results.ts';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import { actorFacts } from '../units/status-events.ts';
import type { SetAllocationModeInput } from './allocation-inputs.ts';
import { type SetAllocationModeOutcome, SetAllocationModeSuccess } from './allocation-results.ts';

/** Switches a project between Closed and Open (INV-56). Going back to Closed hides at once what is not assigned. Open needs the feature `open_mode` (BIL-5). */
export async function setAllocationMode(
  context: RequestContext,
  input: SetAllocationModeInput,
): Promise<SetAllocationModeOutcome> {
  const projectId = decodeId('project', input.projectId);
  if (!context.may('manage_projects', projectId ?? undefined)) return new NotPermitted();
  if (!projectId) return ProjectNotFound.make();
  return context.transaction(async (tx) => {
    const refusal = await refusalIn(context, tx, { projectIds: [projectId] });
    if (refusal) return refusal;
    const entitlements = await readEntitlements(tx, context.orgId);
    if (input.mode === AllocationMode.OPEN && !entitlements!.features.includes('open_mode'))
      return new NotPermitted(NotPermittedReason.FEATURE, entitlements!.leastTiers.open_mode ?? null);
    const project = await tx.em.findOne(
      Project,
      { orgId: context.orgId, id: projectId },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!project) return ProjectNotFound.make();
    const before = project.allocationMode;
    if (before !== input.mode) {
      project.allocationMode = input.mode;
      project.version += 1;
      const { actor, onBehalfOf, personal } = actorFacts(context);
      await tx.emit({
        orgId: context.orgId,
        subjectType: 'project',
        subjectId: project.id,
        seq: project.version,
        type: 'project.allocation_mode_changed',
        actor,
        onBehalfOf,
        data: {
          label: project.name,
          projectId: project.id,
          before: { allocationMode: before },
          after: { allocationMode: input.mode },
        },
        personal,
        piiClass: 'personal_meta',
      });
    }
    return Object.assign(new SetAllocationModeSuccess(), { project });
  });
}
