import { Tagged } from '@offplan/kernel/graphql/directives';
import type { SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { Field, ObjectType } from 'type-graphql';
import { Unit } from '../units/unit.ts';
import type { UnitStatus } from '../units/unit-status.ts';
import { findVisibleUnits } from '../units/visible-units.ts';
import type { Building } from './building.ts';
import { Floor } from './floor.ts';

/** A board is seen whole, and so is one bounded list (SCH-5). */
const MOST_UNITS = 2_000;

@Tagged('integrator')
@ObjectType({ description: 'The board of one building: all that the viewer sees of it, at once.' })
export class Board {
  @Field(() => String, {
    description: 'Where the live updates stand: pass it as `after` to unitsChanged, and nothing is missed.',
  })
  cursor!: string;

  @Field(() => [Floor], { description: 'The floors, from the top.' })
  floors!: Floor[];

  @Field(() => [Unit], { description: `The units, at most ${MOST_UNITS}.` })
  units!: Unit[];
}

/**
 * Loads a board. The cursor is taken before the rows are read: a change in between is in both, and the versions sort that out.
 * Floors on which the viewer sees nothing are left out for guests, so that they tell nothing (INV-55). With `asOf` the statuses are
 * those of that moment, for the units that the viewer sees today (INV-36, INV-68).
 */
export async function loadBoard(context: SubgraphContext, building: Building, asOf: Date | null): Promise<Board> {
  const cursor = await context.bus.head();
  const now = await findVisibleUnits(
    context.em,
    context.passport,
    asOf
      ? { sql: 'u.building_id = ? and u.created_at <= ?', parameters: [building.id, asOf] }
      : { sql: 'u.building_id = ?', parameters: [building.id] },
    { sql: 'order by u.number limit ?', parameters: [MOST_UNITS] },
  );
  const units = asOf ? await turnBack(context, now, asOf) : now;
  const all = await context.em.find(Floor, { buildingId: building.id }, { orderBy: { level: 'desc', label: 'desc' } });
  const used = new Set(units.map((unit) => unit.floorId));
  const floors = context.isGuest ? all.filter((floor) => used.has(floor.id)) : all;
  return Object.assign(new Board(), { cursor: String(cursor), floors, units });
}

interface PastStatus {
  unit_id: string;
  status: UnitStatus;
  changed_at: Date | null;
  actor_id: string | null;
  actor_name: string | null;
  actor_org_id: string | null;
  actor_org_name: string | null;
}

/**
 * Units with the status that they had: what the last change up to then made of them, else what the first change after it found.
 * The version is 0, so that nobody can flip a unit from a picture of the past. Copies: what is changed of a unit that was read is written.
 */
async function turnBack(context: SubgraphContext, units: readonly Unit[], asOf: Date): Promise<Unit[]> {
  const rows = (await context.em.execute(
    `select distinct on (e.subject_id) e.subject_id as unit_id,
       case when e.occurred_at <= ?::timestamptz then e.data -> 'after' ->> 'status' else e.data -> 'before' ->> 'status' end as status,
       case when e.occurred_at <= ?::timestamptz then e.occurred_at end as changed_at,
       e.actor ->> 'id' as actor_id, e.personal ->> 'actorName' as actor_name,
       e.data ->> 'actorOrgId' as actor_org_id, e.personal ->> 'actorOrganisation' as actor_org_name
     from inventory.event e
     where e.org_id = ? and e.subject_id = any (?::uuid[]) and e.type in ('unit.status_changed', 'unit.status_undone')
     order by e.subject_id, (e.occurred_at <= ?::timestamptz) desc,
       case when e.occurred_at <= ?::timestamptz then -e.position else e.position end`,
    [asOf, asOf, context.orgId, `{${units.map((unit) => unit.id).join(',')}}`, asOf, asOf],
  )) as PastStatus[];
  const past = new Map(rows.map((row) => [row.unit_id, row]));
  return units.map((unit) => {
    const then = Object.assign(new Unit(), unit, { availabilityVersion: 0, buyerId: null, note: null, channel: null });
    const was = past.get(unit.id);
    if (!was) return then;
    const isKnown = was.changed_at !== null;
    return Object.assign(then, {
      status: was.status,
      statusChangedAt: was.changed_at ? new Date(was.changed_at) : unit.createdAt,
      statusChangedBy: isKnown ? was.actor_id : null,
      statusChangedByName: isKnown ? was.actor_name : null,
      statusChangedByOrgId: isKnown ? was.actor_org_id : null,
      statusChangedByOrgName: isKnown ? was.actor_org_name : null,
    });
  });
}
