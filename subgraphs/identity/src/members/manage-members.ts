import { decide } from '@offplan/kernel/permissions/matrix';
import { type Role, standsAtLeast } from '@offplan/kernel/permissions/roles';

/**
 * Whether somebody with the role `by` may invite, change or remove somebody with `role` (ID-31, ID-36): Owner and Admin anybody but the
 * Owner, a Sales Manager agents only; nobody somebody above himself.
 */
export function mayManageRole(by: Role | null, role: Role): boolean {
  if (!by || role === 'owner' || role === 'external_sales_agent') return false;
  const decision = decide({ role: by }, 'manage_members');
  if (decision === 'own') return role === 'sales_agent';
  return decision === 'all' && standsAtLeast(by, role);
}
