import { fault } from '@offplan/kernel/graphql/errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { BillingPageOutcome } from '../subscriptions/billing-results.ts';
export async function openBillingPortal(_context: RequestContext): Promise<BillingPageOutcome> {
  throw fault('SERVICE_UNAVAILABLE', 'Later');
}
