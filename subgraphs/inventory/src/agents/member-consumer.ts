import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import { closeBuyers, MOST_MOVED_AT_ONCE, moveUp } from './move-up.ts';
import { MOVE_UP, type MoveUpJob, PASSPORTS_ARE_GONE } from './move-up-task.ts';
import { readMemberEvent } from './read-member-event.ts';

/**
 * Follows identity's members, of hosts and of guests alike: who is in a team, and where the units of somebody who left go (ID-43). The
 * event's Organisation is the scope. A transfer of ownership comes as two changes of role. What a person leaves moves up in this very transaction, up to a bound; a job moves the rest.
 */
export const memberConsumer: EventConsumer = {
  name: 'members',
  types: [
    'member.joined',
    'member.role_changed',
    'member.manager_changed',
    'member.left',
    'member.deactivated',
    'user.renamed',
  ],
  async apply(tx, event) {
    switch (event.type) {
      case 'member.joined':
        return join(tx, event);
      case 'member.role_changed':
        return changeRole(tx, event);
      case 'member.manager_changed':
        return changeManager(tx, event);
      case 'user.renamed':
        return rename(tx, event);
      default:
        return leave(tx, event);
    }
  },
};

/** A fresh membership gets nothing of an earlier one (ID-46): what is still to be moved away goes first. */
async function join(tx: Transaction, event: BusEvent): Promise<void> {
  const { memberId, userId, name, roleAfter } = readMemberEvent(event);
  const departure = { orgId: event.orgId, userId, actor: { kind: 'system' as const } };
  for (let isDone = false; !isDone; ) isDone = await moveUp(tx, departure, MOST_MOVED_AT_ONCE);
  await tx.query(
    `insert into inventory.member (org_id, user_id, member_id, name, role, is_active) values (?, ?, ?, ?, ?, true)
     on conflict (org_id, user_id) do update set member_id = excluded.member_id, name = excluded.name, role = excluded.role,
       is_active = true, manager_user_id = null, left_at = null, successor_user_id = null, has_more_to_move = false`,
    [event.orgId, userId, memberId, name, roleAfter],
  );
}

async function changeRole(tx: Transaction, event: BusEvent): Promise<void> {
  const { memberId, userId, name, roleAfter } = readMemberEvent(event);
  await tx.query(
    'update inventory.member set role = ?, name = coalesce(?, name) where org_id = ? and user_id = ? and member_id = ?',
    [roleAfter, name, event.orgId, userId, memberId],
  );
}

async function changeManager(tx: Transaction, event: BusEvent): Promise<void> {
  const { memberId, userId, managerUserId } = readMemberEvent(event);
  await tx.query('update inventory.member set manager_user_id = ? where org_id = ? and user_id = ? and member_id = ?', [
    managerUserId,
    event.orgId,
    userId,
    memberId,
  ]);
}

/** Comes in the Platform's scope; the person is called so in all its teams. */
async function rename(tx: Transaction, event: BusEvent): Promise<void> {
  const { userId, name } = readMemberEvent(event);
  await tx.identify(userId);
  await tx.query('update inventory.member set name = ? where user_id = ? and name is not null', [name, userId]);
}

async function leave(tx: Transaction, event: BusEvent): Promise<void> {
  const { memberId, userId, name, roleBefore, successorUserId } = readMemberEvent(event);
  const leftAt = new Date(event.occurredAt);
  const gone = await tx.query(
    `insert into inventory.member as member (org_id, user_id, member_id, name, role, is_active, left_at, successor_user_id, has_more_to_move)
     values (?, ?, ?, ?, ?, false, ?, ?, true)
     on conflict (org_id, user_id) do update set is_active = false, left_at = excluded.left_at,
       successor_user_id = excluded.successor_user_id, has_more_to_move = true
     where member.member_id = excluded.member_id returning user_id`,
    [event.orgId, userId, memberId, name, roleBefore, leftAt, successorUserId],
  );
  if (gone.length === 0) return;
  const departure = { orgId: event.orgId, userId, actor: event.actor };
  await closeBuyers(tx, departure);
  const isDone = await moveUp(tx, departure, MOST_MOVED_AT_ONCE);
  const job: MoveUpJob = { ...departure, memberId };
  // Also when all is moved: for a moment the gateway may still take the person for a member, and a reservation made then is late.
  await enqueue(tx, MOVE_UP, { ...job }, { key: `${MOVE_UP} ${memberId}`, delay: isDone ? PASSPORTS_ARE_GONE : 0 });
}
