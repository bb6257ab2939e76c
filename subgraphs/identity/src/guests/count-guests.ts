import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** Guest Organisations with one more e-mail invited: active ones, and e-mails to which an offer is open (ID-58). */
export async function countGuests(tx: Transaction, orgId: string, email: string): Promise<number> {
  const [row] = await tx.query<{ guests: number }>(
    `select (select count(distinct guest_org_id) from identity.guest_grant where org_id = ? and status = 'active')::int
          + (select count(*) from (select email from identity.guest_grant where org_id = ? and status = 'pending' and expires_at > ?
               union select ?) as offered)::int as guests`,
    [orgId, orgId, tx.now, email],
  );
  return row!.guests;
}
