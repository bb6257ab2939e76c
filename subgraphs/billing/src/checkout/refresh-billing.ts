import { fault } from '@offplan/kernel/graphql/errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { RefreshBillingOutcome } from '../subscriptions/billing-results.ts';
export async function refreshBilling(
  _context: RequestContext,
  _session: string | null,
): Promise<RefreshBillingOutcome> {
  throw fault('SERVICE_UNAVAILABLE', 'Later');
}
