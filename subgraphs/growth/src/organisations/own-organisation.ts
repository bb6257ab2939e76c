import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { Organisation } from './organisation.ts';

/** The UUID of an Organisation of which the viewer is a member and in which it works now; null for a guest and for another Organisation. */
export function ownOrganisation(context: RequestContext, organisation: Organisation): string | null {
  const orgId = decodeId('org', organisation.id);
  return orgId && orgId === context.passport.organisation?.id && !context.isGuest ? orgId : null;
}
