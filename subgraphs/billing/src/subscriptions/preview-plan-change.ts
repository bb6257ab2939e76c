import { fault } from '@offplan/kernel/graphql/errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { PreviewPlanChangeOutcome } from './billing-results.ts';
export async function previewPlanChange(_context: RequestContext, _tier: string): Promise<PreviewPlanChangeOutcome> {
  throw fault('SERVICE_UNAVAILABLE', 'Later');
}
