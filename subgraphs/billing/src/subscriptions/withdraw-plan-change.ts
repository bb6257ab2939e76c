import { fault } from '@offplan/kernel/graphql/errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { ChangePlanOutcome } from './billing-results.ts';
export async function withdrawPlanChange(_context: RequestContext): Promise<ChangePlanOutcome> {
  throw fault('SERVICE_UNAVAILABLE', 'Later');
}
