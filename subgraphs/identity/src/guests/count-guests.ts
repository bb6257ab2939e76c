import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { GuestGrant } from './guest-grant.ts';

/**
 * Guest Organisations with one more invited: active ones, and those to whom an offer is open (ID-58). One that was named by its slug and is
 * a guest already is one guest, however many projects it is offered.
 */
export async function countGuests(
  tx: Transaction,
  orgId: string,
  invitee: Pick<GuestGrant, 'email' | 'invitedOrgId'>,
): Promise<number> {
  const [row] = await tx.query<{ guests: number }>(
    `with active as (select distinct guest_org_id as id from identity.guest_grant where org_id = ? and status = 'active'),
     offered as (
       select invited_org_id, email from identity.guest_grant where org_id = ? and status = 'pending' and expires_at > ?
       union all select ?::uuid, ?
     )
     select (select count(*) from active)::int
          + (select count(distinct coalesce(o.invited_org_id::text, o.email)) from offered o
             where o.invited_org_id is null or o.invited_org_id not in (select id from active))::int as guests`,
    [orgId, orgId, tx.now, invitee.invitedOrgId, invitee.email],
  );
  return row!.guests;
}
