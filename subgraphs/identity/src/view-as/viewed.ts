import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { GuestCapability } from '@offplan/kernel/permissions/roles';

/** Whose eyes: an agent of the team, or a guest Organisation in one project. Ids are UUIDs. */
export type Viewed = { agentUserId: string } | { guestOrgId: string; projectId: string };

/** What of the viewed decides what it sees. */
export type ViewedRights = { name: string } & (
  | { agentUserId: string }
  | { guestOrgId: string; projectId: string; capabilities: GuestCapability[] }
);

/** The viewed as it stands now, in the Organisation's scope; null once the agent has left or the guest's access has ended. */
export async function findViewed(tx: Transaction, orgId: string, viewed: Viewed): Promise<ViewedRights | null> {
  if ('agentUserId' in viewed) {
    const [agent] = await tx.query<{ name: string }>(
      `select u.name from identity.membership m join identity."user" u on u.id = m.user_id
       where m.org_id = ? and m.user_id = ? and m.status = 'active' and m.role = 'sales_agent'`,
      [orgId, viewed.agentUserId],
    );
    return agent ? { name: agent.name, agentUserId: viewed.agentUserId } : null;
  }
  const [grant] = await tx.query<{ name: string; capabilities: GuestCapability[] }>(
    `select o.name, g.capabilities from identity.guest_grant g join identity.organisation o on o.id = g.guest_org_id
     where g.org_id = ? and g.guest_org_id = ? and g.project_id = ? and g.status = 'active' and o.status = 'active'`,
    [orgId, viewed.guestOrgId, viewed.projectId],
  );
  return grant ? { ...viewed, name: grant.name, capabilities: grant.capabilities } : null;
}
