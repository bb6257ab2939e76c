import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { PlanChanged } from './billing-results.ts';

/** The answer that a change is done: the Organisation, whose plan and billing are read anew. */
export function planChanged(context: RequestContext): PlanChanged {
  context.forget();
  return Object.assign(new PlanChanged(), { organisation: { id: encodeId('org', context.orgId) } });
}
