import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Member } from './member.ts';

export interface Successor {
  userId: string;
  name: string;
}

/**
 * To whom a leaving member's units go (ID-43): its manager, else the Admin who is there longest, else the Owner. Null for the last one.
 * Reads in the Organisation's scope.
 */
export async function chooseSuccessor(tx: Pick<Transaction, 'query'>, member: Member): Promise<Successor | null> {
  const [row] = await tx.query<{ user_id: string; name: string }>(
    `select m.user_id, u.name from identity.membership m join identity."user" u on u.id = m.user_id
     where m.org_id = ? and m.status = 'active' and m.user_id <> ? and (m.user_id = ?::uuid or m.role in ('admin', 'owner'))
     order by (m.user_id = ?::uuid) desc nulls last, m.role = 'owner', m.joined_at, m.id limit 1`,
    [member.orgId, member.userId, member.managerUserId, member.managerUserId],
  );
  return row ? { userId: row.user_id, name: row.name } : null;
}
