import { type Role, standsAtLeast } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/**
 * Whether the viewer may invite, change or remove somebody with this role (ID-31, ID-36): Owner and Admin anybody but the Owner, a Sales
 * Manager agents only; nobody somebody above himself.
 */
export function mayManageRole(context: RequestContext, role: Role): boolean {
  const decision = context.decide('manage_members');
  const own = context.passport.role;
  if (decision === 'no' || role === 'owner' || role === 'external_sales_agent' || context.isGuest || !own) return false;
  if (decision === 'own') return role === 'sales_agent';
  return standsAtLeast(own, role);
}
