import { Tagged } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, Int, ObjectType } from 'type-graphql';
import { visibleUnits } from '../units/visible-units.ts';

@Tagged('integrator')
@ObjectType({
  description:
    'How many units stand where, of those that the viewer sees. Unreleased ones are counted apart from the three statuses.',
})
export class UnitCounts {
  @Field(() => Int, { description: 'All of them.' })
  total!: number;

  @Field(() => Int, { description: 'Released and available.' })
  available!: number;

  @Field(() => Int, { description: 'Released and reserved.' })
  reserved!: number;

  @Field(() => Int, { description: 'Released and sold.' })
  sold!: number;

  @Field(() => Int, { description: 'Not on sale yet.' })
  unreleased!: number;

  static none(): UnitCounts {
    return Object.assign(new UnitCounts(), { total: 0, available: 0, reserved: 0, sold: 0, unreleased: 0 });
  }
}

/** The columns of `UnitCounts` over `inventory.unit u`. */
export const UNIT_COUNTS = `count(*)::int as total,
  (count(*) filter (where u.is_released and u.status = 'available'))::int as available,
  (count(*) filter (where u.is_released and u.status = 'reserved'))::int as reserved,
  (count(*) filter (where u.is_released and u.status = 'sold'))::int as sold,
  (count(*) filter (where not u.is_released))::int as unreleased`;

/** Counts of many projects or buildings in one query. */
export function countUnits(context: RequestContext, by: 'project_id' | 'building_id', id: string): Promise<UnitCounts> {
  const loader = context.loader<string, UnitCounts>(`counts ${by}`, async (ids) => {
    const visible = visibleUnits(context.passport);
    const rows = (await context.em.execute(
      `select u.${by} as key, ${UNIT_COUNTS} from inventory.unit u where u.${by} = any (?::uuid[]) and ${visible.sql} group by u.${by}`,
      [`{${ids.join(',')}}`, ...visible.parameters],
    )) as (UnitCounts & { key: string })[];
    const known = new Map(rows.map(({ key, ...counts }) => [key, counts]));
    return ids.map((one) => Object.assign(UnitCounts.none(), known.get(one)));
  });
  return loader.load(id);
}

/** Counts of a project by the guest Organisation that the units are assigned to; the key null is the internal pool. */
export async function countByAssignee(
  context: RequestContext,
  projectId: string,
): Promise<Map<string | null, UnitCounts>> {
  const visible = visibleUnits(context.passport);
  const rows = (await context.em.execute(
    `select u.assigned_org_id as key, ${UNIT_COUNTS} from inventory.unit u where u.project_id = ? and ${visible.sql} group by u.assigned_org_id`,
    [projectId, ...visible.parameters],
  )) as (UnitCounts & { key: string | null })[];
  return new Map(rows.map(({ key, ...counts }) => [key, Object.assign(new UnitCounts(), counts)]));
}
