import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { Condition } from '../units/visible-units.ts';

/**
 * Which buyers a viewer sees, over `inventory.buyer b`: all, the person's own, or none (ID-31). A guest that may see its own sees those
 * of its projects that the person brought; it never sees another Organisation's.
 */
export function visibleBuyers(context: RequestContext): Condition {
  const { guest, user } = context.passport;
  if (!user) return { sql: 'false', parameters: [] };
  if (guest) {
    const projects = guest.grants
      .filter((grant) => grant.capabilities.includes('sales'))
      .map((grant) => grant.projectId);
    if (projects.length === 0) return { sql: 'false', parameters: [] };
    return {
      sql: 'b.agent_user_id = ? and b.agent_org_id = ? and b.project_id = any (?::uuid[])',
      parameters: [user.id, guest.organisationId, `{${projects.join(',')}}`],
    };
  }
  switch (context.decide('buyer_records')) {
    case 'all':
      return { sql: 'true', parameters: [] };
    case 'own':
      return { sql: 'b.agent_user_id = ?', parameters: [user.id] };
    case 'no':
      return { sql: 'false', parameters: [] };
  }
}
