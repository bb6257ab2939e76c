import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { Unit } from './unit.ts';
import { findVisibleUnits, visibleUnits } from './visible-units.ts';

/** The most units that are told of one project. */
export const MOST_FLIPS = 20;

/** The units of a project whose status people changed last, the newest change first, of those that the viewer sees. Many projects in one query. */
export function latestFlips(context: RequestContext, projectId: string, first: number): Promise<Unit[]> {
  const loader = context.loader<string, Unit[]>(`latest flips ${first}`, async (ids) => {
    const visible = visibleUnits(context.passport);
    const units = await findVisibleUnits(
      context.em,
      context.passport,
      {
        sql: `u.id in (select r.id from (
            select u.id, row_number() over (partition by u.project_id order by u.status_changed_at desc, u.id) as place
            from inventory.unit u where u.project_id = any (?::uuid[]) and u.status_changed_by is not null and ${visible.sql}) r
          where r.place <= ?)`,
        parameters: [`{${ids.join(',')}}`, ...visible.parameters, first],
      },
      { sql: 'order by u.status_changed_at desc, u.id', parameters: [] },
    );
    const byProject = Map.groupBy(units, (unit) => unit.projectId);
    return ids.map((id) => byProject.get(id) ?? []);
  });
  return loader.load(projectId);
}
