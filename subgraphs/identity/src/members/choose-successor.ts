import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Member } from './member.ts';

export interface Successor {
  userId: string;
  name: string;
}

/**
 * To whom the units of members would go if they left (ID-43), by the members' ids: the manager, else the Admin who is there longest, else
 * the Owner. The last one there has nobody. Reads in the Organisation's scope.
 */
export async function chooseSuccessors(
  tx: Pick<Transaction, 'query'>,
  memberIds: readonly string[],
): Promise<Map<string, Successor>> {
  const rows = await tx.query<{ member_id: string; user_id: string; name: string }>(
    `select leaving.id as member_id, next.user_id, next.name from identity.membership leaving
     cross join lateral (
       select m.user_id, u.name from identity.membership m join identity."user" u on u.id = m.user_id
       where m.org_id = leaving.org_id and m.status = 'active' and m.user_id <> leaving.user_id
         and (m.user_id = leaving.manager_user_id or m.role in ('admin', 'owner'))
       order by (m.user_id = leaving.manager_user_id) desc nulls last, m.role = 'owner', m.joined_at, m.id limit 1
     ) next
     where leaving.id = any(?::uuid[])`,
    [`{${memberIds.join(',')}}`],
  );
  return new Map(rows.map((row) => [row.member_id, { userId: row.user_id, name: row.name }]));
}

/** The same of one member; null for the last one there. */
export async function chooseSuccessor(tx: Pick<Transaction, 'query'>, member: Member): Promise<Successor | null> {
  return (await chooseSuccessors(tx, [member.id])).get(member.id) ?? null;
}
