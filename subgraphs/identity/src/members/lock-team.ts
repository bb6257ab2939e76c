import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Role } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/**
 * Makes whoever changes the workspace's team wait for each other, and reads what the viewer is in it now: its passport may be a second
 * old, and in that second somebody may have ended or lowered it. Null for whoever is no member any more.
 */
export async function lockTeam(context: RequestContext, tx: Transaction): Promise<Role | null> {
  await tx.query('select from identity.organisation where id = ? for update', [context.orgId]);
  const [row] = await tx.query<{ role: Role }>(
    `select role from identity.membership where org_id = ? and user_id = ? and status = 'active'`,
    [context.orgId, context.person.id],
  );
  return row?.role ?? null;
}
