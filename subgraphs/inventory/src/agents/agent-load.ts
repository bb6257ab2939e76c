import type { EntityManager } from '@mikro-orm/postgresql';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { AgentLoad } from './agent.ts';
import { readMembers } from './team-of-viewer.ts';

/**
 * What leaving would mean for a member of the viewer's Organisation (ID-42): asked by that person, or by whoever may end the membership.
 * Null for anybody else, and for somebody who is no member.
 */
export async function agentLoad(context: RequestContext, userGlobalId: string): Promise<AgentLoad | null> {
  const userId = decodeId('user', userGlobalId);
  if (!userId || context.isGuest) return null;
  const { orgId } = context;
  const [member] = await readMembers(context, orgId, { userId: { $in: [userId] } });
  if (!member?.isActive) return null;
  const decision = context.decide('manage_members');
  const mayEnd = decision === 'all' || (decision === 'own' && member.role === 'sales_agent');
  if (userId !== context.personId && !mayEnd) return null;
  const load = Object.assign(new AgentLoad(), { projects: 0, units: 0, reservations: 0, buyers: 0 });
  add(load, await countInTenant(context.em, orgId, { orgId, userId }, null));
  const grants = (await context.em.execute(
    'select org_id, array_agg(project_id) as project_ids from inventory.guest where guest_org_id = ? and is_active group by org_id order by org_id',
    [orgId],
  )) as { org_id: string; project_ids: string[] }[];
  // One host after the other, each in its own scope and narrowed to the projects of the grant.
  for (const { org_id, project_ids } of grants) {
    const em = context.db.reader({ orgId: org_id, projectIds: project_ids });
    add(load, await countInTenant(em, org_id, { orgId, userId }, orgId));
  }
  return load;
}

function add(load: AgentLoad, more: AgentLoad): void {
  load.projects += more.projects;
  load.units += more.units;
  load.reservations += more.reservations;
  load.buyers += more.buyers;
}

async function countInTenant(
  em: EntityManager,
  tenantId: string,
  person: { orgId: string; userId: string },
  guestOrgId: string | null,
): Promise<AgentLoad> {
  const [row] = (await em.execute(
    `select (select count(*)::int from inventory.project where org_id = ?) as projects,
       (select count(*)::int from inventory.unit where org_id = ? and assigned_user_id = ? and assigned_org_id is not distinct from ?::uuid) as units,
       (select count(*)::int from inventory.unit where org_id = ? and reserved_by = ? and reserved_by_org_id = ? and status = 'reserved') as reservations,
       (select count(*)::int from inventory.buyer where org_id = ? and agent_user_id = ? and agent_org_id = ? and agent_left_at is null) as buyers`,
    [
      ...[tenantId, tenantId, person.userId, guestOrgId],
      ...[tenantId, person.userId, person.orgId],
      ...[tenantId, person.userId, person.orgId],
    ],
  )) as AgentLoad[];
  return row!;
}
