import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import { UnitNotFound } from '../units/flip-results.ts';
import { actorFacts } from '../units/status-events.ts';
import type { ReleaseUnitsInput } from './allocation-inputs.ts';
import { type ReleaseUnitsOutcome, ReleaseUnitsSuccess } from './allocation-results.ts';
import { areUnitsOf, readUnitIds, readUnits } from './chosen-units.ts';

/** Puts units on sale, or holds them back (INV-14): all of them or none. Their statuses stay as they are. */
export async function releaseUnits(context: RequestContext, input: ReleaseUnitsInput): Promise<ReleaseUnitsOutcome> {
  const projectId = decodeId('project', input.projectId);
  if (!context.may('release_units', projectId ?? undefined)) return new NotPermitted();
  const unitIds = readUnitIds(input.unitIds);
  if (!Array.isArray(unitIds)) return unitIds;
  if (!projectId) return UnitNotFound.make();
  return context.transaction(async (tx) => {
    const refusal = await refusalIn(context, tx, { projectIds: [projectId], unitIds });
    if (refusal) return refusal;
    if (!(await areUnitsOf(tx, context.orgId, projectId, unitIds))) return UnitNotFound.make();
    const changed = await tx.query<{
      id: string;
      number: string;
      building_id: string;
      version: number;
      assigned_org_id: string | null;
    }>(
      `update inventory.unit set is_released = ?, version = version + 1 where org_id = ? and id = any (?::uuid[]) and is_released <> ?
       returning id, number, building_id, version, assigned_org_id`,
      [input.isReleased, context.orgId, `{${unitIds.join(',')}}`, input.isReleased],
    );
    const { actor, onBehalfOf, personal } = actorFacts(context);
    await tx.emit(
      ...changed.map((unit) => ({
        orgId: context.orgId,
        subjectType: 'unit',
        subjectId: unit.id,
        seq: unit.version,
        type: 'unit.released',
        actor,
        onBehalfOf,
        data: {
          label: unit.number,
          projectId,
          buildingId: unit.building_id,
          assignedOrgId: unit.assigned_org_id,
          before: { isReleased: !input.isReleased },
          after: { isReleased: input.isReleased },
        },
        personal,
        piiClass: 'personal_meta' as const,
      })),
    );
    return Object.assign(new ReleaseUnitsSuccess(), { units: await readUnits(tx, context.orgId, unitIds) });
  });
}
