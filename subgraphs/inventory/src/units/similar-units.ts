import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { Unit } from './unit.ts';
import { findVisibleUnits } from './visible-units.ts';

/**
 * The next best units like one, still available and on sale, of those that the viewer sees: same kind and bedrooms, then by likeness of
 * stack, area and price, the same building first.
 */
export async function similarUnits(context: RequestContext, unit: Unit, first: number): Promise<Unit[]> {
  return findVisibleUnits(
    context.em,
    context.passport,
    {
      sql: `u.project_id = ? and u.id <> ? and u.status = 'available' and u.is_released and u.kind = ? and u.bedrooms is not distinct from ?::double precision`,
      parameters: [unit.projectId, unit.id, unit.kind, unit.bedrooms],
    },
    {
      sql: `order by u.building_id <> ?::uuid,
          (u.stack is distinct from ?::text)::int * 0.05
          + coalesce(abs(u.area_total - ?::float) / nullif(?::float, 0), 0.5)
          + coalesce(abs(u.price_minor - ?::float) / nullif(?::float, 0), 0.5),
          u.number
        limit ?`,
      parameters: [
        unit.buildingId,
        unit.stack,
        unit.totalSquareMetres,
        unit.totalSquareMetres,
        unit.priceMinor,
        unit.priceMinor,
        first,
      ],
    },
  );
}
