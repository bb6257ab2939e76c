import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { ownOf } from '../units/own.ts';
import type { Condition } from '../units/visible-units.ts';

const NONE: Condition = { sql: 'false', parameters: [] };

/**
 * Which buyers a viewer sees, over `inventory.buyer b`: all, its own, or none (ID-31). A guest never sees another Organisation's, and only
 * those of the projects in which it sells. What was a person's own before it left is not its own when it comes back (ID-46): until a
 * handoff, only whoever sees more than its own sees those.
 */
export function visibleBuyers(context: RequestContext): Condition {
  const { passport } = context;
  const own = ownOf(passport);
  if (!own) return NONE;
  const decision = context.decide('buyer_records');
  if (decision === 'no') return NONE;
  if (decision === 'all') return { sql: 'true', parameters: [] };
  const mine =
    own.userId === null
      ? { sql: 'b.agent_org_id = ?', parameters: [own.orgId] }
      : {
          sql: '(b.agent_org_id = ? and b.agent_user_id = ? and b.agent_left_at is null)',
          parameters: [own.orgId, own.userId],
        };
  if (!passport.guest) return mine;
  const projects = passport.guest.grants
    .filter((grant) => grant.capabilities.includes('sales'))
    .map((grant) => grant.projectId);
  return {
    sql: `${mine.sql} and b.project_id = any (?::uuid[])`,
    parameters: [...mine.parameters, `{${projects.join(',')}}`],
  };
}
