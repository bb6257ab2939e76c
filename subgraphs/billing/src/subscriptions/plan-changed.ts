import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { BillingSuccess } from './billing-results.ts';

/** The answer that a change is done: the Organisation, whose plan and billing are read anew. */
export function planChanged(context: RequestContext): BillingSuccess {
  context.forget();
  return Object.assign(new BillingSuccess(), { organisation: { id: encodeId('org', context.orgId) } });
}
