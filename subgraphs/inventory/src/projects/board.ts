import { Tagged } from '@offplan/kernel/graphql/directives';
import type { SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { Field, ObjectType } from 'type-graphql';
import { Unit } from '../units/unit.ts';
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
 * Floors on which the viewer sees nothing are left out for guests, so that they tell nothing (INV-55).
 */
export async function loadBoard(context: SubgraphContext, building: Building): Promise<Board> {
  const cursor = await context.bus.head();
  const units = await findVisibleUnits(
    context.em,
    context.passport,
    { sql: 'u.building_id = ?', parameters: [building.id] },
    { sql: 'order by u.number limit ?', parameters: [MOST_UNITS] },
  );
  const all = await context.em.find(Floor, { buildingId: building.id }, { orderBy: { level: 'desc', label: 'desc' } });
  const used = new Set(units.map((unit) => unit.floorId));
  const floors = context.isGuest ? all.filter((floor) => used.has(floor.id)) : all;
  return Object.assign(new Board(), { cursor: String(cursor), floors, units });
}
