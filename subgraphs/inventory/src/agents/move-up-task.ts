import type { Actor } from '@offplan/kernel/events/event';
import type { Task } from '@offplan/kernel/jobs/task';
import { closeBuyers, MOST_MOVED_AT_ONCE, moveUp } from './move-up.ts';

export const MOVE_UP = 'inventory.move_up';

/** After so many ms no request is under way any more that took a person who left for a member (GW-20). */
export const PASSPORTS_ARE_GONE = 3_000;

/** Ids are UUIDs. */
export interface MoveUpJob {
  orgId: string;
  userId: string;
  memberId: string;
  actor: Actor;
}

/** Moves what a person who left still has, a bounded batch a transaction: killed at any moment it goes on where it was (ID-43). */
export const moveUpTask: Task = {
  name: MOVE_UP,
  async run({ db }, payload) {
    const { orgId, userId, memberId, actor } = payload as unknown as MoveUpJob;
    for (let isDone = false; !isDone; )
      isDone = await db.transaction({ orgId }, async (tx) => {
        const [gone] = await tx.query(
          'select from inventory.member where org_id = ? and user_id = ? and member_id = ? and not is_active for update',
          [orgId, userId, memberId],
        );
        if (!gone) return true;
        const departure = { orgId, userId, actor };
        await closeBuyers(tx, departure);
        return moveUp(tx, departure, MOST_MOVED_AT_ONCE);
      });
  },
};
