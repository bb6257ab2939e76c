import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import { PASSPORT_LIFETIME_SECONDS } from '@offplan/kernel/passport/sign-passport';

/** A batch of one transaction: what is locked at once, and what is done again after a crash. */
export const MOST_MOVED_AT_ONCE = 1_000;

/** Somebody's leaving of an Organisation. Ids are UUIDs. */
export interface Departure {
  orgId: string;
  userId: string;
  /** Who ended the membership: the person itself, or somebody who manages the team. */
  actor: Actor;
}

interface Gone {
  name: string | null;
  /** What was done up to then was done with the membership that ended. */
  until: Date;
}

/** A successor with its name; `userId` null where nobody is left to take over. */
interface Successor {
  userId: string | null;
  name: string | null;
}

/**
 * Moves units that were assigned to a person who left, and the reservations that were its own, to the successor (ID-43, ID-49): in its
 * Organisation, and in each host's tenant where that is a guest. At most `limit` units, one event each. Returns whether all is done.
 * Runs in the Organisation's scope. Nothing is left to do for an active member.
 */
export async function moveUp(tx: Transaction, departure: Departure, limit: number): Promise<boolean> {
  const { orgId, userId } = departure;
  const gone = await readGone(tx, departure);
  if (!gone) return true;
  const successor = await findSuccessor(tx, orgId, userId);
  const actorName = await nameOf(tx, orgId, departure.actor);
  let left = limit;
  for (const tenantId of await tenantsOf(tx, orgId)) {
    if (left === 0) break;
    const moved = await tx.within(tenantId, () =>
      moveInTenant(tx, { ...departure, tenantId, gone, successor, actorName, limit: left }),
    );
    left -= moved;
  }
  if (left === 0) return false;
  await tx.query('update inventory.member set has_more_to_move = false where org_id = ? and user_id = ?', [
    orgId,
    userId,
  ]);
  return true;
}

/** Takes from a person who left the buyers that were its own: the attribution stays, a handoff passes them on (ID-43, ID-46, INV-54). */
export async function closeBuyers(tx: Transaction, departure: Departure): Promise<void> {
  const { orgId, userId } = departure;
  const gone = await readGone(tx, departure);
  if (!gone) return;
  for (const tenantId of await tenantsOf(tx, orgId))
    await tx.within(tenantId, () =>
      tx.query(
        `update inventory.buyer set agent_left_at = ? where org_id = ? and agent_user_id = ? and agent_org_id = ?
           and agent_left_at is null and agent_since <= ?`,
        [tx.now, tenantId, userId, orgId, gone.until],
      ),
    );
}

async function readGone(tx: Transaction, { orgId, userId }: Departure): Promise<Gone | null> {
  const [row] = await tx.query<{ name: string | null; left_at: Date }>(
    'select name, left_at from inventory.member where org_id = ? and user_id = ? and not is_active',
    [orgId, userId],
  );
  if (!row) return null;
  const until = new Date(new Date(row.left_at).getTime() + PASSPORT_LIFETIME_SECONDS * 1000);
  return { name: row.name, until };
}

/** The successor; where that one has left too, the successor's, and so on. */
async function findSuccessor(tx: Transaction, orgId: string, userId: string): Promise<Successor> {
  const [row] = await tx.query<{ user_id: string; name: string | null }>(
    `with recursive chain as (
       select user_id, successor_user_id, is_active, name from inventory.member where org_id = ? and user_id = ?
       union
       select next.user_id, next.successor_user_id, next.is_active, next.name from chain
       join inventory.member next on next.org_id = ? and next.user_id = chain.successor_user_id where not chain.is_active
     ) select user_id, name from chain where is_active`,
    [orgId, userId, orgId],
  );
  return { userId: row?.user_id ?? null, name: row?.name ?? null };
}

async function nameOf(tx: Transaction, orgId: string, actor: Actor): Promise<string | null> {
  if (actor.kind !== 'user') return null;
  const [row] = await tx.query<{ name: string | null }>(
    'select name from inventory.member where org_id = ? and user_id = ?',
    [orgId, actor.id],
  );
  return row?.name ?? null;
}

/** The Organisation's own tenant, then those of the hosts whose guest it is or was. */
async function tenantsOf(tx: Transaction, orgId: string): Promise<string[]> {
  const hosts = await tx.query<{ org_id: string }>(
    'select distinct org_id from inventory.guest where guest_org_id = ? order by org_id',
    [orgId],
  );
  return [orgId, ...hosts.map((row) => row.org_id)];
}

interface Move extends Departure {
  tenantId: string;
  gone: Gone;
  successor: Successor;
  actorName: string | null;
  limit: number;
}

async function moveInTenant(tx: Transaction, move: Move): Promise<number> {
  const { orgId, userId, tenantId, gone, successor } = move;
  const isGuest = tenantId !== orgId;
  const units = await tx.query<{
    id: string;
    number: string;
    project_id: string;
    building_id: string;
    assigned_org_id: string | null;
    version: number;
    was_agent: boolean;
    was_reserver: boolean;
  }>(
    `with target as (
       select id, coalesce(assigned_user_id = ? and assigned_org_id is not distinct from ?::uuid, false) as was_agent,
         coalesce(reserved_by = ? and reserved_by_org_id = ? and status = 'reserved' and status_changed_at <= ?, false) as was_reserver
       from inventory.unit where org_id = ?
         and ((assigned_user_id = ? and assigned_org_id is not distinct from ?::uuid)
           or (reserved_by = ? and reserved_by_org_id = ? and status = 'reserved' and status_changed_at <= ?))
       order by id limit ? for no key update
     )
     update inventory.unit u set version = u.version + 1,
       assigned_user_id = case when was_agent then ?::uuid else u.assigned_user_id end,
       reserved_by = case when was_reserver then ?::uuid else u.reserved_by end,
       reserved_by_org_id = case when was_reserver and ?::uuid is null then null else u.reserved_by_org_id end
     from target where u.org_id = ? and u.id = target.id
     returning u.id, u.number, u.project_id, u.building_id, u.assigned_org_id, u.version, target.was_agent, target.was_reserver`,
    [
      ...[userId, isGuest ? orgId : null, userId, orgId, gone.until, tenantId],
      ...[userId, isGuest ? orgId : null, userId, orgId, gone.until, move.limit],
      ...[successor.userId, successor.userId, successor.userId, tenantId],
    ],
  );
  const side = (unit: (typeof units)[number], who: string | null) => ({
    ...(unit.was_agent ? { agentUserId: who } : {}),
    ...(unit.was_reserver ? { reservedBy: who } : {}),
  });
  await tx.emit(
    ...units.map((unit) => ({
      orgId: tenantId,
      subjectType: 'unit',
      subjectId: unit.id,
      seq: unit.version,
      type: 'unit.moved_up',
      actor: move.actor,
      onBehalfOf: isGuest ? orgId : null,
      data: {
        label: unit.number,
        projectId: unit.project_id,
        buildingId: unit.building_id,
        assignedOrgId: unit.assigned_org_id,
        actorOrgId: orgId,
        agentOrgId: orgId,
        agentBeforeUserId: userId,
        agentUserId: successor.userId,
        before: side(unit, userId),
        after: side(unit, successor.userId),
      },
      personal: {
        ...(move.actorName ? { actorName: move.actorName } : {}),
        ...(gone.name ? { agentBeforeName: gone.name } : {}),
        ...(successor.name ? { agentName: successor.name } : {}),
      },
      piiClass: 'personal_meta' as const,
    })),
  );
  return units.length;
}
