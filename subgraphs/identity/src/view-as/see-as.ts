import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { decodeId } from '@offplan/kernel/ids';
import type { Passport } from '@offplan/kernel/passport/passport';
import { decide } from '@offplan/kernel/permissions/matrix';
import { findViewed } from './viewed.ts';

/**
 * The passport of a view: that of the viewed, with the person who looks through it (`viewedBy`). A view that is over, of another session,
 * or whose person may not look any more, leads nowhere: without a workspace nothing is answered, rather than with the person's own rights.
 */
export async function seeAs(tx: Transaction, own: Passport, viewId: string): Promise<Passport> {
  const { organisation, role, guest, ...outside } = own;
  const nowhere: Passport = outside;
  const id = decodeId('view', viewId);
  if (!organisation || !role || guest || !id || decide({ role }, 'view_as') !== 'all') return nowhere;
  const viewed = await tx.within(organisation.id, async () => {
    const [view] = await tx.query<{ agent_user_id: string | null; guest_org_id: string; project_id: string }>(
      `select agent_user_id, guest_org_id, project_id from identity.view_as
       where org_id = ? and id = ? and session_id = ? and user_id = ? and ended_at is null and expires_at > ?`,
      [organisation.id, id, own.sessionId, own.user!.id, tx.now],
    );
    if (!view) return null;
    return findViewed(
      tx,
      organisation.id,
      view.agent_user_id
        ? { agentUserId: view.agent_user_id }
        : { guestOrgId: view.guest_org_id, projectId: view.project_id },
    );
  });
  if (!viewed) return nowhere;
  const { id: personId, name } = own.user!;
  const passport: Passport = { kind: 'user', sessionId: own.sessionId, organisation, viewedBy: { id: personId, name } };
  if ('agentUserId' in viewed)
    return {
      ...passport,
      user: { id: viewed.agentUserId, name: viewed.name, organisationIds: [organisation.id] },
      role: 'sales_agent',
    };
  return {
    ...passport,
    // Of the guest's people none in particular: what is somebody's own there belongs to nobody who looks.
    user: { id: viewed.guestOrgId, name: viewed.name, organisationIds: [] },
    role: 'external_sales_agent',
    guest: {
      organisationId: viewed.guestOrgId,
      organisationName: viewed.name,
      role: 'sales_agent',
      grants: [{ projectId: viewed.projectId, capabilities: viewed.capabilities }],
    },
  };
}
