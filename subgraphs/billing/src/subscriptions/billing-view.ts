import { fault } from '@offplan/kernel/graphql/errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { Billing } from './billing.ts';
export async function billingView(_context: RequestContext): Promise<Billing | null> {
  throw fault('SERVICE_UNAVAILABLE', 'Later');
}
