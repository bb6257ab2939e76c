import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { type Action, decide } from '@offplan/kernel/permissions/matrix';
import type { Role } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { lockOrganisation } from '../organisations/lock-organisation.ts';

/**
 * Makes whoever changes the workspace's team wait for each other, and reads what the viewer is in it now: its passport may be a second
 * old, and in that second somebody may have ended or lowered it. Null for whoever is no member any more.
 */
export async function lockTeam(context: RequestContext, tx: Transaction): Promise<Role | null> {
  await lockOrganisation(tx, context.orgId);
  const [row] = await tx.query<{ role: Role }>(
    `select role from identity.membership where org_id = ? and user_id = ? and status = 'active'`,
    [context.orgId, context.person.id],
  );
  return row?.role ?? null;
}

/** Whether the viewer may do something now: locks the team and asks the matrix about its role of this moment. */
export async function mayNow(context: RequestContext, tx: Transaction, action: Action): Promise<boolean> {
  const role = await lockTeam(context, tx);
  return role !== null && decide({ role }, action) === 'all';
}
