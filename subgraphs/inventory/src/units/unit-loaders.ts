import type { EntityManager } from '@mikro-orm/postgresql';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Buyer } from '../buyers/buyer.ts';
import { visibleBuyers } from '../buyers/visible-buyers.ts';
import { GuestMirror } from '../guests/guest-mirror.ts';
import { Building } from '../projects/building.ts';
import { Floor } from '../projects/floor.ts';
import { Project } from '../projects/project.ts';
import { Unit } from './unit.ts';
import { findVisibleUnits } from './visible-units.ts';

type WithId = { id: string };
type EntityOf<Entity> = new () => Entity;

/** One query for all ids of a request; null for ids that the scope does not reach. */
function byId<Entity extends WithId>(
  context: RequestContext,
  entity: EntityOf<Entity>,
  id: string,
): Promise<Entity | null> {
  const loader = context.loader<string, Entity | null>(entity, async (ids) => {
    const found = (await (context.em as EntityManager).find(
      entity as never,
      { id: { $in: ids } } as never,
    )) as Entity[];
    const known = new Map(found.map((one) => [one.id, one]));
    return ids.map((one) => known.get(one) ?? null);
  });
  return loader.load(id);
}

export const loadProject = (context: RequestContext, id: string) => byId(context, Project, id);
export const loadBuilding = (context: RequestContext, id: string) => byId(context, Building, id);
export const loadFloor = (context: RequestContext, id: string) => byId(context, Floor, id);

/** A buyer by its UUID, if the viewer sees it: whoever changed the unit's status last decides nothing (ID-31, INV-68). */
export function loadBuyer(context: RequestContext, id: string): Promise<Buyer | null> {
  const loader = context.loader<string, Buyer | null>(Buyer, async (ids) => {
    const visible = visibleBuyers(context);
    const rows = (await context.em.execute(
      `select b.* from inventory.buyer b where b.id = any (?::uuid[]) and ${visible.sql}`,
      [`{${ids.join(',')}}`, ...visible.parameters],
    )) as Record<string, unknown>[];
    const known = new Map(rows.map((row) => [row.id, context.em.map(Buyer, row as never)]));
    return ids.map((one) => known.get(one) ?? null);
  });
  return loader.load(id);
}

/** A unit by its UUID, if the viewer sees it: by reference and by id alike (the loader is one of the five doors). */
export function loadUnit(context: RequestContext, id: string): Promise<Unit | null> {
  const loader = context.loader<string, Unit | null>(Unit, async (ids) => {
    const found = await findVisibleUnits(context.em, context.passport, {
      sql: 'u.id = any (?::uuid[])',
      parameters: [`{${ids.join(',')}}`],
    });
    const known = new Map(found.map((unit) => [unit.id, unit]));
    return ids.map((one) => known.get(one) ?? null);
  });
  return loader.load(id);
}

/** The guest Organisation that a unit is assigned to, by project and Organisation. */
export function loadGuest(context: RequestContext, projectId: string, guestOrgId: string): Promise<GuestMirror | null> {
  const loader = context.loader<string, GuestMirror | null>(GuestMirror, async (keys) => {
    const found = await context.em.find(GuestMirror, {
      $or: keys.map((key) => ({ projectId: key.split('/')[0]!, guestOrgId: key.split('/')[1]! })),
    });
    const known = new Map(found.map((guest) => [`${guest.projectId}/${guest.guestOrgId}`, guest]));
    return keys.map((key) => known.get(key) ?? null);
  });
  return loader.load(`${projectId}/${guestOrgId}`);
}
