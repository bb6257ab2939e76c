import type { Role } from '../generated/graphql.ts';
import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

const KEYS: Record<Role, MessageKey> = {
  OWNER: 'role.owner',
  ADMIN: 'role.admin',
  SALES_MANAGER: 'role.salesManager',
  SALES_AGENT: 'role.salesAgent',
  EXTERNAL_SALES_AGENT: 'role.externalSalesAgent',
};

/** A role in the viewer's words. */
export function roleName(t: Translate, role: Role): string {
  return t(KEYS[role]);
}
